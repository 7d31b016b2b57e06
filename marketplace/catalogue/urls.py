"""Addresses of listings and providers. They come after the directory's, whose words would pass for a listing's name."""

from django.urls import path

from . import views

app_name = "catalogue"

urlpatterns = [
    path("services/<slug:slug>/", views.listing, name="listing"),
    path("providers/<slug:slug>/", views.provider, name="provider"),
]
