"""Officers' pages about funding streams, and what families read of a change that is planned."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.errors import AwardRefused, RulesRefused
from marketplace.budgets.models import FundingStream, Pot, StreamRules
from marketplace.budgets.services import add_stream, change_stream_rules, end_stream
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import pot_with
from tests.guards import assert_guarded
from tests.pages import errors, value, words

SignIn = Callable[[User], Client]
Streams = dict[str, FundingStream]

pytestmark = pytest.mark.moves_money


@pytest.fixture
def officer(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.officer(OfficerRole.BUDGETS))


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def rules_answers(**changed: Any) -> dict[str, Any]:
    return {
        "valid_from": day(30).isoformat(),
        "summary": "Things that help at home.",
        "age_min": "5",
        "age_max": "12",
        "kinds-leisure": ["leisure"],
        "direct_payment_allowed": "on",
        "review_months": "6",
        "carry_over_percent": "10",
        "reason": "The council voted for it",
    } | changed


def end(stream: FundingStream, last_day: date, reason: str = "The grant ends") -> FundingStream:
    return end_stream(actor=SYSTEM, stream=stream, last_day=last_day, reason=reason)


def test_an_officer_changes_rules_from_a_day_and_reads_them_as_a_history(streams: Streams, officer: Client) -> None:
    stream = streams["equipment"]
    page = reverse("budgets:change_stream_rules", args=[stream.pk])
    before = stream.rules.get()
    shown = officer.get(page)
    assert value(shown, "summary") == before.summary
    assert value(shown, "review_months") == str(before.review_months)
    assert shown.context["form"]["kinds-equipment-and-home"].value() == [kind.code for kind in before.categories.all()]
    response = officer.post(page, rules_answers())
    assert response["Location"] == reverse("budgets:council_stream", args=[stream.pk])
    read = words(officer.get(response["Location"]))
    assert f"From {day(30):%-d %B %Y} Planned Because: The council voted for it (Officer budgets)" in read
    assert "For ages 5 to 12." in read
    assert "You may no longer spend it on: Equipment" in read
    assert "Up to 10 % of what is left" in read


def test_all_of_a_group_stands_for_its_kinds(streams: Streams, officer: Client) -> None:
    kind = Category.objects.filter(parent__code="leisure")[0]
    page = reverse("budgets:change_stream_rules", args=[streams["equipment"].pk])
    officer.post(page, rules_answers(**{"kinds-leisure": ["leisure", kind.code]}))
    rules = streams["equipment"].rules.get(valid_from=day(30))
    assert [category.code for category in rules.categories.all()] == ["leisure"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_from": ""}, "Enter a day."),
        ({"age_min": "13"}, "The oldest age must not be below the youngest."),
        ({"age_max": "26"}, "Enter a whole number from 0 to 25."),
        ({"carry_over_percent": "101"}, "Enter a whole number from 0 to 100."),
        ({"review_months": "0"}, "Enter a whole number from 1 to 60."),
        ({"kinds-leisure": []}, "Choose at least one kind of service that the stream may pay for."),
        ({"reason": " "}, "Say why the rules are as they are; families can read it."),
        ({"summary": ""}, "Say what the stream is for."),
        ({"kinds-leisure": ["gold"]}, "Select a valid choice. gold is not one of the available choices."),
    ],
)
def test_rules_that_cannot_be_are_sentences_in_place(
    streams: Streams, officer: Client, changed: dict[str, Any], sentence: str
) -> None:
    stream = streams["equipment"]
    page = officer.post(reverse("budgets:change_stream_rules", args=[stream.pk]), rules_answers(**changed))
    assert sentence in errors(page)
    assert value(page, "approver") == ""
    assert stream.rules.count() == 1


def test_rules_from_today_are_refused_and_what_was_typed_is_kept(streams: Streams, officer: Client) -> None:
    stream = streams["equipment"]
    page = officer.post(
        reverse("budgets:change_stream_rules", args=[stream.pk]), rules_answers(valid_from=day(0).isoformat())
    )
    assert errors(page) == ["Rules can change from tomorrow on, because bookings were made by those of today."]
    assert value(page, "summary") == "Things that help at home."
    assert stream.rules.count() == 1


def test_planned_rules_are_withdrawn_with_a_reason(streams: Streams, officer: Client) -> None:
    stream = streams["equipment"]
    officer.post(reverse("budgets:change_stream_rules", args=[stream.pk]), rules_answers())
    page = reverse("budgets:withdraw_stream_rules", args=[stream.rules.get(valid_from=day(30)).pk])
    assert errors(officer.post(page, {"reason": ""})) == ["Say why."]
    assert officer.post(page, {"reason": "The vote was lost"}).status_code == 302
    assert stream.rules.get().valid_to is None


def test_rules_that_have_begun_are_not_withdrawn(streams: Streams, officer: Client) -> None:
    page = reverse("budgets:withdraw_stream_rules", args=[streams["equipment"].rules.get().pk])
    assert "These rules have begun" in errors(officer.post(page, {"reason": "A slip"}))[0]


def test_an_officer_adds_a_stream_with_its_first_rules(streams: Streams, officer: Client, cast: Cast) -> None:
    first = day(-100)
    answers = rules_answers(name="Summer fund", owner="care", valid_from=first.isoformat())
    response = officer.post(reverse("budgets:new_stream"), answers)
    stream = FundingStream.objects.get(name="Summer fund")
    assert response["Location"] == reverse("budgets:council_stream", args=[stream.pk])
    assert (stream.code, stream.valid_from, stream.rules.get().age_max) == ("summer-fund", first, 12)
    assert pot_with(cast.child, stream, 5_000, valid_from=first).funded_pence == 5_000
    assert AuditEvent.objects.get(action="stream.add").reason == "The council voted for it"


@pytest.mark.parametrize("name", ["Equipment", "equipment", "  EQUIPMENT "])
def test_a_second_stream_of_the_same_name_is_refused(streams: Streams, officer: Client, name: str) -> None:
    page = officer.post(reverse("budgets:new_stream"), rules_answers(name=name, owner="care"))
    assert "There is a stream called" in errors(page)[0]
    assert FundingStream.objects.count() == len(streams)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"age_min": 9, "age_max": 5}, "oldest age"),
        ({"age_max": 30}, "0 to 25"),
        ({"carry_over_percent": 150}, "0 to 100 per cent"),
        ({"review_months": 0}, "one month"),
        ({"categories": []}, "at least one kind"),
        ({"reason": ""}, "Say why"),
        ({"name": " "}, "a name"),
    ],
)
def test_a_stream_that_cannot_be_is_refused(streams: Streams, changes: dict[str, Any], sentence: str) -> None:
    usual: dict[str, Any] = {
        "name": "Summer fund",
        "owner": "care",
        "valid_from": day(0),
        "categories": Category.objects.filter(code="leisure"),
        "reason": "A gift",
    }
    with pytest.raises(RulesRefused, match=sentence):
        add_stream(actor=SYSTEM, **usual | changes)
    assert FundingStream.objects.count() == len(streams)


def test_a_stream_ends_on_a_day_and_pays_for_nothing_after_it(streams: Streams, cast: Cast) -> None:
    stream = end(streams["equipment"], day(20))
    assert stream.rules_on(day(20)) is not None
    assert stream.rules_on(day(21)) is None
    event = AuditEvent.objects.get(action="stream.end")
    assert (event.reason, event.after) == ("The grant ends", {"valid_to": day(20).isoformat()})
    with pytest.raises(AwardRefused, match="does not run"):
        pot_with(cast.child, stream, 100, valid_from=day(21))
    with pytest.raises(AwardRefused, match="Choose a last day until then"):
        pot_with(cast.child, stream, 100, valid_from=day(0), valid_to=day(21))
    assert pot_with(cast.child, stream, 100, valid_from=day(0), valid_to=day(20)).funded_pence == 100


def test_an_award_that_did_not_see_the_end_is_stopped_by_the_database(streams: Streams, cast: Cast) -> None:
    stale = streams["equipment"]
    end(FundingStream.objects.get(pk=stale.pk), day(20))
    with pytest.raises(AwardRefused, match="Choose a last day until then"):
        pot_with(cast.child, stale, 100)
    assert not Pot.objects.exists()


def test_a_stream_does_not_end_while_budgets_run_past_the_day(streams: Streams, cast: Cast) -> None:
    stream = streams["equipment"]
    pot_with(cast.child, stream, 100, valid_to=day(30))
    pot_with(cast.other_child, stream, 100, valid_to=day(20))
    with pytest.raises(RulesRefused, match=r"1 budget from Equipment runs past"):
        end(stream, day(20))
    with pytest.raises(RulesRefused, match=r"2 budgets from Equipment run past"):
        end(stream, day(10))
    assert end(stream, day(30)).valid_to == day(30)


@pytest.mark.parametrize(
    ("days", "reason", "sentence"), [(-1, "why", "today or later"), (5, " ", "Say why the stream ends")]
)
def test_an_end_that_cannot_be_is_refused(streams: Streams, days: int, reason: str, sentence: str) -> None:
    with pytest.raises(RulesRefused, match=sentence):
        end(streams["equipment"], day(days), reason)
    assert FundingStream.objects.get(code="equipment").valid_to is None


def test_a_stream_with_later_rules_or_that_has_ended_does_not_end(streams: Streams) -> None:
    stream = streams["equipment"]
    change_stream_rules(
        actor=SYSTEM,
        stream=stream,
        valid_from=day(40),
        categories=Category.objects.filter(code="leisure"),
        reason="New",
        summary="New",
    )
    with pytest.raises(RulesRefused, match="Withdraw those first"):
        end(stream, day(20))
    ended = end(streams["continence"], day(0))
    with clock.at(clock.local_moment(day(5))), pytest.raises(RulesRefused, match="ended on"):
        end(ended, day(10))


def test_an_end_to_come_can_be_moved_over_http(streams: Streams, officer: Client) -> None:
    stream = streams["equipment"]
    page = reverse("budgets:end_stream", args=[stream.pk])
    for days in (20, 50):
        assert officer.post(page, {"last_day": day(days).isoformat(), "reason": "Grant"}).status_code == 302
    stream.refresh_from_db()
    assert stream.valid_to == day(50)
    page_words = words(officer.get(reverse("budgets:council_streams")))
    assert f"Ends on {day(50):%-d %B %Y}" in page_words
    assert errors(officer.post(page, {"last_day": day(-3).isoformat(), "reason": "Grant"})) == [
        "The last day is today or later, because what was paid until now stays paid."
    ]


def test_a_family_reads_what_changes_and_when(cast: Cast, streams: Streams, officer: Client, signed_in: SignIn) -> None:
    pot_with(cast.child, streams["equipment"], 60_000)
    officer.post(reverse("budgets:change_stream_rules", args=[streams["equipment"].pk]), rules_answers())
    page = words(signed_in(cast.parent).get(reverse("budgets:child_budget", args=[cast.child.pk])))
    assert f"From {day(30):%-d %B %Y} the rules change: Things that help at home." in page
    assert "For ages 5 to 12." in page
    assert "You may no longer spend it on: Equipment" in page
    assert "The council says why: The council voted for it" in page


def test_pages_about_streams_are_for_budget_and_finance_officers(cast: Cast, streams: Streams) -> None:
    stream = streams["equipment"]
    planned = change_stream_rules(
        actor=SYSTEM,
        stream=stream,
        valid_from=day(40),
        categories=Category.objects.filter(code="leisure"),
        reason="New",
        summary="New",
    )
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    administrator = cast.officer(OfficerRole.ADMINISTRATOR)
    others = [cast.officer(OfficerRole.LISTINGS), cast.parent, cast.supporter, cast.provider_owner, cast.outsider]
    for url in (reverse("budgets:council_streams"), reverse("budgets:council_stream", args=[stream.pk])):
        assert_guarded(url, allowed=[budgets, finance, administrator], refused_to=others)
    for url in (
        reverse("budgets:new_stream"),
        reverse("budgets:change_stream_rules", args=[stream.pk]),
        reverse("budgets:end_stream", args=[stream.pk]),
        reverse("budgets:withdraw_stream_rules", args=[planned.pk]),
    ):
        assert_guarded(url, allowed=[budgets, administrator], refused_to=[finance, *others], takes_posts=True)
    assert StreamRules.objects.filter(pk=planned.pk).exists()


def test_the_list_of_streams_asks_a_constant_number_of_questions(
    streams: Streams, officer: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(14):
        officer.get(reverse("budgets:council_streams"))
