"""What a family sees of its budget: by stream, as planned, how it will go, period by period, and who has looked."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import LineKind, PlanState
from marketplace.budgets.models import FundingStream, PlanLine, PlanLineFunding, Pot, SupportPlan
from marketplace.budgets.selectors.acts import acts_for, in_words
from marketplace.budgets.selectors.planned import planned_against_actual
from marketplace.budgets.services import close_pot, set_contingency_aside
from marketplace.budgets.services.viewing import record_view
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, audit_event, record_events
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import ChildFactory, SupportConsentFactory, UserFactory
from tests.guards import assert_guarded
from tests.pages import signed_in, words

from .award_life_scenario import LAST_YEAR, NEXT_YEAR, THIS_YEAR, at_noon, pot_of, reserve, spend
from .plan_scenario import take_to

pytestmark = pytest.mark.usefixtures("in_november")

Streams = dict[str, FundingStream]
TODAY = date(2026, 11, 24)


@pytest.fixture
def breaks(cast: Cast, streams: Streams) -> Pot:
    return pot_of(cast.child, streams["social-care-short-breaks"], 240_000)


def url_of(name: str, child: Child) -> str:
    return reverse(f"budgets:{name}", args=[child.pk])


@transaction.atomic
def plan(child: Child, amounts: dict[FundingStream, int], state: PlanState = PlanState.FINAL, number: int = 1) -> None:
    """Give the child a plan of this year with one line that the streams pay."""
    made = SupportPlan.objects.create(
        child=child,
        number=number,
        valid_from=THIS_YEAR[0],
        valid_to=THIS_YEAR[1],
        prepared_by=UserFactory(),
        state=PlanState.DRAFT,
    )
    line = PlanLine.objects.create(
        plan=made,
        kind=LineKind.MONEY,
        description="Clubs",
        category=Category.objects.get(code="after-school-clubs"),
        amount_pence=sum(amounts.values()),
    )
    PlanLineFunding.objects.bulk_create(
        PlanLineFunding(line=line, stream=stream, amount_pence=pence) for stream, pence in amounts.items()
    )
    take_to(made, state)


def test_what_is_kept_aside_is_said_beside_what_is_left(cast: Cast, breaks: Pot) -> None:
    set_contingency_aside(actor=SYSTEM, pot=breaks, amount_pence=40_000, reason="Just in case")
    page = words(signed_in(cast.parent).get(url_of("child_budget", cast.child)))
    assert "£2,000 left of £2,400 awarded" in page
    assert "£400 more is kept aside for what cannot be foreseen" in page


def test_the_agreed_plan_is_shown_beside_what_is_used(cast: Cast, streams: Streams, breaks: Pot) -> None:
    support = pot_of(cast.child, streams["social-care-support"], 50_000)
    plan(cast.child, {breaks.stream: 100_000, streams["equipment"]: 20_000})
    spend(breaks, 30_000)
    reserve(breaks, 20_000)
    spend(support, 10_000)
    breaks.refresh_from_db()
    support.refresh_from_db()
    rows = planned_against_actual(cast.child, [breaks, support], TODAY)
    assert [
        (row.stream.code, row.planned_pence, row.actual_pence, row.unused_pence, row.over_pence) for row in rows
    ] == [
        ("social-care-short-breaks", 100_000, 50_000, 50_000, 0),
        ("social-care-support", 0, 10_000, 0, 10_000),
        ("equipment", 20_000, 0, 20_000, 0),
    ]
    page = words(signed_in(cast.parent).get(url_of("child_budget", cast.child)))
    for said in ("£500 not used yet", "£100 more than planned", "£200 not used yet"):
        assert said in page


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.REPLACED])
def test_a_plan_that_is_not_agreed_is_not_compared_with(cast: Cast, breaks: Pot, state: PlanState) -> None:
    plan(cast.child, {breaks.stream: 100_000}, state)
    assert planned_against_actual(cast.child, [breaks], TODAY) == []
    page = words(signed_in(cast.parent).get(url_of("child_budget", cast.child)))
    assert "There is no agreed support plan for today" in page


def test_the_page_links_to_the_parts_that_there_are(cast: Cast, breaks: Pot) -> None:
    page = signed_in(cast.parent).get(url_of("child_budget", cast.child)).content.decode()
    for name in ("family_statement", "family_periods", "family_seen_by"):
        assert f'href="{url_of(name, cast.child)}"' in page
    officer = signed_in(cast.officer(OfficerRole.BUDGETS)).get(url_of("council_child", cast.child)).content.decode()
    for name in ("council_statement", "council_child_periods"):
        assert f'href="{url_of(name, cast.child)}"' in officer


def test_a_supporter_is_not_offered_the_page_about_supporters(cast: Cast, breaks: Pot) -> None:
    page = signed_in(cast.supporter).get(url_of("child_budget", cast.child)).content.decode()
    assert url_of("family_seen_by", cast.child) not in page


def test_the_page_takes_as_many_statements_for_many_bookings_as_for_none(cast: Cast, breaks: Pot) -> None:
    client, url = signed_in(cast.parent), url_of("child_budget", cast.child)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    statements()
    before = statements()
    for month in range(5, 12):
        spend(breaks, 1_000, date(2026, month, 3))
        reserve(breaks, 1_000, date(2026, month, 20))
    assert statements() == before


def test_periods_stand_side_by_side(cast: Cast, streams: Streams, breaks: Pot) -> None:
    old = pot_of(cast.child, breaks.stream, 100_000, LAST_YEAR)
    spend(old, 70_000)
    close_pot(actor=SYSTEM, pot=old)
    pot_of(cast.child, streams["equipment"], 30_000, NEXT_YEAR)
    for person, name in (
        (cast.parent, "family_periods"),
        (cast.officer(OfficerRole.FINANCE), "council_child_periods"),
    ):
        page = words(signed_in(person).get(url_of(name, cast.child)))
        heads = "Stream 1 Apr 2025 to 31 Mar 2026 1 Apr 2026 to 31 Mar 2027 1 Apr 2027 to 31 Mar 2028"
        assert heads in page
        assert "Short breaks Awarded £1,000 Spent £700 Taken back £300 Left £0 Closed Awarded £2,400" in page
        assert "Equipment None None Awarded £300 Spent £0 Left £300" in page


def test_a_child_that_never_had_a_budget_has_no_periods(cast: Cast) -> None:
    assert "There has been no budget yet" in words(signed_in(cast.parent).get(url_of("family_periods", cast.child)))


# Who has looked.


def views() -> list[tuple[User, str]]:
    events = AuditEvent.objects.filter(action="budget.view").select_related("actor")
    return [(event.actor, event.actor_role) for event in events]


@pytest.mark.parametrize("name", ["child_budget", "family_statement", "family_statement_csv", "family_periods"])
def test_a_supporter_that_looks_is_recorded_once_a_day(cast: Cast, breaks: Pot, name: str) -> None:
    client = signed_in(cast.supporter)
    for _ in range(2):
        client.get(url_of(name, cast.child))
    client.get(url_of("child_budget", cast.child))
    assert views() == [(cast.supporter, "supporter")]
    event = AuditEvent.objects.get(action="budget.view")
    assert (event.on_behalf_of, event.object_id) == (cast.family.pk, cast.child.pk)
    with at_noon(date(2026, 11, 25)):
        client = signed_in(cast.supporter)
        client.get(url_of(name, cast.child))
    assert len(views()) == 2


def test_the_list_of_budgets_records_a_look_at_each_child(cast: Cast, breaks: Pot) -> None:
    ChildFactory(family=cast.family)
    signed_in(cast.supporter).get(reverse("budgets:family_budgets"))
    assert len(views()) == 2


def test_a_member_of_the_family_and_an_officer_that_look_are_not_recorded(cast: Cast, breaks: Pot) -> None:
    for name in ("child_budget", "family_statement", "family_periods"):
        signed_in(cast.parent).get(url_of(name, cast.child))
    signed_in(cast.officer(OfficerRole.BUDGETS)).get(url_of("council_child", cast.child))
    assert views() == []


def test_somebody_who_may_not_look_leaves_no_trace(cast: Cast, breaks: Pot) -> None:
    assert signed_in(cast.other_parent).get(url_of("child_budget", cast.child)).status_code == 404
    assert views() == []


def test_the_same_look_cannot_be_written_twice(cast: Cast) -> None:
    record_view(viewer=cast.supporter, children=[cast.child])
    event = AuditEvent.objects.get(action="budget.view")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.create(pk=event.pk, action="x", actor_role="x", object_type="x", object_id=event.object_id)


def test_the_family_reads_who_looked_and_who_did_what_in_plain_words(cast: Cast, breaks: Pot) -> None:
    signed_in(cast.supporter).get(url_of("child_budget", cast.child))
    actor = actor_for_family(cast.supporter, cast.family)
    with transaction.atomic():
        record_events(
            [
                audit_event(actor=actor, action=action, subject=breaks)
                for action in ("booking.confirm", "plan.change_something", "mystery.thing")
            ]
        )
    response = signed_in(cast.parent).get(url_of("family_seen_by", cast.child))
    page = words(response)
    for said in (
        "Looked at Yusuf’s budget 24 November 2026 Sam Supporter Supporter",
        "Sent a booking to the provider 24 November 2026 Sam Supporter Supporter",
        "Changed something about a support plan",
        "Changed something about mystery",
    ):
        assert said in page
    assert "budget.view" not in response.content.decode()


def test_what_was_done_for_another_family_is_not_shown(cast: Cast) -> None:
    SupportConsentFactory(family=cast.other_family, supporter=cast.supporter, given_by=cast.other_parent)
    record_view(viewer=cast.supporter, children=[cast.other_child])
    assert "Nobody has looked yet" in words(signed_in(cast.parent).get(url_of("family_seen_by", cast.child)))
    [act] = in_words(cast.other_family, acts_for(cast.other_family))
    assert act.what == "Looked at Liv’s budget"


def test_family_pages_are_for_the_family_and_whom_it_lets_see(cast: Cast, breaks: Pot) -> None:
    strangers = [cast.other_parent, cast.provider_owner, cast.outsider, *cast.officers.values()]
    for name in ("family_periods", "family_statement", "family_forecast_chart"):
        assert_guarded(url_of(name, cast.child), allowed=[cast.parent, cast.supporter], hidden_from=strangers)
    assert_guarded(
        url_of("family_seen_by", cast.child),
        allowed=[cast.parent],
        hidden_from=strangers,
        refused_to=[cast.supporter],
    )


def test_consent_that_ended_while_a_page_was_open_shows_nothing_more(cast: Cast, breaks: Pot) -> None:
    client: Client = signed_in(cast.supporter)
    pages: list[Callable[[], int]] = [
        lambda name=name: client.get(url_of(name, cast.child)).status_code
        for name in ("child_budget", "family_statement", "family_statement_csv", "family_forecast_chart")
    ]
    assert {look() for look in pages} == {200}
    cast.family.consents.update(withdrawn_at=clock.now())
    assert {look() for look in pages} == {404}
