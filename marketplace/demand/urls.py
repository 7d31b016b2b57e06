"""Addresses of unmet requests, the providers' board and the commissioners' report."""

from django.urls import path

from . import views

app_name = "demand"

urlpatterns = [
    path("family/requests/", views.requests, name="requests"),
    path("family/requests/new/", views.request_create, name="request_create"),
    path("services/<slug:slug>/ask-for-prices/", views.ask_for_prices, name="ask_for_prices"),
    path("provider/requests/", views.provider_board, name="provider_board"),
    path("council/requests/", views.moderation, name="moderation"),
    path("council/demand/", views.report, name="report"),
    path("council/demand/export.csv", views.report_csv, name="report_csv"),
]
