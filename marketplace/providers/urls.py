"""Addresses of a provider's own details and people, and of the officers' work on providers."""

from django.urls import path

from . import converters as _converters  # noqa: F401
from . import council_views, register_views, views

app_name = "providers"

urlpatterns = [
    path("provider/<provider:provider_slug>/details/", views.details, name="details"),
    path("provider/<provider:provider_slug>/people/", views.members, name="members"),
    path("provider/<provider:provider_slug>/people/add/", views.new_member, name="new_member"),
    path("provider/<provider:provider_slug>/checks/send/", views.send_check, name="send_check"),
    path("provider/<provider:provider_slug>/checks/<uuid:check_id>/", views.check, name="sent_check"),
    path("provider/<provider:provider_slug>/checks/files/<uuid:evidence_id>/", views.evidence, name="evidence"),
    path("council/vetting/files/<uuid:evidence_id>/", council_views.evidence, name="council_evidence"),
    path("council/vetting/refusals/", register_views.register, name="register"),
    path("council/vetting/refusals/add/", register_views.add, name="add_refusal"),
    path("council/vetting/refusals/<uuid:refusal_id>/", register_views.entry, name="refusal"),
    path("council/vetting/refusals/likenesses/<uuid:match_id>/", register_views.match, name="refusal_match"),
    path("council/vetting/exceptions/<uuid:override_id>/end/", council_views.override_end, name="end_override"),
    path("council/vetting/<uuid:check_id>/end/", council_views.end, name="end_check"),
    path("council/providers/<slug:provider_slug>/", council_views.council_provider, name="council_provider"),
    path("council/providers/<slug:provider_slug>/exception/", council_views.override, name="override"),
    path("council/vetting/", council_views.vetting, name="vetting"),
    path("council/vetting/<uuid:check_id>/", council_views.check, name="check"),
    path("council/providers/<slug:provider_slug>/refuse/", council_views.refuse, name="refuse"),
]
