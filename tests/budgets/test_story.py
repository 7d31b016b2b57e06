"""One child's whole story: nothing left out, nothing told twice, nothing of another child."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.budgets.enums import Route, WithholdingReason
from marketplace.budgets.models import (
    FundingStream,
    HolderStatement,
    ManagementRoute,
    PlanSignature,
    PresentPackage,
    ScheduledPayment,
    SigningGrade,
    Withholding,
)
from marketplace.budgets.selectors.story import PARTS, entries_of, story_of
from marketplace.budgets.services import award_budget, place_hold, plan_reviews, reduce_award
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, record_event
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import pot_with
from tests.guards import assert_guarded
from tests.pages import signed_in, words

from .case_scenario import Line, assessed, challenge, conversation, days, figure, plan

Streams = dict[str, FundingStream]


@pytest.fixture
def officer(cast: Cast) -> User:
    return cast.officer(OfficerRole.BUDGETS)


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


def story(cast: Cast, part: str = "") -> list[str]:
    """Return the titles of the entries."""
    return [entry.title for entry in entries_of(cast.child, story_of(cast.child, part))]


def url(cast: Cast) -> str:
    return f"/council/budgets/{cast.child.pk}/story/"


def write_everything(cast: Cast, streams: Streams, officer: User) -> None:
    """Write a row of every part, without events, as an import would."""
    stream = streams["equipment"]
    assessed(cast.child, officer, days_ago=50)
    PresentPackage.objects.create(
        child=cast.child,
        stream=stream,
        description="A chair",
        amount_pence=5_000,
        recorded_by=officer,
        valid_from=days(-9),
    )
    allocation = figure(cast.child, stream, officer)
    conversation(cast.child, officer)
    challenge(allocation, cast.parent, answer_by=days(9))
    planned = plan(cast.child, officer, lines=[Line(10_000, [stream])])
    PlanSignature.objects.create(
        plan=planned,
        revision=1,
        party="council",
        stream=stream,
        amount_pence=10_000,
        grade=SigningGrade.objects.create(name="Team manager", limit_pence=500_000),
        signed_by=officer,
        name="Ola",
    )
    pot = pot_with(cast.child, stream, 10_000)
    route = ManagementRoute.objects.create(
        pot=pot, route=Route.DIRECT_PAYMENT, valid_from=days(-9), reason="They asked", decided_by=officer
    )
    Withholding.objects.create(
        pot=pot, kind=WithholdingReason.RECORDS, reason="No receipts", valid_from=days(-3), decided_by=officer
    )
    ScheduledPayment.objects.create(route=route, due_on=days(3), amount_pence=2_500)
    HolderStatement.objects.create(
        route=route, first_day=days(-9), last_day=days(-8), spent_pence=0, note="Nothing", entered_by=officer
    )
    plan_reviews(actor=SYSTEM, child=cast.child, first_due=clock.today())


def test_every_part_is_told_and_can_be_asked_for_alone(cast: Cast, streams: Streams, officer: User) -> None:
    write_everything(cast, streams, officer)
    told = {code: story(cast, code) for code in PARTS}
    assert told["money"] == ["Award"]
    assert told["looks"] == []
    assert told["spending"] == ["Statement of the holder"]
    assert told["figures"] == ["Figure", "Present package"]
    assert told["reviews"] == ["Review planned"] * 2
    assert all(told[code] for code in PARTS if code != "looks")
    assert sorted(story(cast)) == sorted(title for titles in told.values() for title in titles)


def test_the_page_says_who_in_which_role_for_whom_and_why(
    cast: Cast, streams: Streams, officer: User, client: Client
) -> None:
    write_everything(cast, streams, officer)
    award_budget(
        actor=actor_for_officer(officer, OfficerRole.BUDGETS),
        child=cast.child,
        stream=streams["sen-top-up"],
        valid_from=days(0),
        valid_to=days(300),
        amount_pence=240_000,
        reason="Panel of May",
    )
    cast.family.consents.update(scopes=["see", "money"])
    [review] = cast.child.outcome_reviews.filter(kind="baseline")
    record_event(
        actor=actor_for_family(cast.supporter, cast.family),
        action="outcome_review.answer",
        subject=review,
        reason="By phone",
        before={"state": "open"},
        after={"state": "done", "spent_pence": 1250},
    )
    page = words(client.get(url(cast)))
    assert "SEN top-up, left: +£2,400" in page
    assert "by Officer budgets (budget officer)" in page
    assert "Why: Panel of May" in page
    assert "by Sam Supporter (supporter) , on behalf of The Rahmans" in page.replace("),", ") ,")
    assert "state: open → done" in page
    assert "spent: £12.50" in page
    assert "They were glad" in page
    assert "The family: It is too low" in page
    assert "Liv" not in page


def test_money_is_told_once_by_the_ledger_with_the_role_of_its_event(
    cast: Cast, streams: Streams, officer: User
) -> None:
    pot = pot_with(cast.child, streams["equipment"], 10_000)
    reduce_award(actor=actor_for_officer(officer, OfficerRole.BUDGETS), pot=pot, amount_pence=500, reason="Less")
    place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h")
    assert story(cast, "money") == ["Reserved for a booking", "Taken back by the council", "Award"]
    reserved, reduced, awarded = entries_of(cast.child, story_of(cast.child, "money"))
    assert reserved.facts == ["Equipment, left: −£40", "Equipment, reserved: +£40"]
    assert (reserved.who, reserved.role) == ("", "")
    assert (reduced.who, reduced.role, reduced.why) == ("Officer budgets", "budget officer", "Less")
    assert awarded.role == "the system"


def test_a_row_without_an_event_is_told_and_one_with_an_event_is_told_by_it(
    cast: Cast, streams: Streams, officer: User
) -> None:
    talk = conversation(cast.child, officer)
    assert story(cast, "conversations") == ["Conversation"]
    with_event = actor_for_officer(officer, OfficerRole.BUDGETS)
    record_event(actor=with_event, action="conversation.record", subject=talk)
    assert story(cast, "conversations") == ["Conversation recorded"]


def test_nothing_of_another_child_is_in_it(cast: Cast, streams: Streams, officer: User) -> None:
    before = story(cast)
    pot_with(cast.other_child, streams["equipment"], 10_000)
    plan_reviews(actor=SYSTEM, child=cast.other_child, first_due=clock.today())
    plan(cast.other_child, officer)
    assert story(cast) == before


def test_looking_at_it_is_recorded_and_told_only_to_who_asks(cast: Cast, client: Client, officer: User) -> None:
    signed_in(cast.officer(OfficerRole.FINANCE)).get(url(cast))
    client.get(url(cast))
    events = AuditEvent.objects.filter(action="child.view_story", object_id=cast.child.pk).order_by("occurred_at")
    assert [event.actor_role for event in events] == ["officer:finance", "officer:budgets"]
    assert "Looked at the whole story" not in words(client.get(url(cast)))
    looks = words(client.get(url(cast), {"part": "looks"}))
    assert looks.count("Looked at the whole story") == 4


def test_the_newest_comes_first_and_pages_do_not_repeat(cast: Cast, streams: Streams, client: Client) -> None:
    pot = pot_with(cast.child, streams["equipment"], 10_000)
    for number in range(60):
        with clock.at(clock.now() + timedelta(hours=number)):
            place_hold(actor=SYSTEM, pot=pot, amount_pence=1, expected_on=days(0), idempotency_key=f"h{number}")
            pot.refresh_from_db()
    keys = [key["key"] for key in story_of(cast.child)]
    assert len(keys) == len(set(keys)) == 62
    entries = entries_of(cast.child, story_of(cast.child))
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    page = client.get(url(cast), {"page": 3})
    assert page.content.decode().count("<strong>") >= 12
    assert "62 entries" in words(page)
    printed = client.get(url(cast), {"print": "yes"})
    assert printed.content.decode().count("story-what") == 62


def test_the_number_of_statements_does_not_grow_with_the_story(
    cast: Cast, streams: Streams, officer: User, client: Client, django_assert_num_queries: Any
) -> None:
    write_everything(cast, streams, officer)
    asked = {"print": "yes"}
    client.get(url(cast), asked)
    with django_assert_num_queries(30):
        client.get(url(cast), asked)
    pot = cast.child.pots.get()
    for number in range(40):
        place_hold(actor=SYSTEM, pot=pot, amount_pence=1, expected_on=days(0), idempotency_key=f"h{number}")
        conversation(cast.child, officer)
        pot.refresh_from_db()
    with django_assert_num_queries(30):
        client.get(url(cast), asked)


def test_an_unknown_part_shows_everything(cast: Cast, client: Client) -> None:
    assert "Everything" in words(client.get(url(cast), {"part": "nonsense", "page": "last"}))


def test_the_story_is_for_officers_of_budgets_and_finance(cast: Cast) -> None:
    assert_guarded(
        url(cast),
        allowed=[cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)],
        refused_to=[cast.officer(OfficerRole.COMMISSIONER), cast.officer(OfficerRole.CONTENT), cast.parent],
    )
    assert not AuditEvent.objects.filter(action="child.view_story", actor=cast.parent).exists()
