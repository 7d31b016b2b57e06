"""What a family is told waits for it in its budgets, on its home page and on the child's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import SupportConsent, User
from marketplace.budgets.models import FundingStream, SupportPlan
from marketplace.budgets.services import abandon_plan, query_spending, return_plan
from marketplace.core import clock
from marketplace.core.dates import financial_year
from tests.conftest import Cast
from tests.pages import words

from . import assessment_scenario, outcome_scenario, plan_scenario, routes_scenario
from .plan_scenario import SHORT_BREAKS

pytestmark = pytest.mark.moves_money

SignIn = Callable[[User], Client]
Streams = dict[str, FundingStream]


@pytest.fixture
def family(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.parent)


def supporter(cast: Cast, signed_in: SignIn, *scopes: SupportScope) -> Client:
    SupportConsent.objects.filter(family=cast.family).update(scopes=list(scopes))
    return signed_in(cast.supporter)


def budget_url(cast: Cast) -> str:
    return reverse("budgets:child_budget", args=[cast.child.pk])


def sent_plan(cast: Cast, streams: Streams) -> SupportPlan:
    plan = plan_scenario.start(cast)
    plan_scenario.money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    return plan_scenario.sent(plan, cast)


@pytest.mark.parametrize("page", ["home", "budget"])
def test_a_plan_to_sign_waits_for_the_family_until_it_has_signed(
    cast: Cast, streams: Streams, family: Client, page: str
) -> None:
    plan = sent_plan(cast, streams)
    url = "/family/" if page == "home" else budget_url(cast)
    response = family.get(url)
    assert "Sign Yusuf’s support plan" in words(response)
    assert reverse("budgets:family_plan_sign", args=[cast.child.pk, plan.pk]) in response.content.decode()
    plan_scenario.family_signs(plan, cast)
    assert "Sign Yusuf’s support plan" not in words(family.get(url))


def test_a_supporter_is_not_asked_to_sign(cast: Cast, streams: Streams, signed_in: SignIn) -> None:
    sent_plan(cast, streams)
    client = supporter(cast, signed_in, SupportScope.SEE, SupportScope.MONEY)
    assert "Sign Yusuf’s support plan" not in words(client.get("/family/"))


def test_a_plan_that_was_given_back_is_to_be_changed(cast: Cast, streams: Streams, family: Client) -> None:
    plan = sent_plan(cast, streams)
    return_plan(actor=plan_scenario.officer_of(cast), plan=plan, reason="Which weeks?")
    assert "Change Yusuf’s support plan and send it again" in words(family.get("/family/"))


def test_a_plan_that_is_begun_is_to_be_gone_on_with_by_who_may_write_it(
    cast: Cast, streams: Streams, signed_in: SignIn, family: Client
) -> None:
    plan = plan_scenario.start(cast)
    assert "Go on with Yusuf’s support plan" in words(family.get(budget_url(cast)))
    sees_only = supporter(cast, signed_in, SupportScope.SEE)
    assert "Go on with" not in words(sees_only.get(budget_url(cast)))
    abandon_plan(actor=plan_scenario.family_of(cast), plan=plan)
    assert "Go on with" not in words(family.get(budget_url(cast)))


def test_a_question_of_the_council_is_to_be_answered(cast: Cast, streams: Streams, family: Client) -> None:
    pot = routes_scenario.family_held(cast, streams)
    record = routes_scenario.spend(cast, pot)
    query_spending(actor=routes_scenario.officer(cast), record=record, question="What was it?")
    response = family.get("/family/")
    assert "Answer the council’s question about what you spent for Yusuf £25 to" in words(response)
    assert reverse("budgets:family_spending_record", args=[record.pk]) in response.content.decode()


def test_questions_that_are_begun_are_to_be_gone_on_with(cast: Cast, family: Client) -> None:
    assessment_scenario.begin(cast.child, cast.parent, assessment_scenario.published_questionnaire())
    assert "Go on with the questions about Yusuf" in words(family.get("/family/"))


def test_a_figure_without_a_plan_is_to_be_planned(cast: Cast, streams: Streams, family: Client) -> None:
    first, last = financial_year(clock.today() + timedelta(days=366))
    plan_scenario.figure(cast.child, streams[SHORT_BREAKS], 200_000, valid_from=first, valid_to=last)
    sentence = f"Plan how to use Yusuf’s budget from {first:%-d %B %Y} to {last:%-d %B %Y}"
    assert sentence in words(family.get("/family/"))
    plan_scenario.start(cast, valid_from=first, valid_to=last)
    assert sentence not in words(family.get("/family/"))


def test_a_figure_that_was_awarded_without_a_plan_does_not_wait(cast: Cast, streams: Streams, family: Client) -> None:
    pot = routes_scenario.short_breaks(cast, streams)
    plan_scenario.figure(cast.child, streams[SHORT_BREAKS], 240_000, valid_from=pot.valid_from, valid_to=pot.valid_to)
    assert "Plan how to use" not in words(family.get("/family/"))


def test_a_review_is_to_be_answered_from_the_day_it_opens(cast: Cast, family: Client) -> None:
    review = outcome_scenario.planned(cast.child, clock.today() + timedelta(days=31))
    assert "Say how things are for Yusuf" not in words(family.get("/family/"))
    with clock.at(clock.local_moment(review.opens_on)):
        assert "Say how things are for Yusuf" in words(family.get("/family/"))


def test_nothing_waits_where_there_is_nothing_to_do(cast: Cast, streams: Streams, family: Client) -> None:
    routes_scenario.short_breaks(cast, streams)
    assert "What waits for you" not in words(family.get(budget_url(cast)))
