"""What a family sees of its figures, and how it says that one is wrong."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole, SupportScope
from marketplace.accounts.models import SupportConsent, User
from marketplace.budgets.enums import AllocationMethod
from marketplace.budgets.models import Challenge, FundingStream, IndicativeAllocation
from marketplace.budgets.services import (
    PolicyTerms,
    answer_challenge,
    offer_for_release,
    override_allocation,
    raise_challenge,
    withdraw_allocation,
)
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, value, words

from . import plan_scenario
from .allocation_scenario import (
    assessed,
    figure,
    officer,
    package,
    parent,
    policy,
    price_point,
    release,
    released_figure,
    waiting_figure,
)

SignIn = Callable[[User], Client]
Streams = dict[str, FundingStream]


@pytest.fixture
def breaks(streams: Streams) -> FundingStream:
    return streams["social-care-short-breaks"]


@pytest.fixture
def family(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.parent)


def url(cast: Cast) -> str:
    return reverse("budgets:family_figure", args=[cast.child.pk])


def challenge_url(allocation: IndicativeAllocation) -> str:
    return reverse("budgets:family_challenge", args=[allocation.pk])


def with_money(cast: Cast) -> SupportConsent:
    consent = SupportConsent.objects.get(supporter=cast.supporter)
    consent.scopes = [SupportScope.SEE, SupportScope.MONEY]
    consent.save()
    return consent


def test_before_the_conversation_no_page_shows_anything_of_a_figure(
    cast: Cast, breaks: FundingStream, family: Client, signed_in: SignIn
) -> None:
    made = waiting_figure(cast, breaks, 87_654)
    override_allocation(actor=officer(cast), allocation=made, amount_pence=87_654, reason="A reason of our own")
    withdrawn = waiting_figure(cast, breaks, 87_654, valid_from=date(2030, 4, 1), valid_to=date(2031, 3, 31))
    withdraw_allocation(actor=officer(cast), allocation=withdrawn, reason="A reason of our own")
    pages = [
        url(cast),
        f"/family/budgets/{cast.child.pk}/",
        "/family/budgets/",
        "/family/",
        f"/family/{cast.family.pk}/",
        "/family/bookings/",
        "/family/requests/",
    ]
    for client in (family, signed_in(cast.supporter)):
        for page in pages:
            shown = client.get(page, follow=True).content.decode()
            for secret in ("£876", "A reason of our own", str(made.pk)):
                assert secret not in shown, page
    assert "There is no figure to see yet" in words(family.get(url(cast)))
    assert family.get(challenge_url(made)).status_code == 404
    assert family.post(challenge_url(made), {"reason": "Too low"}).status_code == 404
    assert not Challenge.objects.exists()


def test_after_it_the_old_package_stands_beside_the_new_with_every_step(
    cast: Cast, streams: Streams, breaks: FundingStream, family: Client
) -> None:
    policy(breaks, price_point(9_500, fall_floor_permille=755))
    package(cast, breaks, 600_000)
    assessed(cast, 42)
    nights = offer_for_release(actor=officer(cast), allocation=figure(cast, breaks))
    seats = waiting_figure(cast, streams["equipment"], 50_000)
    override_allocation(actor=officer(cast), allocation=seats, amount_pence=60_000, reason="A seat is due")
    release(cast, nights, seats)
    page = words(family.get(url(cast)))
    for sentence in (
        "£5,130 for these days: £870 less than before",
        "Short breaks Two nights a month at Oak House £6,000 £4,530 £1,470 less than before",
        "Equipment Nothing is recorded – £600 New",
        "Your answers came to 42 points. Each point is worth £95, so 42 points come to £3,990 a year.",
        "Last year’s package cost £6,000. A figure never falls by more than 24.5% in a year, so it is £4,530.",
        "A budget officer changed it to £600. Why: A seat is due",
        "We talked about it on",
        "What happens next You write a plan",
        "Say that this is wrong",
    ):
        assert sentence in page, sentence
    assert "All was clear" not in page


def test_a_figure_that_was_seen_and_withdrawn_is_explained(cast: Cast, breaks: FundingStream, family: Client) -> None:
    seen = released_figure(cast, breaks)
    withdraw_allocation(actor=officer(cast), allocation=seen, reason="It was for another year")
    page = words(family.get(url(cast)))
    assert "£500. The council withdrew it. Why: It was for another year" in page
    response = family.post(challenge_url(seen), {"reason": "But why?"})
    assert "not shared with you any more" in errors(response)[0]


def test_a_family_says_that_a_figure_is_wrong_and_reads_the_answer(
    cast: Cast, breaks: FundingStream, family: Client
) -> None:
    made = released_figure(cast, breaks)
    page = family.post(challenge_url(made), {"reason": " "})
    assert errors(page) == ["Say why you think that the figure is wrong."]
    page = words(family.post(challenge_url(made), {"reason": "Nights are missing"}, follow=True))
    challenge = Challenge.objects.get()
    assert f"The council answers you by {challenge.answer_by:%A %-d %B %Y}" in page
    assert "Waits for an answer" in page
    assert "Say that this is wrong" not in page
    twice = family.post(challenge_url(made), {"reason": "And again"})
    assert "challenged this figure already" in errors(twice)[0]
    assert value(twice, "reason") == "And again"
    answer_challenge(actor=officer(cast), challenge=challenge, upheld=True, answer="You are right", amount_pence=70_000)
    page = words(family.get(url(cast)))
    assert "The figure has changed" in page
    assert "You are right" in page
    assert "£700" in page


def test_a_family_takes_a_challenge_back_after_a_question(cast: Cast, breaks: FundingStream, family: Client) -> None:
    made = released_figure(cast, breaks)
    challenge = raise_challenge(actor=parent(cast), allocation=made, reason="Nights are missing")
    withdraw = reverse("budgets:family_challenge_withdraw", args=[challenge.pk])
    assert "Nights are missing" in words(family.get(withdraw))
    assert "and took it back" in words(family.post(withdraw, follow=True))
    assert "answered or withdrawn already" in words(family.post(withdraw, follow=True))


def test_a_supporter_with_money_challenges_for_the_family_and_it_is_recorded_so(
    cast: Cast, breaks: FundingStream, signed_in: SignIn
) -> None:
    made = released_figure(cast, breaks)
    supporter = signed_in(cast.supporter)
    page = words(supporter.get(url(cast)))
    assert "You are acting for The Rahmans" in page
    assert "Say that this is wrong" not in page
    assert supporter.get(challenge_url(made)).status_code == 403
    assert supporter.post(challenge_url(made), {"reason": "Too low"}).status_code == 403
    with_money(cast)
    supporter.post(challenge_url(made), {"reason": "Too low"})
    event = AuditEvent.objects.get(action="challenge.raise")
    assert (event.actor_role, event.on_behalf_of) == ("supporter", cast.family.pk)


def test_consent_that_ended_while_the_page_was_open_is_refused(
    cast: Cast, breaks: FundingStream, signed_in: SignIn
) -> None:
    made = released_figure(cast, breaks)
    consent = with_money(cast)
    supporter = signed_in(cast.supporter)
    assert supporter.get(challenge_url(made)).status_code == 200
    consent.withdrawn_at = clock.now()
    consent.save()
    assert supporter.post(challenge_url(made), {"reason": "Too low"}).status_code == 404
    challenge = raise_challenge(actor=parent(cast), allocation=made, reason="Too low")
    withdraw = reverse("budgets:family_challenge_withdraw", args=[challenge.pk])
    assert supporter.post(withdraw).status_code == 404
    challenge.refresh_from_db()
    assert challenge.state == "open"


def test_family_pages_are_the_familys_own(cast: Cast, breaks: FundingStream) -> None:
    made = released_figure(cast, breaks)
    hidden = [cast.other_parent, cast.provider_owner, cast.outsider, cast.officer(OfficerRole.BUDGETS)]
    assert_guarded(url(cast), allowed=[cast.parent, cast.supporter], hidden_from=hidden)
    assert_guarded(
        challenge_url(made),
        allowed=[cast.parent],
        hidden_from=hidden,
        refused_to=[cast.supporter],
        takes_posts=True,
    )
    challenge = raise_challenge(actor=parent(cast), allocation=made, reason="Too low")
    assert_guarded(
        reverse("budgets:family_challenge_withdraw", args=[challenge.pk]),
        allowed=[cast.parent],
        hidden_from=hidden,
        refused_to=[cast.supporter],
        takes_posts=True,
    )


def test_statements_do_not_grow_with_the_streams(
    cast: Cast, streams: Streams, family: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    flat = PolicyTerms(method=AllocationMethod.FLAT_SUM, flat_sum_pence=100)
    for code in ("social-care-short-breaks", "social-care-support", "equipment", "sen-top-up", "continence"):
        policy(streams[code], flat)
        released_figure(cast, streams[code])
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        family.get(url(cast))


def test_a_figure_whose_plan_is_agreed_was_the_guide_and_leads_to_the_plan(
    cast: Cast, breaks: FundingStream, family: Client
) -> None:
    plan_scenario.figure(cast.child, breaks, 50_000)
    assert "This is a guide." in words(family.get(url(cast)))
    plan = plan_scenario.agreed(cast, {breaks: 40_000})
    response = family.get(url(cast))
    page = words(response)
    assert "This was the guide for your plan. The plan is agreed, and says what the budget is: read plan 1" in page
    assert reverse("budgets:family_plan_document", args=[cast.child.pk, plan.pk]) in response.content.decode()
    assert "What happens next" not in page
    assert "Say that this is wrong" in page


def test_a_figure_for_days_that_have_passed_is_not_offered_to_be_challenged(
    cast: Cast, breaks: FundingStream, family: Client
) -> None:
    last = plan_scenario.this_year()[0] - timedelta(days=1)
    plan_scenario.figure(cast.child, breaks, 50_000, valid_from=last - timedelta(days=364), valid_to=last)
    page = words(family.get(url(cast)))
    assert "£500 for these days" in page
    assert "Say that this is wrong" not in page
    assert "This is a guide" not in page
