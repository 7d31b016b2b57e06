"""The officers' work queues: what stands in them, in which order, and where it leads."""

from datetime import timedelta
from typing import Any

import pytest

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.enums import AssessmentState, PlanState
from marketplace.budgets.models import Assessment, FundingStream
from marketplace.budgets.selectors.work import waiting_of, work_queues
from marketplace.budgets.services import record_consent
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast
from tests.factories import ChildFactory, pot_with
from tests.guards import assert_guarded
from tests.pages import signed_in, words

from .case_scenario import Line, assessed, challenge, days, figure, plan
from .outcome_scenario import answered, older_child, planned, review_of
from .plan_scenario import signer

Streams = dict[str, FundingStream]
WORK = "/council/budgets/work/"


@pytest.fixture
def officer(cast: Cast) -> User:
    return cast.officer(OfficerRole.BUDGETS)


def queue(code: str) -> list[tuple[str, str, int]]:
    """Return the queue: the child, what waits and for how many days."""
    [found] = [each for each in work_queues() if each.code == code]
    return [(str(row.child), row.wait.page, row.days) for row in waiting_of(found.rows)]


def counts() -> dict[str, int]:
    return {each.code: each.count for each in work_queues()}


def test_nothing_waits_in_an_empty_council(cast: Cast) -> None:
    assert set(counts().values()) == {0}
    assert all(each.oldest is None for each in work_queues())


def test_a_child_with_a_budget_or_a_plan_is_assessed_every_twelve_months(
    cast: Cast, streams: Streams, officer: User
) -> None:
    pot_with(cast.child, streams["equipment"], 10_000)
    plan(cast.other_child, officer)
    assert queue("assess") == [(name, "council_assessments", 60) for name in sorted(["Yusuf", "Liv"], key=_key(cast))]
    assessed(cast.child, officer, days_ago=400)
    assert {name: waited for name, _, waited in queue("assess")}["Yusuf"] in (34, 35)
    assessed(cast.child, officer, days_ago=300)
    assert [name for name, *_ in queue("assess")] == ["Liv"]
    assert counts()["overdue"] == 0


def _key(cast: Cast) -> Any:
    return {"Yusuf": str(cast.child.pk), "Liv": str(cast.other_child.pk)}.get


def test_a_budget_that_has_ended_needs_no_assessment(cast: Cast, streams: Streams) -> None:
    pot_with(cast.child, streams["equipment"], 10_000, valid_from=days(-400), valid_to=days(-1))
    assert queue("assess") == []


def test_an_assessment_that_is_not_finished_in_28_days_waits_once(cast: Cast, streams: Streams, officer: User) -> None:
    pot_with(cast.child, streams["equipment"], 10_000)
    begun = assessed(cast.child, officer, days_ago=30, completed=False)
    assert queue("assess") == [("Yusuf", "council_assessments", 30)]
    assert [name for name, *_ in queue("overdue")] == ["Yusuf"]
    Assessment.objects.filter(pk=begun.pk).update(created_at=clock.now() - timedelta(days=27))
    assert queue("assess") == [("Yusuf", "council_assessments", 60)]
    Assessment.objects.filter(pk=begun.pk).update(state=AssessmentState.WITHDRAWN)
    assert counts()["assess"] == 1


def test_figures_wait_for_a_conversation_and_are_late_once_their_period_begins(
    cast: Cast, streams: Streams, officer: User
) -> None:
    figure(cast.child, streams["equipment"], officer, created_at=clock.now() - timedelta(days=9))
    figure(cast.other_child, streams["equipment"], officer, valid_from=days(-1))
    figure(cast.child, streams["sen-top-up"], officer, state="draft")
    assert queue("release") == [("Yusuf", "council_figures", 9), ("Liv", "council_figures", 0)]
    assert queue("overdue") == [("Liv", "council_figures", 0)]


def test_challenges_come_by_the_day_of_the_answer(cast: Cast, streams: Streams, officer: User) -> None:
    for child, answer_by in ((cast.child, days(3)), (cast.other_child, days(-3))):
        challenge(figure(child, streams["equipment"], officer), cast.parent, answer_by=answer_by)
    assert [name for name, *_ in queue("challenges")] == ["Liv", "Yusuf"]
    assert [name for name, *_ in queue("overdue")] == ["Liv"]


def test_plans_that_need_an_officer_wait_to_be_signed_the_oldest_first(cast: Cast, officer: User) -> None:
    now = clock.now()
    plan(cast.child, officer, PlanState.SUBMITTED, submitted_at=now - timedelta(days=2), valid_from=days(9))
    plan(cast.other_child, officer, PlanState.SUBMITTED, submitted_at=now - timedelta(days=5), valid_from=days(9))
    other = ChildFactory(family=cast.family)
    plan(other, officer, PlanState.SUBMITTED, submitted_at=now, needs_signing=False)
    plan(ChildFactory(family=cast.family), officer, PlanState.DRAFT)
    assert queue("sign") == [("Liv", "council_plan_plans", 5), ("Yusuf", "council_plan_plans", 2)]


