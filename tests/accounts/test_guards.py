"""Who may open which page of a family's details and of the officers' appointments."""

import pytest
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import OfficerAppointment
from tests.conftest import Cast
from tests.guards import assert_guarded


@pytest.mark.parametrize(
    ("page", "takes_posts"), [("details", True), ("supporters", False), ("add_supporter", True), ("withdraw", True)]
)
def test_only_members_open_a_familys_own_affairs(cast: Cast, page: str, takes_posts: bool) -> None:
    if page == "withdraw":
        url = reverse("accounts:withdraw_supporter", args=[cast.family.pk, cast.family.consents.get().pk])
    else:
        url = reverse(f"accounts:{page}", args=[cast.family.pk])
    assert_guarded(
        url,
        allowed=[cast.parent],
        refused_to=[cast.supporter],
        hidden_from=[cast.other_parent, cast.outsider, cast.provider_owner, *cast.officers.values()],
        takes_posts=takes_posts,
    )


@pytest.mark.parametrize(("page", "takes_posts"), [("officers", False), ("add_officer", True), ("end_officer", True)])
def test_only_administrators_open_appointments(cast: Cast, page: str, takes_posts: bool) -> None:
    appointment = OfficerAppointment.objects.get(role=OfficerRole.FINANCE)
    args = [appointment.pk] if page == "end_officer" else []
    others = [officer for role, officer in cast.officers.items() if role != OfficerRole.ADMINISTRATOR]
    assert_guarded(
        reverse(f"accounts:{page}", args=args),
        allowed=[cast.officer(OfficerRole.ADMINISTRATOR)],
        refused_to=[*others, cast.parent, cast.provider_owner, cast.outsider],
        takes_posts=takes_posts,
    )
