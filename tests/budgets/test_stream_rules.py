"""Rules of funding streams are dated: changing them never changes the past."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.budgets.errors import RulesRefused
from marketplace.budgets.models import FundingStream, StreamRules
from marketplace.budgets.rules import why_not
from marketplace.budgets.services import change_stream_rules, withdraw_stream_rules
from marketplace.budgets.stream_words import changes
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.factories import bookable_service

Streams = dict[str, FundingStream]


def change(stream: FundingStream, valid_from: date, **changes: Any) -> StreamRules:
    usual = {"summary": "For clubs.", "categories": Category.objects.filter(code="leisure"), "reason": "A new policy"}
    return change_stream_rules(actor=SYSTEM, stream=stream, valid_from=valid_from, **usual | changes)


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def test_new_rules_hold_from_their_day_and_the_old_ones_until_the_day_before(streams: Streams) -> None:
    breaks = streams["social-care-short-breaks"]
    club = bookable_service(category="after-school-clubs")
    new = change(breaks, day(10), age_min=5, age_max=12)
    assert why_not(breaks, club, 15, day(9)) == ""
    assert why_not(breaks, club, 15, day(10)) == "Short breaks is for ages 5 to 12."
    assert why_not(breaks, club, 9, day(10)) == "Short breaks may not be spent on this kind of service."
    assert breaks.rules.get(valid_to=day(9)) != new
    event = AuditEvent.objects.get(action="stream.change_rules")
    assert (event.object_id, event.reason) == (breaks.pk, "A new policy")


@pytest.mark.parametrize(
    ("days", "changes", "sentence"),
    [
        (0, {}, "from tomorrow on"),
        (-5, {}, "from tomorrow on"),
        (5, {"reason": " "}, "Say why"),
        (5, {"categories": []}, "at least one kind"),
        (5, {"age_min": 12, "age_max": 5}, "oldest age"),
    ],
)
def test_rules_that_cannot_be_are_refused_and_nothing_changes(
    streams: Streams, days: int, changes: dict[str, Any], sentence: str
) -> None:
    stream = streams["equipment"]
    with pytest.raises(RulesRefused, match=sentence):
        change(stream, day(days), **changes)
    assert stream.rules.count() == 1
    assert stream.rules.get().valid_to is None


def test_rules_planned_for_later_are_withdrawn_before_others_are_made(streams: Streams) -> None:
    stream = streams["equipment"]
    planned = change(stream, day(20))
    with pytest.raises(RulesRefused, match="Other rules are planned"):
        change(stream, day(10))
    withdraw_stream_rules(actor=SYSTEM, rules=planned, reason="The vote was lost")
    assert stream.rules.get().valid_to is None


def test_rules_that_have_begun_are_not_withdrawn(streams: Streams) -> None:
    with pytest.raises(RulesRefused, match="have begun"):
        withdraw_stream_rules(actor=SYSTEM, rules=streams["equipment"].rules.get(), reason="A slip")


def test_a_stream_that_ended_pays_for_nothing(streams: Streams) -> None:
    stream = streams["social-care-short-breaks"]
    FundingStream.objects.filter(pk=stream.pk).update(valid_to=day(-1))
    stream.refresh_from_db()
    club = bookable_service(category="after-school-clubs")
    assert why_not(stream, club, 9, day(-1)) == ""
    assert "does not run" in why_not(stream, club, 9, day(0))


def test_the_database_keeps_rules_that_have_begun(streams: Streams) -> None:
    rules = streams["equipment"].rules.get()
    for attempt in (
        lambda: StreamRules.objects.filter(pk=rules.pk).update(age_max=3),
        lambda: rules.categories.clear(),
        lambda: StreamRules.objects.filter(pk=rules.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def kinds(*codes: str) -> list[Category]:
    return list(Category.objects.filter(code__in=codes))


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        (["continence-products", "equipment"], ["equipment"], ["Continence products"]),
        (["continence-products"], ["equipment-and-home"], []),
        (["equipment-and-home"], ["continence-products"], []),
        (["equipment-and-home", "leisure"], ["continence-products"], ["Leisure and sport"]),
    ],
)
def test_what_may_no_longer_be_bought_is_named(
    streams: Streams, before: list[str], after: list[str], lost: list[str]
) -> None:
    stream = streams["equipment"]
    old = change(stream, day(5), categories=kinds(*before))
    new = change(stream, day(10), categories=kinds(*after))
    said = [sentence for sentence in changes(old, new) if "no longer" in sentence]
    assert said == [f"You may no longer spend it on: {'; '.join(lost)}." for _ in lost[:1]]


def test_every_rule_that_changes_is_a_sentence_and_nothing_else(streams: Streams) -> None:
    stream = streams["equipment"]
    rules = {"direct_payment_allowed": False, "approved_providers_only": True, "start_trigger": "the plan is signed"}
    old = change(stream, day(5))
    new = change(stream, day(10), **rules, top_up_allowed=False, carry_over_percent=100, review_months=1)
    assert list(changes(old, new)) == [
        "You may not add your own money to it.",
        "The council manages it for you.",
        "Only with providers that have a contract with the council.",
        "It starts when: the plan is signed.",
        "It is looked at again every month.",
        "What is left at the end of the period goes into the next one.",
    ]
    assert list(changes(new, old))[2:4] == ["With any provider listed here.", "It starts when it is awarded."]
