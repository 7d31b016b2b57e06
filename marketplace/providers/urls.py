"""Addresses of a provider's own details and people, and of the officers' work on providers."""

from django.urls import path

from . import claim_views, council_views, register_views, staff_views, views
from . import converters as _converters  # noqa: F401

app_name = "providers"

urlpatterns = [
    path("provider/<provider:provider_slug>/details/", views.details, name="details"),
    path("provider/<provider:provider_slug>/numbers/", views.numbers, name="numbers"),
    path("provider/<provider:provider_slug>/people/", staff_views.members, name="members"),
    path("provider/<provider:provider_slug>/people/add/", staff_views.invite, name="new_member"),
    path("provider/<provider:provider_slug>/people/<uuid:user_id>/", staff_views.roles, name="roles"),
    path("provider/<provider:provider_slug>/people/<uuid:user_id>/remove/", staff_views.remove, name="remove"),
    path(
        "provider/<provider:provider_slug>/people/invitations/<uuid:invitation_id>/again/",
        staff_views.send_again,
        name="send_again",
    ),
    path(
        "provider/<provider:provider_slug>/people/invitations/<uuid:invitation_id>/withdraw/",
        staff_views.withdraw,
        name="withdraw_invitation",
    ),
    path("provider/<provider:provider_slug>/leave/", staff_views.leave, name="leave"),
    path("invitations/<str:secret>/", staff_views.invitation, name="invitation"),
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
    path("providers/<slug:provider_slug>/claim/", claim_views.claim, name="claim"),
    path("providers/<slug:provider_slug>/claim/address/", claim_views.by_email, name="claim_by_email"),
    path("providers/<slug:provider_slug>/claim/code/", claim_views.enter_code, name="claim_code"),
    path("providers/<slug:provider_slug>/claim/council/", claim_views.by_officer, name="claim_by_officer"),
    path("providers/<slug:provider_slug>/claim/withdraw/", claim_views.withdraw, name="withdraw_claim"),
    path("council/claims/", claim_views.queue, name="claims"),
    path("council/claims/<uuid:claim_id>/", claim_views.decide, name="decide_claim"),
    path("council/vetting/", council_views.vetting, name="vetting"),
    path("council/vetting/<uuid:check_id>/", council_views.check, name="check"),
    path("council/providers/<slug:provider_slug>/refuse/", council_views.refuse, name="refuse"),
]
