"""Officers' pages about figures and challenges over HTTP."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.enums import AllocationMethod
from marketplace.budgets.models import (
    Challenge,
    FundingStream,
    IndicativeAllocation,
    PresentPackage,
    ReleaseConversation,
    SupportPlan,
)
from marketplace.budgets.services import PolicyTerms, answer_challenge, raise_challenge
from marketplace.core import clock
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, value, words

from .allocation_scenario import (
    YEAR,
    assessed,
    figure,
    package,
    parent,
    policy,
    price_point,
    released_figure,
    waiting_figure,
)
from .allocation_scenario import (
    officer as officer_actor,
)

SignIn = Callable[[User], Client]
Streams = dict[str, FundingStream]


@pytest.fixture
def officer(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.officer(OfficerRole.BUDGETS))


@pytest.fixture
def breaks(streams: Streams) -> FundingStream:
    return streams["social-care-short-breaks"]


def figures_url(cast: Cast) -> str:
    return reverse("budgets:council_figures", args=[cast.child.pk])


def work_out_url(cast: Cast, from_stream: FundingStream, **changed: str) -> str:
    asked = {"stream": str(from_stream.pk), "valid_from": "2027-04-01", "valid_to": "2028-03-31"} | changed
    query = "&".join(f"{name}={text}" for name, text in asked.items())
    return f"{reverse('budgets:council_figure_new', args=[cast.child.pk])}?{query}"


def challenge_of(cast: Cast, stream: FundingStream) -> Challenge:
    return raise_challenge(actor=parent(cast), allocation=released_figure(cast, stream), reason="Nights are missing")


def test_a_figure_is_worked_out_put_forward_talked_about_and_shared(
    cast: Cast, breaks: FundingStream, officer: Client
) -> None:
    policy(breaks, price_point(9_500, fall_floor_permille=755))
    package(cast, breaks, 600_000)
    assessed(cast, 42)
    page = words(officer.post(work_out_url(cast, breaks), follow=True))
    assert "Short breaks: £4,530 Being worked out" in page
    assert "£6,000: Two nights a month at Oak House (£1,470 less than before)" in page
    assert "Each point is worth £95, so 42 points come to £3,990 a year." in page
    made = IndicativeAllocation.objects.get()
    page = words(officer.post(reverse("budgets:council_figure_offer", args=[made.pk]), follow=True))
    assert "Waits for a conversation" in page
    assert "Yusuf" in words(officer.get("/council/budgets/release/"))
    url = reverse("budgets:council_figures_release", args=[cast.child.pk])
    assert "£1,470 less than before" in words(officer.get(url))
    page = words(officer.post(url, conversation(made), follow=True))
    assert "The family sees the figures now." in page
    assert "Shared after it: Short breaks." in page
    assert "No figure waits" in words(officer.get("/council/budgets/release/"))


def conversation(*figures: IndicativeAllocation, **changed: Any) -> dict[str, Any]:
    return {
        "held_on": clock.today().isoformat(),
        "kind": "visit",
        "with_whom": "Amina and her sister",
        "notes": "They asked about nights.",
        "allocations": [str(each.pk) for each in figures],
    } | changed


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"held_on": "2090-01-01"}, "The conversation must have been held"),
        ({"held_on": "2020-01-01"}, "was before the figure was worked out"),
        ({"held_on": "yesterday"}, "Enter a day, such as"),
        ({"with_whom": ""}, "Say who took part."),
        ({"notes": " "}, "Say what was said."),
        ({"kind": "pigeon"}, "Select a valid choice"),
        ({"allocations": ["nothing"]}, "is not a valid"),
    ],
)
def test_a_conversation_that_makes_no_sense_shares_nothing(
    cast: Cast, breaks: FundingStream, officer: Client, changed: dict[str, Any], sentence: str
) -> None:
    made = waiting_figure(cast, breaks)
    url = reverse("budgets:council_figures_release", args=[cast.child.pk])
    page = officer.post(url, conversation(made, **changed))
    assert any(sentence in error for error in errors(page)), errors(page)
    made.refresh_from_db()
    assert made.state == "to_release"
    assert not ReleaseConversation.objects.exists()


def test_a_conversation_without_a_figure_is_recorded(cast: Cast, breaks: FundingStream, officer: Client) -> None:
    made = waiting_figure(cast, breaks)
    url = reverse("budgets:council_figures_release", args=[cast.child.pk])
    assert "No figure is shared yet." in words(officer.post(url, conversation(), follow=True))
    made.refresh_from_db()
    assert made.state == "to_release"


def test_a_figure_of_another_child_cannot_be_shared_here(cast: Cast, breaks: FundingStream, officer: Client) -> None:
    other = waiting_figure(cast, breaks, child=cast.other_child)
    url = reverse("budgets:council_figures_release", args=[cast.child.pk])
    page = officer.post(url, conversation(other))
    assert "A figure no longer waits. Look at the figures again." in errors(page)


def test_only_what_the_method_needs_is_asked(cast: Cast, streams: Streams, officer: Client) -> None:
    travel, breaks = streams["sen-transport"], streams["social-care-short-breaks"]
    policy(travel, PolicyTerms(method=AllocationMethod.UNIT_COST, unit_rate_pence=45, unit="mile"))
    policy(breaks, PolicyTerms(method=AllocationMethod.COSTED_PLAN))
    assert "How many miles in these days?" in words(officer.get(work_out_url(cast, travel)))
    for typed in ("", "0", "-3", "NaN", "1e9", "1.234", "many"):
        page = officer.post(work_out_url(cast, travel), {"quantity": typed})
        assert "Enter a number above 0" in errors(page)[0], typed
        assert value(page, "quantity") == typed
    officer.post(work_out_url(cast, travel), {"quantity": "1200"})
    assert IndicativeAllocation.objects.get().amount_pence == 54_000
    page = officer.get(work_out_url(cast, breaks))
    assert "There is no plan for these days" in words(page)
    assert reverse("budgets:council_plan_plans", args=[cast.child.pk]) in page.content.decode()
    plan = SupportPlan.objects.create(child=cast.child, number=1, prepared_by=cast.parent, **YEAR)
    assert "Choose a plan." in errors(officer.post(work_out_url(cast, breaks), {"plan": ""}))
    page = officer.post(work_out_url(cast, breaks), {"plan": str(plan.pk)})
    assert "No line of the plan is paid from Short breaks yet." in errors(page)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_to": "2027-03-31"}, "on or after the first day"),
        ({"valid_from": "soon"}, "Enter a day"),
        ({"valid_from": "0001-01-01"}, "Enter a year from 1990"),
        ({"stream": "nothing"}, "is not a valid"),
    ],
)
def test_stream_and_days_that_make_no_sense_are_asked_again(
    cast: Cast, breaks: FundingStream, officer: Client, changed: dict[str, str], sentence: str
) -> None:
    for page in (
        officer.get(work_out_url(cast, breaks, **changed)),
        officer.post(work_out_url(cast, breaks, **changed)),
    ):
        assert any(sentence in error for error in errors(page)), errors(page)
    assert not IndicativeAllocation.objects.exists()


def test_what_stands_in_the_way_of_a_figure_is_said_in_place(
    cast: Cast, breaks: FundingStream, officer: Client
) -> None:
    assert "It is not decided how amounts of Short breaks are set" in errors(officer.get(work_out_url(cast, breaks)))[0]
    policy(breaks, price_point())
    assert "has not completed it yet" in errors(officer.post(work_out_url(cast, breaks)))[0]
    FundingStream.objects.filter(pk=breaks.pk).update(valid_to=date(2027, 12, 31))
    assert "Short breaks ends on 31 December 2027" in errors(officer.post(work_out_url(cast, breaks)))[0]


def test_an_override_asks_for_amount_and_reason(cast: Cast, breaks: FundingStream, officer: Client) -> None:
    made = waiting_figure(cast, breaks)
    url = reverse("budgets:council_figure_override", args=[made.pk])
    page = officer.post(url, {"amount": "-5", "reason": ""})
    assert errors(page) == [
        "Enter an amount from £0.01 to £500,000.",
        "Say why the figure is changed; the family can read it.",
    ]
    assert value(page, "amount") == "-5"
    page = words(officer.post(url, {"amount": "700", "reason": "Two carers are needed"}, follow=True))
    assert "Officer budgets set it to £700. Why: Two carers are needed" in page
    assert "Set by an officer £700, by Officer budgets: Two carers are needed" in page


def test_a_figure_that_the_family_has_seen_is_not_overridden(
    cast: Cast, breaks: FundingStream, officer: Client
) -> None:
    seen = released_figure(cast, breaks)
    url = reverse("budgets:council_figure_override", args=[seen.pk])
    assert url not in officer.get(figures_url(cast)).content.decode()
    assert "The family has seen this figure" in errors(officer.post(url, {"amount": "1", "reason": "A cut"}))[0]
    page = officer.post(reverse("budgets:council_figure_offer", args=[seen.pk]), follow=True)
    assert "no longer being worked out" in words(page)


def test_a_withdrawn_figure_stays_on_record_with_its_reason(cast: Cast, breaks: FundingStream, officer: Client) -> None:
    made = waiting_figure(cast, breaks)
    url = reverse("budgets:council_figure_withdraw", args=[made.pk])
    assert "Say why the figure is withdrawn." in errors(officer.post(url, {"reason": ""}))
    page = words(officer.post(url, {"reason": "The wrong days"}, follow=True))
    assert "Withdrawn figures" in page
    assert "The wrong days" in page


def test_packages_are_recorded_and_put_right(cast: Cast, breaks: FundingStream, officer: Client) -> None:
    url = reverse("budgets:council_package_new", args=[cast.child.pk])
    typed = {
        "stream": str(breaks.pk),
        "description": "Two nights a month",
        "amount": "6,000",
        "valid_from": "2026-04-01",
        "valid_to": "2020-01-01",
    }
    page = officer.post(url, typed)
    assert errors(page) == ["The last day must be on or after the first day."]
    assert value(page, "description") == "Two nights a month"
    assert not PresentPackage.objects.exists()
    officer.post(url, typed | {"valid_to": ""})
    recorded = PresentPackage.objects.get()
    assert recorded.amount_pence == 600_000
    correct = reverse("budgets:council_package_correct", args=[recorded.pk])
    assert value(officer.get(correct), "amount") == "6000.00"
    changed = {"description": "One night", "amount": "3000", "valid_to": ""}
    assert "Say why the package is changed." in errors(officer.post(correct, changed | {"reason": ""}))
    page = words(officer.post(correct, changed | {"reason": "It was one night"}, follow=True))
    assert "One night £3,000" in page


def test_the_queue_of_challenges_marks_what_is_overdue(cast: Cast, breaks: FundingStream, officer: Client) -> None:
    assert "No challenge waits" in words(officer.get("/council/budgets/challenges/"))
    challenge = challenge_of(cast, breaks)
    assert "Overdue" not in words(officer.get("/council/budgets/challenges/"))
    with clock.at(clock.local_moment(challenge.answer_by + timedelta(days=1))):
        assert "Overdue" in words(officer.get("/council/budgets/challenges/"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"outcome": "", "answer": "Yes", "amount": "700"}, "Say what you decide."),
        ({"outcome": "upheld", "answer": "", "amount": "700"}, "Write an answer; the family reads it."),
        ({"outcome": "upheld", "answer": "Yes", "amount": ""}, "Enter the new figure."),
        ({"outcome": "upheld", "answer": "Yes", "amount": "400"}, "The new figure must be above £500."),
        ({"outcome": "rejected", "answer": "No", "amount": "700"}, "Leave this empty where the figure stays."),
    ],
)
def test_an_answer_that_makes_no_sense_is_said_in_place(
    cast: Cast, breaks: FundingStream, officer: Client, typed: dict[str, str], sentence: str
) -> None:
    challenge = challenge_of(cast, breaks)
    page = officer.post(reverse("budgets:council_challenge", args=[challenge.pk]), typed)
    assert any(sentence in error for error in errors(page)), errors(page)
    assert value(page, "answer") == typed["answer"]
    challenge.refresh_from_db()
    assert challenge.state == "open"


def test_the_second_of_two_answers_is_refused_and_kept_on_the_page(
    cast: Cast, breaks: FundingStream, officer: Client
) -> None:
    challenge = challenge_of(cast, breaks)
    url = reverse("budgets:council_challenge", args=[challenge.pk])
    officer.get(url)
    answer_challenge(actor=officer_actor(cast), challenge=challenge, upheld=False, answer="It is right")
    page = officer.post(url, {"outcome": "upheld", "answer": "A long answer", "amount": "700"})
    assert "has been answered or withdrawn already" in errors(page)[0]
    assert value(page, "answer") == "A long answer"
    assert "Answer it" not in words(officer.get(url))


def test_an_answer_is_sent(cast: Cast, breaks: FundingStream, officer: Client) -> None:
    challenge = challenge_of(cast, breaks)
    url = reverse("budgets:council_challenge", args=[challenge.pk])
    response = officer.post(url, {"outcome": "upheld", "answer": "Two nights more", "amount": "700"})
    assert response["Location"] == "/council/budgets/challenges/"
    assert IndicativeAllocation.objects.get().amount_pence == 70_000


def test_figure_pages_are_for_budget_officers_and_finance_reads(cast: Cast, breaks: FundingStream) -> None:
    waiting = waiting_figure(cast, breaks, child=cast.other_child)
    recorded = package(cast, breaks, 600_000)
    challenge = challenge_of(cast, breaks)
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    others = [cast.officer(OfficerRole.LISTINGS), cast.parent, cast.supporter, cast.provider_owner, cast.outsider]
    for url in (figures_url(cast), "/council/budgets/release/", "/council/budgets/challenges/"):
        assert_guarded(url, allowed=[budgets, finance], refused_to=others)
    for url in (
        reverse("budgets:council_figure_new", args=[cast.child.pk]),
        reverse("budgets:council_figures_release", args=[cast.child.pk]),
        reverse("budgets:council_package_new", args=[cast.child.pk]),
        reverse("budgets:council_package_correct", args=[recorded.pk]),
        reverse("budgets:council_figure_override", args=[waiting.pk]),
        reverse("budgets:council_figure_withdraw", args=[waiting.pk]),
        reverse("budgets:council_challenge", args=[challenge.pk]),
    ):
        assert_guarded(url, allowed=[budgets], refused_to=[finance, *others], takes_posts=True)


def test_a_finance_officer_is_offered_nothing_that_is_refused(
    cast: Cast, breaks: FundingStream, signed_in: SignIn
) -> None:
    challenge_of(cast, breaks)
    package(cast, breaks, 600_000)
    finance = signed_in(cast.officer(OfficerRole.FINANCE))
    for url in (
        figures_url(cast),
        "/council/budgets/policy/",
        f"/council/budgets/policy/streams/{breaks.code}/",
        "/council/budgets/challenges/",
        "/council/budgets/release/",
    ):
        page = BeautifulSoup(finance.get(url).content, "html.parser").select_one(".workspace-content")
        assert page is not None
        assert not page.select("form")
        for link in page.select("a[href]"):
            assert finance.get(str(link["href"])).status_code == 200, (url, link)


def test_a_figure_is_put_forward_by_a_post_of_a_budget_officer_only(
    cast: Cast, breaks: FundingStream, officer: Client, signed_in: SignIn
) -> None:
    policy(breaks, PolicyTerms(method=AllocationMethod.FLAT_SUM, flat_sum_pence=100))
    url = reverse("budgets:council_figure_offer", args=[figure(cast, breaks).pk])
    assert officer.get(url).status_code == 405
    assert Client().post(url).status_code == 302
    for person in (cast.officer(OfficerRole.FINANCE), cast.parent):
        assert signed_in(person).post(url).status_code == 403
    assert IndicativeAllocation.objects.get().state == "draft"
