"""Who may open which page about plans: at the family's desk, at the council's, and where officers sign."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import SupportConsent, User
from marketplace.budgets.models import FundingStream, PlanLine, SignerAppointment, SupportPlan
from marketplace.catalogue.models import Outcome
from marketplace.core import clock
from tests import pages
from tests.conftest import Cast
from tests.factories import SupportConsentFactory, UserFactory, bookable_service
from tests.guards import assert_guarded

from .plan_scenario import SHORT_BREAKS, money_line, sent, signer, start

Streams = dict[str, FundingStream]

READING = {"plans": False, "document": False}
WRITING = {
    "start": True,
    "write": False,
    "matters": True,
    "safe": True,
    "check": True,
    "abandon": True,
    "amend": True,
    "return": True,
    "outcomes": True,
    "outcome": True,
    "outcome_remove": True,
    "lines": False,
    "line_add": True,
    "line": True,
    "line_remove": True,
    "line_funding": True,
    "services": False,
    "service": True,
}


@pytest.fixture
def plan(cast: Cast, streams: Streams) -> SupportPlan:
    """A draft with a line and an outcome."""
    plan = start(cast)
    plan.outcomes.create(words="A friend", outcome=Outcome.objects.all()[0])
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    return plan


@pytest.fixture
def helper(cast: Cast) -> User:
    """A supporter who may manage money."""
    person: User = UserFactory()
    SupportConsentFactory(family=cast.family, supporter=person, scopes=["see", "money"], given_by=cast.parent)
    return person


def address(side: str, page: str, plan: SupportPlan) -> str:
    ids: list[object] = [plan.child_id]
    if page not in ("plans", "start"):
        ids.append(plan.pk)
    ids += {
        "outcome": lambda: [plan.outcomes.get().pk],
        "outcome_remove": lambda: [plan.outcomes.get().pk],
        "line_add": lambda: ["money"],
        "service": lambda: [bookable_service(category="weekend-clubs").slug],
    }.get(page, lambda: [plan.lines.get().pk] if page.startswith("line_") or page == "line" else [])()
    return reverse(f"budgets:{side}_plan_{page}", args=ids)


def no_officers(cast: Cast) -> list[User]:
    return [cast.other_parent, cast.provider_owner, cast.outsider, *cast.officers.values()]


@pytest.mark.parametrize("page", READING)
def test_family_and_any_supporter_read_plans(cast: Cast, plan: SupportPlan, helper: User, page: str) -> None:
    url = address("family", page, plan)
    assert_guarded(url, allowed=[cast.parent, cast.supporter, helper], hidden_from=no_officers(cast))


@pytest.mark.parametrize(("page", "takes_posts"), WRITING.items())
def test_family_and_who_manages_its_money_write_plans(
    cast: Cast, plan: SupportPlan, helper: User, page: str, takes_posts: bool
) -> None:
    assert_guarded(
        address("family", page, plan),
        allowed=[cast.parent, helper],
        refused_to=[cast.supporter],
        hidden_from=no_officers(cast),
        takes_posts=takes_posts,
    )


def test_only_members_sign_for_the_family(cast: Cast, plan: SupportPlan, helper: User) -> None:
    sent(plan, cast)
    assert_guarded(
        reverse("budgets:family_plan_sign", args=[cast.child.pk, plan.pk]),
        allowed=[cast.parent],
        refused_to=[cast.supporter, helper],
        hidden_from=no_officers(cast),
        takes_posts=True,
    )


def officers(cast: Cast, *roles: OfficerRole) -> list[User]:
    return [cast.officer(role) for role in roles]


def everybody_else(cast: Cast, *allowed: OfficerRole) -> list[User]:
    others = [officer for role, officer in cast.officers.items() if role not in allowed]
    return [*others, cast.parent, cast.supporter, cast.provider_owner, cast.outsider]


@pytest.mark.parametrize("page", READING)
def test_officers_for_budgets_and_finance_read_every_plan(cast: Cast, plan: SupportPlan, page: str) -> None:
    may = (OfficerRole.BUDGETS, OfficerRole.FINANCE, OfficerRole.ADMINISTRATOR)
    url = address("council", page, plan)
    assert_guarded(url, allowed=officers(cast, *may), refused_to=everybody_else(cast, *may))


@pytest.mark.parametrize(("page", "takes_posts"), WRITING.items())
def test_officers_for_budgets_write_plans(cast: Cast, plan: SupportPlan, page: str, takes_posts: bool) -> None:
    may = (OfficerRole.BUDGETS, OfficerRole.ADMINISTRATOR)
    assert_guarded(
        address("council", page, plan),
        allowed=officers(cast, *may),
        refused_to=everybody_else(cast, *may),
        takes_posts=takes_posts,
    )


def test_pages_where_officers_sign(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    sent(plan, cast)
    may = (OfficerRole.BUDGETS, OfficerRole.ADMINISTRATOR)
    for url, takes_posts in (
        (reverse("budgets:signing"), False),
        (reverse("budgets:signing_plan", args=[plan.pk]), False),
        (reverse("budgets:signing_stream", args=[plan.pk, streams[SHORT_BREAKS].pk]), True),
    ):
        assert_guarded(
            url, allowed=officers(cast, *may), refused_to=everybody_else(cast, *may), takes_posts=takes_posts
        )


def test_pages_about_signers_are_for_administrators(cast: Cast) -> None:
    signer("Team manager")
    appointment = SignerAppointment.objects.get()
    for page, ids, takes_posts in (
        ("signers", [], False),
        ("signing_grade_add", [], True),
        ("signing_grade_limit", [appointment.grade_id], True),
        ("signing_grade_end", [appointment.grade_id], True),
        ("signer_appoint", [], True),
        ("signer_end", [appointment.pk], True),
    ):
        assert_guarded(
            reverse(f"budgets:{page}", args=ids),
            allowed=officers(cast, OfficerRole.ADMINISTRATOR),
            refused_to=everybody_else(cast, OfficerRole.ADMINISTRATOR),
            takes_posts=takes_posts,
        )


@pytest.mark.parametrize("page", ["document", "lines", "check", "line", "line_funding", "outcome"])
def test_a_plan_and_its_parts_are_found_only_under_their_own_child(cast: Cast, plan: SupportPlan, page: str) -> None:
    url = address("family", page, plan).replace(str(cast.child.pk), str(cast.other_child.pk))
    assert pages.signed_in(cast.other_parent).get(url).status_code == 404


def test_a_line_of_another_plan_is_not_found(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    days = {"valid_from": plan.valid_to + timedelta(1), "valid_to": plan.valid_to + timedelta(9)}
    other = money_line(start(cast, **days), cast, 100, streams[SHORT_BREAKS])
    for page in ("line", "line_funding", "line_remove"):
        url = reverse(f"budgets:family_plan_{page}", args=[cast.child.pk, plan.pk, other.pk])
        assert pages.signed_in(cast.parent).get(url).status_code == 404


def test_moving_a_line_is_guarded_and_only_posted(cast: Cast, plan: SupportPlan, helper: User) -> None:
    url = address("family", "line_move", plan)
    assert Client().post(url)["Location"].startswith("/accounts/login/")
    for person, status in ((cast.supporter, 403), (cast.other_parent, 404), (helper, 302)):
        assert pages.signed_in(person).post(url, {"to": "up"}).status_code == status
    assert pages.signed_in(cast.parent).get(url).status_code == 405


def test_consent_that_ended_while_a_page_was_open_is_refused_at_sending(
    cast: Cast, plan: SupportPlan, helper: User
) -> None:
    client, url = pages.signed_in(helper), address("family", "line_add", plan)
    assert client.get(url).status_code == 200
    consent = SupportConsent.objects.get(supporter=helper)
    consent.scopes = ["see"]
    consent.save()
    answers = {"description": "More", "amount_pence": "10", "category": str(plan.lines.get().category_id)}
    assert client.post(url, answers).status_code == 403
    consent.withdrawn_at = clock.now()
    consent.save()
    assert client.post(url, answers).status_code == 404
    assert client.post(address("family", "check", plan)).status_code == 404
    assert PlanLine.objects.count() == 1


def test_consent_that_runs_out_at_midnight_is_refused_the_next_day(cast: Cast, plan: SupportPlan, helper: User) -> None:
    client, url = pages.signed_in(helper), address("family", "matters", plan)
    consent = SupportConsent.objects.get(supporter=helper)
    with clock.at(clock.local_moment(consent.valid_to + timedelta(days=1))):
        assert client.post(url, {"what_matters": "Late"}).status_code == 404
    plan.refresh_from_db()
    assert plan.what_matters == ""
