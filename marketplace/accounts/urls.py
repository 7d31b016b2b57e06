"""Addresses of a family's own details and of officers' appointments."""

from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("family/details/", views.only_family, {"page": "details"}, name="only_family_details"),
    path("family/supporters/", views.only_family, {"page": "supporters"}, name="only_family_supporters"),
    path("family/<uuid:family_id>/details/", views.details, name="details"),
    path("family/<uuid:family_id>/supporters/", views.supporters, name="supporters"),
    path("family/<uuid:family_id>/supporters/add/", views.add_supporter, name="add_supporter"),
    path(
        "family/<uuid:family_id>/supporters/<uuid:consent_id>/withdraw/",
        views.withdraw_supporter,
        name="withdraw_supporter",
    ),
    path("council/officers/", views.officers, name="officers"),
    path("council/officers/add/", views.add_officer, name="add_officer"),
    path("council/officers/<uuid:appointment_id>/end/", views.end_officer, name="end_officer"),
]
