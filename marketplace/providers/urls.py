"""Addresses of a provider's own details and people, and of the officers' work on providers."""

from django.urls import path

from . import converters as _converters  # noqa: F401
from . import council_views, staff_views, views

app_name = "providers"

urlpatterns = [
    path("provider/<provider:provider_slug>/details/", views.details, name="details"),
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
    path("council/vetting/", council_views.vetting, name="vetting"),
    path("council/vetting/<uuid:check_id>/", council_views.check, name="check"),
    path("council/providers/<slug:provider_slug>/refuse/", council_views.refuse, name="refuse"),
]