def test_a_plan_is_late_once_its_period_begins_unless_it_was_sent_within_it(cast: Cast, officer: User) -> None:
    before, within = clock.now() - timedelta(days=9), clock.now() - timedelta(days=2)
    plan(cast.child, officer, PlanState.SUBMITTED, submitted_at=before, valid_from=days(-5))
    plan(cast.other_child, officer, PlanState.SUBMITTED, submitted_at=within, valid_from=days(-5))
    assert [name for name, *_ in queue("sign")] == ["Yusuf", "Liv"]
    assert [name for name, *_ in queue("overdue")] == ["Yusuf"]


def test_plans_to_sign_lead_to_signing_only_for_who_signs(cast: Cast, officer: User) -> None:
    plan(cast.child, officer, PlanState.SUBMITTED, submitted_at=clock.now(), valid_from=days(9))
    asked, address = {"queue": "sign"}, 'href="/council/budgets/signing/">Work through them'
    for user in (officer, cast.officer(OfficerRole.FINANCE)):
        assert address not in signed_in(user).get(WORK, asked).content.decode()
    assert address in signed_in(signer("Team manager")).get(WORK, asked).content.decode()


def test_reviews_of_outcomes_say_whose_view_is_asked_for(cast: Cast, officer: User) -> None:
    planned(older_child(cast.family), days(10))
    page = words(signed_in(officer).get(WORK, {"queue": "review"}))
    assert "View of a parent or carer" in page
    assert "The child’s own view" in page


def test_outcomes_wait_from_thirty_days_before_until_they_are_answered(cast: Cast) -> None:
    planned(cast.child, days(31))
    planned(cast.other_child, days(30))
    older = older_child(cast.family)
    planned(older, days(10))
    record_consent(actor=SYSTEM, review=review_of(older, "child"), consented=False)  # type: ignore[arg-type]
    assert queue("review") == [("Noor", "council_outcomes", 20), ("Liv", "council_outcomes", 0)]
    answered(cast.parent, review_of(older))
    assert [name for name, *_ in queue("review")] == ["Liv"]


def test_a_stream_is_reviewed_the_months_of_its_rules_after_the_last_final_plan(
    cast: Cast, streams: Streams, officer: User
) -> None:
    stream = streams["nhs-continuing-care"]
    pot_with(cast.child, stream, 10_000)
    pot_with(cast.child, streams["equipment"], 10_000)
    assert queue("review") == []
    lines = [Line(10_000, [stream, streams["equipment"]])]
    plan(cast.child, officer, lines=lines, final_at=clock.now() - timedelta(days=100))
    [(name, page, waited)] = queue("review")
    assert (name, page) == ("Yusuf", "council_plan_plans")
    assert 37 <= waited <= 39
    assert [name for name, page, _ in queue("overdue") if page == "council_plan_plans"] == ["Yusuf"]


def test_the_page_shows_counts_and_one_queue_and_leads_to_the_child(
    cast: Cast, streams: Streams, officer: User
) -> None:
    figure(cast.child, streams["equipment"], officer, created_at=clock.now() - timedelta(days=9))
    page = signed_in(officer).get(WORK)
    assert "1 To release" in words(page)
    assert "Yusuf The Rahmans A figure waits for a conversation Equipment" in words(page)
    assert f"/council/budgets/{cast.child.pk}/" in page.content.decode()
    assert "Nothing waits here" in words(signed_in(officer).get(WORK, {"queue": "sign"}))
    assert "To release" in words(signed_in(officer).get(WORK, {"queue": "nonsense", "page": "x"}))


def test_a_row_leads_to_the_page_of_its_part(cast: Cast, streams: Streams, officer: User) -> None:
    figure(cast.child, streams["equipment"], officer)
    [found] = [each for each in work_queues() if each.code == "release"]
    [row] = waiting_of(found.rows)
    assert row.url == f"/council/budgets/{cast.child.pk}/figures/"


def test_the_councils_home_counts_the_queues_for_budget_officers(cast: Cast, streams: Streams, officer: User) -> None:
    figure(cast.child, streams["equipment"], officer, created_at=clock.now() - timedelta(days=9))
    page = words(signed_in(officer).get("/council/"))
    assert "1 Budgets: to release The oldest waits for 9 days" in page
    assert "Budgets: to release" not in words(signed_in(cast.officer(OfficerRole.LISTINGS)).get("/council/"))


def test_the_queues_are_for_officers_of_budgets_and_finance(cast: Cast) -> None:
    assert_guarded(
        WORK,
        allowed=[cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)],
        refused_to=[cast.officer(OfficerRole.COMMISSIONER), cast.officer(OfficerRole.LISTINGS), cast.parent],
    )


def test_the_queues_are_paged_in_a_constant_number_of_statements(
    cast: Cast, streams: Streams, officer: User, django_assert_num_queries: Any
) -> None:
    client, asked = signed_in(officer), {"queue": "release"}
    figure(cast.child, streams["equipment"], officer)
    client.get(WORK, asked)
    with django_assert_num_queries(15):
        client.get(WORK, asked)
    for child in ChildFactory.create_batch(30, family=cast.family):
        figure(child, streams["equipment"], officer)
    with django_assert_num_queries(15):
        page = client.get(WORK, asked)
    assert page.content.decode().count("<tr>") == 26
    assert "Page 2" in words(page)
