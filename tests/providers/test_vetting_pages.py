"""Officers decide checks and refuse providers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.providers.enums import CheckState
from marketplace.providers.models import CheckType, VettingCheck
from tests.conftest import Cast
from tests.pages import errors, signed_in, value, words


def check_of(cast: Cast, *, state: CheckState = CheckState.SUBMITTED, ends: int = 365) -> VettingCheck:
    return VettingCheck.objects.create(
        provider=cast.provider,
        check_type=CheckType.objects.get(code="public-liability"),
        reference="PL-1",
        state=state,
        decided_at=None if state == CheckState.SUBMITTED else clock.now(),
        valid_from=clock.today() - timedelta(days=400),
        valid_to=clock.today() + timedelta(days=ends),
    )


@pytest.fixture
def officer(cast: Cast):
    return signed_in(cast.officer(OfficerRole.LISTINGS))


@pytest.mark.parametrize(
    ("decision", "reason", "state"),
    [("approve", "", CheckState.APPROVED), ("refuse", "It has run out.", CheckState.REFUSED)],
)
def test_a_check_is_decided(cast: Cast, officer, decision: str, reason: str, state: CheckState) -> None:
    check = check_of(cast)
    page = words(officer.get(reverse("providers:vetting")))
    assert "Public liability insurance of Riverside Play" in page
    url = reverse("providers:check", args=[check.pk])
    assert officer.post(url, {"decision": decision, "reason": reason}).status_code == 302
    check.refresh_from_db()
    assert (check.state, check.reason) == (state, reason)
    assert check.decided_by == cast.officer(OfficerRole.LISTINGS)
    assert AuditEvent.objects.get(action="check.decide").actor_role == "officer:listings"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"decision": "refuse", "reason": "  "}, "Say why, so that the provider knows what to send."),
        ({"decision": "", "reason": "Because"}, "Choose whether you approve or refuse."),
    ],
)
def test_half_a_decision_changes_nothing(cast: Cast, officer, data: dict[str, str], sentence: str) -> None:
    check = check_of(cast)
    response = officer.post(reverse("providers:check", args=[check.pk]), data)
    assert errors(response) == [sentence]
    assert value(response, "reason") == data["reason"].strip()
    check.refresh_from_db()
    assert check.state == CheckState.SUBMITTED


def test_a_check_is_decided_once(cast: Cast, officer) -> None:
    check = check_of(cast, state=CheckState.APPROVED)
    url = reverse("providers:check", args=[check.pk])
    assert "Decided already" in words(officer.get(url))
    assert errors(officer.post(url, {"decision": "refuse", "reason": "x"})) == ["This check has been decided already."]


@pytest.mark.parametrize(("ends", "word"), [(-1, "Lapsed"), (60, "Ends soon"), (61, None)])
def test_lapsed_and_lapsing_checks_are_listed(cast: Cast, officer, ends: int, word: str | None) -> None:
    check_of(cast, state=CheckState.APPROVED, ends=ends)
    page = words(officer.get(reverse("providers:vetting"))).split("Lapsed, or lapsing")[1]
    assert ("Public liability insurance of Riverside Play" in page) == (word is not None)
    assert word is None or word in page


def test_a_check_with_later_evidence_is_no_longer_listed(cast: Cast, officer) -> None:
    check_of(cast, state=CheckState.APPROVED, ends=10)
    check_of(cast, state=CheckState.APPROVED, ends=300)
    assert "of Riverside Play" not in words(officer.get(reverse("providers:vetting")))


def test_a_provider_is_refused_with_a_reason(cast: Cast, officer) -> None:
    url = reverse("providers:refuse", args=[cast.provider.slug])
    assert errors(officer.post(url, {"reason": " "})) == ["Say why the council refuses this provider."]
    cast.provider.refresh_from_db()
    assert cast.provider.refused_on is None
    officer.post(url, {"reason": "Unsafe premises"})
    cast.provider.refresh_from_db()
    assert (cast.provider.refused_on, cast.provider.refusal_reason) == (clock.today(), "Unsafe premises")
    home = signed_in(cast.provider_owner).get(reverse("workspaces:provider", args=[cast.provider.slug]))
    assert "Unsafe premises" in words(home)
