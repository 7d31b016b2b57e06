"""Addresses of a provider's own details and people, and of the officers' work on providers."""

from django.urls import path

from . import converters as _converters  # noqa: F401
from . import council_views, views

app_name = "providers"

urlpatterns = [
    path("provider/<provider:provider_slug>/details/", views.details, name="details"),
    path("provider/<provider:provider_slug>/people/", views.members, name="members"),
    path("provider/<provider:provider_slug>/people/add/", views.new_member, name="new_member"),
    path("provider/<provider:provider_slug>/checks/send/", views.send_check, name="send_check"),
    path("council/vetting/", council_views.vetting, name="vetting"),
    path("council/vetting/<uuid:check_id>/", council_views.check, name="check"),
    path("council/providers/<slug:provider_slug>/refuse/", council_views.refuse, name="refuse"),
]
