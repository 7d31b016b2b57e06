"""Reference data is edited in Wagtail, by administrators only."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cms import services
from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import OfficerAppointment, User
from marketplace.accounts.services import appoint_officer, end_appointment
from marketplace.budgets.models import FundingStream
from marketplace.catalogue.models import Need
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast

LISTS = [
    "catalogue_category",
    "catalogue_need",
    "catalogue_accessfeature",
    "catalogue_outcome",
    "catalogue_categorycheck",
    "providers_checktype",
    "budgets_fundingstream",
]


@pytest.fixture
def appointed(cast: Cast) -> None:
    services.sync_editors()


@pytest.mark.parametrize("snippet", LISTS)
def test_an_administrator_lists_and_adds_what_a_content_editor_does_not_see(
    cast: Cast, appointed: None, signed_in: Callable[[User], Client], snippet: str
) -> None:
    administrator, editor = cast.officer(OfficerRole.ADMINISTRATOR), cast.officer(OfficerRole.CONTENT)
    for page in ("list", "add"):
        url = reverse(f"wagtailsnippets_{snippet}:{page}")
        assert signed_in(administrator).get(url).status_code == 200
        assert signed_in(editor).get(url).status_code in (302, 403)


def test_a_need_is_added_and_a_stream_changed(
    cast: Cast, appointed: None, streams: dict[str, FundingStream], signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(cast.officer(OfficerRole.ADMINISTRATOR))
    client.post(reverse("wagtailsnippets_catalogue_need:add"), {"name": "Tics", "code": "tics", "position": "99"})
    assert Need.objects.get(code="tics").name == "Tics"
    stream = streams["equipment"]
    page = client.get(reverse("wagtailsnippets_budgets_fundingstream:edit", args=[stream.pk]))
    values = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    client.post(reverse("wagtailsnippets_budgets_fundingstream:edit", args=[stream.pk]), values | {"name": "Kit"})
    stream.refresh_from_db()
    assert stream.name == "Kit"


def test_access_comes_and_goes_with_the_appointment(cast: Cast, signed_in: Callable[[User], Client]) -> None:
    officer = appoint_officer(actor=SYSTEM, user=cast.outsider, role=OfficerRole.ADMINISTRATOR)
    assert signed_in(cast.outsider).get("/cms/").status_code == 200
    end_appointment(actor=SYSTEM, appointment=OfficerAppointment.objects.get(pk=officer.pk))
    assert signed_in(cast.outsider).get("/cms/", follow=True).status_code == 403
