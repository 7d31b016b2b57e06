"""Addresses of listings and providers. They come after the directory's, whose words would pass for a listing's name."""

from django.urls import path

from . import freshness_views, problem_views, views

app_name = "catalogue"

urlpatterns = [
    path("services/<slug:slug>/", views.listing, name="listing"),
    path("services/<slug:slug>/report/", problem_views.report, name="report_problem"),
    path("still-correct/<str:token>/", freshness_views.still_correct, name="still_correct"),
    path("reports/<slug:reference>/", problem_views.status, name="problem_status"),
    path("providers/<slug:slug>/", views.provider, name="provider"),
]
