"""Outcomes over HTTP: what a family answers and sees, who may, and what officers plan."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole, Relationship
from marketplace.accounts.models import Child, User
from marketplace.budgets.enums import Respondent
from marketplace.budgets.models import FundingStream, OutcomeAnswer, OutcomeReview
from marketplace.catalogue.models import Outcome
from marketplace.core import clock
from tests.conftest import Cast
from tests.factories import FamilyMemberFactory, UserFactory, pot_with
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, words

from .outcome_scenario import answered, older_child, planned, review_of, scores

Streams = dict[str, FundingStream]


def address(name: str, *args: Any) -> str:
    return reverse(f"budgets:{name}", args=[getattr(each, "pk", each) for each in args])


def filled(**changed: str) -> dict[str, str]:
    """Return the answers that a browser sends; keywords are codes with underscores."""
    by_code = {code.replace("_", "-"): value for code, value in changed.items()}
    return {f"score-{outcome.pk}": by_code.get(outcome.code, "4") for outcome in Outcome.objects.all()}


def answer(user: User, review: OutcomeReview, **changed: str) -> HttpResponse:
    return signed_in(user).post(address("answer_outcomes", review.child, review), filled(**changed), follow=True)  # type: ignore[return-value]


@pytest.fixture
def review(cast: Cast) -> OutcomeReview:
    return planned(cast.child)


@pytest.fixture
def childs_review(cast: Cast) -> OutcomeReview:
    child = older_child(cast.family)
    planned(child)
    return review_of(child, Respondent.CHILD)


def test_a_parent_answers_in_words_and_sees_what_was_said(cast: Cast, review: OutcomeReview) -> None:
    page = words(signed_in(cast.parent).get(address("outcomes", cast.child)))
    assert "View of a parent or carer At the start. Due by" in page
    comment = Outcome.objects.get(code="stay-safe")
    url = address("answer_outcomes", cast.child, review)
    sent = filled(stay_safe="1", economic_well_being="none") | {f"comment-{comment.pk}": "The road is busy"}
    page = words(signed_in(cast.parent).post(url, sent, follow=True))
    assert "Thank you. Your answers are saved." in page
    assert "Stay safe Very bad The road is busy" in page
    assert "Economic well-being Does not apply" in page
    assert "After the next review, you see here what has changed" in page


def test_the_first_and_the_latest_answers_stand_side_by_side_with_the_net_change(cast: Cast, streams: Streams) -> None:
    pot_with(cast.child, streams["equipment"], 10_000)
    answered(cast.parent, planned(cast.child), scores(2, stay_safe=5))
    answered(cast.parent, OutcomeReview.objects.get(completed_at__isnull=True), scores(4, stay_safe=3, be_healthy=2))
    page = words(signed_in(cast.parent).get(address("outcomes", cast.child)))
    assert "5 answers are better, 1 is the same and 1 is worse. That is a net change of +57%" in page
    assert "Stay safe Very good In between Worse" in page
    chart = signed_in(cast.parent).get(address("outcomes_chart", cast.child, "parent"))
    assert chart["Content-Type"] == "image/svg+xml"
    assert "<script" not in chart.content.decode()
    assert "Stay safe" in chart.content.decode()


def test_a_question_left_out_is_asked_again_and_nothing_is_lost(cast: Cast, review: OutcomeReview) -> None:
    sent = filled(be_healthy="") | {f"comment-{Outcome.objects.get(code='stay-safe').pk}": "Kept"}
    response = signed_in(cast.parent).post(address("answer_outcomes", cast.child, review), sent)
    assert errors(response) == ["Choose an answer for “Be healthy”."]
    assert "Kept" in words(response)
    assert response.content.decode().count("checked") == 6
    assert not OutcomeAnswer.objects.exists()


def test_nothing_but_does_not_apply_is_refused_in_place(cast: Cast, review: OutcomeReview) -> None:
    response = answer(cast.parent, review, **{code.replace("-", "_"): "none" for code in _codes()})
    assert errors(response) == ["Answer at least one question with more than “Does not apply”."]
    assert not OutcomeAnswer.objects.exists()


def _codes() -> list[str]:
    return list(Outcome.objects.values_list("code", flat=True))


def test_a_review_answered_meanwhile_says_so_and_stays(cast: Cast, review: OutcomeReview) -> None:
    answered(cast.parent, review, scores(2))
    assert errors(answer(cast.parent, review)) == ["This review has been answered already. Nothing was changed."]
    assert set(OutcomeAnswer.objects.values_list("score", flat=True)) == {2}


def test_a_child_is_asked_first_whether_it_wants_to_answer(cast: Cast, childs_review: OutcomeReview) -> None:
    child, client = childs_review.child, signed_in(cast.parent)
    wish = address("childs_wish", child, childs_review)
    answers = address("answer_outcomes", child, childs_review)
    assert client.get(answers)["Location"] == wish
    assert errors(client.post(wish, {})) == ["Choose yes or no."]
    assert client.post(wish, {"wish": "yes"})["Location"] == answers
    assert "How safe do you feel?" in words(client.get(answers))
    page = words(client.post(wish, {"wish": "no"}, follow=True))
    assert "It is noted" in page
    assert client.get(answers)["Location"] == wish
    assert errors(client.post(answers, filled())) == ["Ask first whether your child wants to answer."]
    assert "Does not want to answer" in page


def test_a_young_person_who_signs_in_gives_their_own_view_and_no_other(
    cast: Cast, childs_review: OutcomeReview
) -> None:
    Child.objects.filter(pk=childs_review.child_id).update(date_of_birth=clock.today() - timedelta(days=366 * 17))
    young = UserFactory(name="Noor Rahman")
    FamilyMemberFactory(family=cast.family, user=young, relationship=Relationship.YOUNG_PERSON)
    wish = address("childs_wish", childs_review.child, childs_review)
    assert "Do you want to answer?" in words(signed_in(young).get(wish))
    assert signed_in(cast.parent).get(wish).status_code == 403
    signed_in(young).post(wish, {"wish": "yes"})
    assert "Your answers are saved" in words(answer(young, childs_review))
    parents = review_of(childs_review.child)
    assert answer(young, parents).status_code == 403
    assert "Your answers are saved" in words(answer(cast.parent, parents))


def test_consent_that_ends_while_the_page_is_open_is_refused(cast: Cast, review: OutcomeReview) -> None:
    cast.family.consents.update(scopes=["see", "money"])
    assert signed_in(cast.supporter).get(address("answer_outcomes", cast.child, review)).status_code == 200
    cast.family.consents.update(withdrawn_at=clock.now())
    assert answer(cast.supporter, review).status_code == 404
    assert not OutcomeAnswer.objects.exists()


def test_a_review_that_does_not_open_yet_is_not_linked_and_refused(cast: Cast) -> None:
    review = planned(cast.child, clock.today() + timedelta(days=31))
    page = signed_in(cast.parent).get(address("outcomes", cast.child))
    assert "Opens on" in words(page)
    assert address("answer_outcomes", cast.child, review) not in page.content.decode()
    assert "You can answer from" in errors(answer(cast.parent, review))[0]


def test_family_pages_are_for_the_family(cast: Cast, review: OutcomeReview, childs_review: OutcomeReview) -> None:
    outsiders = [cast.other_parent, cast.provider_owner, cast.outsider, *cast.officers.values()]
    assert_guarded(address("outcomes", cast.child), allowed=[cast.parent, cast.supporter], hidden_from=outsiders)
    assert_guarded(
        address("answer_outcomes", cast.child, review),
        allowed=[cast.parent],
        refused_to=[cast.supporter],
        hidden_from=outsiders,
        takes_posts=True,
    )
    cast.family.consents.update(scopes=["see", "money"])
    assert signed_in(cast.supporter).get(address("answer_outcomes", cast.child, review)).status_code == 200
    assert_guarded(
        address("childs_wish", childs_review.child, childs_review),
        allowed=[cast.parent],
        refused_to=[cast.supporter],
        hidden_from=outsiders,
        takes_posts=True,
    )
    answered(cast.parent, review)
    assert_guarded(
        address("outcomes_chart", cast.child, "parent"),
        allowed=[cast.parent, cast.supporter],
        hidden_from=outsiders,
    )
    assert signed_in(cast.parent).get(address("outcomes_chart", cast.child, "child")).status_code == 404


def test_a_review_of_another_child_is_not_found_under_this_one(cast: Cast) -> None:
    theirs = planned(cast.other_child)
    assert signed_in(cast.parent).get(address("answer_outcomes", cast.child, theirs)).status_code == 404


def test_an_officer_plans_reviews_and_moves_one(cast: Cast, streams: Streams) -> None:
    pot_with(cast.child, streams["equipment"], 10_000)
    officer, url = signed_in(cast.officer(OfficerRole.BUDGETS)), address("council_outcomes", cast.child)
    assert "No review is planned" in words(officer.get(url))
    plan = address("council_plan_reviews", cast.child)
    yesterday = clock.today() - timedelta(days=1)
    assert errors(officer.post(plan, {"first_due": yesterday.isoformat()})) == ["Choose today or a later day."]
    page = words(officer.post(plan, {"first_due": clock.today().isoformat()}, follow=True))
    assert "The reviews are planned" in page
    assert OutcomeReview.objects.count() == 2
    again = officer.post(plan, {"first_due": clock.today().isoformat()}, follow=True)
    assert "planned already" in words(again)
    move = address("council_reschedule_review", review_of(cast.child))
    assert errors(officer.post(move, {"due_on": clock.today().isoformat(), "reason": ""})) == [
        "Say why the day is moved."
    ]
    later = clock.today() + timedelta(days=9)
    assert "The day is moved" in words(officer.post(move, {"due_on": later, "reason": "Ill"}, follow=True))
    assert review_of(cast.child).due_on == later


def test_officers_pages_are_for_their_roles(cast: Cast, review: OutcomeReview) -> None:
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    others = [cast.officer(OfficerRole.COMMISSIONER), cast.officer(OfficerRole.LISTINGS), cast.parent, cast.outsider]
    assert_guarded(address("council_outcomes", cast.child), allowed=[budgets, finance], refused_to=others)
    for url in (address("council_plan_reviews", cast.child), address("council_reschedule_review", review)):
        assert_guarded(url, allowed=[budgets], refused_to=[finance, *others], takes_posts=True)
    answered(cast.parent, review)
    chart = address("council_outcomes_chart", cast.child, "parent")
    assert_guarded(chart, allowed=[budgets, finance], refused_to=others)
    assert "Plan reviews" not in words(signed_in(finance).get(address("council_outcomes", cast.child)))


def test_statements_do_not_grow_with_the_reviews(
    cast: Cast, streams: Streams, django_assert_max_num_queries: Any
) -> None:
    pot_with(cast.child, streams["nhs-continuing-care"], 10_000)
    answered(cast.parent, planned(cast.child))
    for _ in range(2):
        answered(cast.parent, OutcomeReview.objects.get(completed_at__isnull=True))
    client = signed_in(cast.parent)
    with django_assert_max_num_queries(28):
        client.get(address("outcomes", cast.child))
