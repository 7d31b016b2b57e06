"""Families, their supporters and officers take an assessment over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import SupportConsent, User
from marketplace.budgets.enums import AssessmentState
from marketplace.budgets.models import Assessment, Descriptor, Question, Questionnaire, QuestionnaireDomain
from marketplace.budgets.services import (
    draft_new_version,
    load_questionnaires,
    publish_questionnaire,
    retire_questionnaire,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, words

from .assessment_scenario import answer, begin, descriptors, published_questionnaire

SignIn = Callable[[User], Client]


@pytest.fixture
def questionnaire(cast: Cast) -> Questionnaire:
    return published_questionnaire(ages=[(0, 4, 60)])


@pytest.fixture
def assessment(cast: Cast, questionnaire: Questionnaire) -> Assessment:
    return begin(cast.child, cast.parent, questionnaire)


@pytest.fixture
def parent(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.parent)


@pytest.fixture
def officer(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.officer(OfficerRole.BUDGETS))


def url(cast: Cast, page: str = "", *args: Any, side: str = "family") -> str:
    keys = [each.pk for each in args]
    return reverse(f"budgets:{side}_assessment{page}", args=[cast.child.pk, *keys])


def chosen(*picks: Descriptor, **posted: str) -> dict[str, str]:
    """Return what is posted where these answers are chosen."""
    return {f"answer-{pick.question_id}": str(pick.pk) for pick in picks} | {"then": "continue"} | posted


def give(cast: Cast, scopes: list[str]) -> None:
    """Let the supporter have the family's consent for these."""
    SupportConsent.objects.filter(supporter=cast.supporter).update(scopes=scopes)


def fill(client: Client, cast: Cast, assessment: Assessment, place: int = 2, side: str = "family") -> None:
    """Answer every page."""
    for domain in assessment.questionnaire.domains.all():
        picks = [question.descriptors.all()[place] for question in domain.questions.all()]
        client.post(url(cast, "_domain", assessment, domain, side=side), chosen(*picks))


def test_a_family_takes_an_assessment_from_beginning_to_end(
    cast: Cast, questionnaire: Questionnaire, parent: Client
) -> None:
    assert "Think of an ordinary week." in words(parent.get(url(cast, "s")))
    begun = parent.post(url(cast, "_begin", questionnaire), {"taken_with": "supporter"})
    assessment = Assessment.objects.get()
    assert begun["Location"] == url(cast, "", assessment)
    assert (assessment.taken_with, assessment.started_by) == ("supporter", cast.parent)
    assert "0 of 2 parts are done" in words(parent.get(begun["Location"]))
    sleep, play = questionnaire.domains.all()
    picks = descriptors(questionnaire, 2)
    note = {f"note-{picks[0].question_id}": "Every night"}
    then = parent.post(url(cast, "_domain", assessment, sleep), chosen(*picks[:2], **note))
    assert then["Location"] == url(cast, "_domain", assessment, play)
    then = parent.post(url(cast, "_domain", assessment, play), chosen(*picks[2:]))
    assert then["Location"] == url(cast, "_check", assessment)
    check = words(parent.get(then["Location"]))
    assert "Sleep 1, answer 3 Every night" in check
    assert parent.post(url(cast, "_check", assessment))["Location"] == url(cast, "", assessment)
    sent = words(parent.get(url(cast, "", assessment)))
    assert "We have your answers" in sent
    assert "What happens next" in sent
    assessment.refresh_from_db()
    assert (assessment.state, assessment.points) == (AssessmentState.COMPLETED, 44)


def test_a_family_never_sees_points(cast: Cast, assessment: Assessment, parent: Client) -> None:
    domain = assessment.questionnaire.domains.all()[0]
    pages = [url(cast, "s"), url(cast, "", assessment), url(cast, "_domain", assessment, domain)]
    pages += [url(cast, "_check", assessment), url(cast, "_answers", assessment)]
    seen = [words(parent.get(page)).lower() for page in pages]
    fill(parent, cast, assessment)
    parent.post(url(cast, "_check", assessment))
    seen += [words(parent.get(page)).lower() for page in (pages[0], pages[1], pages[4])]
    assert [text for text in seen if "point" in text] == []


def test_every_valid_answer_is_saved_even_where_another_is_missing(
    cast: Cast, assessment: Assessment, parent: Client
) -> None:
    domain = assessment.questionnaire.domains.all()[0]
    pick, other, *_ = descriptors(assessment.questionnaire, 1)
    page = parent.post(url(cast, "_domain", assessment, domain), chosen(pick))
    assert errors(page) == ["Choose an answer to “Sleep, question 2?”, or save and come back later."]
    assert "The answers that were chosen are saved." in words(page)
    assert [row.descriptor for row in assessment.answers.all()] == [pick]
    wrong = {f"answer-{other.question_id}": str(pick.pk), f"answer-{pick.question_id}": str(pick.pk)}
    page = parent.post(url(cast, "_domain", assessment, domain), {**wrong, "then": "later"})
    assert errors(page) == ["Choose one of the answers to “Sleep, question 2?”."]
    assert assessment.answers.count() == 1


def test_saving_to_come_back_later_keeps_what_there_is(cast: Cast, assessment: Assessment, parent: Client) -> None:
    domain = assessment.questionnaire.domains.all()[0]
    pick = descriptors(assessment.questionnaire, 1)[0]
    then = parent.post(url(cast, "_domain", assessment, domain), chosen(pick, then="later"), follow=True)
    assert then.redirect_chain == [(url(cast, "", assessment), 302)]
    assert "The answers are saved." in words(then)
    assert "1 of 2 answered" in words(then)
    page = BeautifulSoup(parent.get(url(cast, "_domain", assessment, domain)).content, "html.parser")
    assert [box["value"] for box in page.select("input[type=radio][checked]")] == [str(pick.pk)]


def test_a_note_without_an_answer_is_not_lost(cast: Cast, assessment: Assessment, parent: Client) -> None:
    domain = assessment.questionnaire.domains.all()[0]
    question = domain.questions.all()[0]
    posted = {f"note-{question.pk}": "It depends on the day", "then": "later"}
    page = parent.post(url(cast, "_domain", assessment, domain), posted)
    assert errors(page) == ["Choose an answer to “Sleep, question 1?”, so that we can keep your note."]
    assert "It depends on the day" in words(page)
    assert BeautifulSoup(page.content, "html.parser").select("details[open]")


def test_a_note_that_is_too_long_leaves_the_one_before_and_keeps_the_answer(
    cast: Cast, assessment: Assessment, parent: Client
) -> None:
    domain = assessment.questionnaire.domains.all()[0]
    first, second, *_ = descriptors(assessment.questionnaire, 1)
    answer(assessment, cast.parent, [first], "Short")
    better = first.question.descriptors.all()[2]
    page = parent.post(
        url(cast, "_domain", assessment, domain), chosen(better, second, **{f"note-{first.question_id}": "x" * 2001})
    )
    assert "at most 2000 characters" in errors(page)[0]
    kept = assessment.answers.get(question=first.question)
    assert (kept.descriptor, kept.note) == (better, "Short")
    assert assessment.answers.count() == 2


def test_nothing_is_sent_while_questions_are_open(cast: Cast, assessment: Assessment, parent: Client) -> None:
    page = parent.post(url(cast, "_check", assessment))
    assert errors(page) == ["Nothing is answered yet. Answer the questions first."]
    answer(assessment, cast.parent, descriptors(assessment.questionnaire, 0)[:2])
    page = parent.post(url(cast, "_check", assessment))
    assert errors(page) == ["Some questions are not answered yet: “Play”."]
    assert "Some questions are not answered yet" in words(parent.get(url(cast, "_check", assessment)))


def test_answers_sent_from_an_old_page_are_refused_with_a_sentence(
    cast: Cast, assessment: Assessment, parent: Client
) -> None:
    domain = assessment.questionnaire.domains.all()[0]
    fill(parent, cast, assessment)
    parent.post(url(cast, "_check", assessment))
    picks = descriptors(assessment.questionnaire, 0)[:2]
    for page in (
        parent.post(url(cast, "_domain", assessment, domain), chosen(*picks)),
        parent.post(url(cast, "_check", assessment)),
        parent.post(url(cast, "_withdraw", assessment), {"reason": "Too late"}),
    ):
        assert errors(page) == ["These answers have been sent already, so they do not change any more."]
    for name, args in (("_domain", [domain]), ("_check", [])):
        assert parent.get(url(cast, name, assessment, *args)).status_code == 302
    assert set(assessment.answers.values_list("descriptor__text", flat=True)) == {
        each.text for each in descriptors(assessment.questionnaire, 2)
    }


def test_a_family_is_offered_the_new_questions_with_the_answers_that_are_the_same(
    cast: Cast, assessment: Assessment, parent: Client
) -> None:
    answer(assessment, cast.parent, descriptors(assessment.questionnaire, 1)[:3])
    domain = assessment.questionnaire.domains.all()[0]
    draft = draft_new_version(actor=SYSTEM, questionnaire=assessment.questionnaire)
    publish_questionnaire(actor=SYSTEM, questionnaire=draft)
    page = words(parent.get(url(cast, "", assessment)))
    assert "The council has changed these questions" in page
    assert "Begin the new one with these answers" in page
    old = parent.post(url(cast, "_domain", assessment, domain), chosen(*descriptors(assessment.questionnaire, 0)[:2]))
    assert "a new questionnaire has to be begun" in errors(old)[0]
    assert "Sleep 1, answer 2" in words(parent.get(url(cast, "_answers", assessment)))
    then = parent.post(url(cast, "_renew", assessment), follow=True)
    assert "Answers brought along: 3." in words(then)
    renewed = Assessment.objects.get(state=AssessmentState.IN_PROGRESS)
    assert renewed.questionnaire == draft
    again = parent.post(url(cast, "_renew", renewed), follow=True)
    assert "is still in use" in words(again)


def test_without_a_new_version_the_family_is_told_whom_to_ask(
    cast: Cast, assessment: Assessment, parent: Client
) -> None:
    retire_questionnaire(actor=SYSTEM, questionnaire=assessment.questionnaire, reason="Too long")
    assert "There is no new one yet" in words(parent.get(url(cast, "", assessment)))
    assert "The council has changed these questions since" in words(parent.get(url(cast, "s")))


def test_an_assessment_is_given_up_with_a_reason_and_stays_readable(
    cast: Cast, assessment: Assessment, parent: Client
) -> None:
    answer(assessment, cast.parent, descriptors(assessment.questionnaire, 1)[:1])
    assert errors(parent.post(url(cast, "_withdraw", assessment), {"reason": ""})) == ["Say why."]
    then = parent.post(url(cast, "_withdraw", assessment), {"reason": "We moved"}, follow=True)
    assert "Given up" in words(then)
    assert "Sleep 1, answer 2" in words(parent.get(url(cast, "", assessment), follow=True))
    assert AuditEvent.objects.get(action="assessment.withdraw").actor_role == "family"


def test_a_supporter_who_may_manage_money_takes_it_on_behalf_of_the_family(
    cast: Cast, questionnaire: Questionnaire, signed_in: SignIn
) -> None:
    give(cast, ["see", "money"])
    supporter = signed_in(cast.supporter)
    assert "You are acting for The Rahmans" in words(supporter.get(url(cast, "_begin", questionnaire)))
    supporter.post(url(cast, "_begin", questionnaire), {"taken_with": "alone"})
    assessment = Assessment.objects.get()
    fill(supporter, cast, assessment)
    supporter.post(url(cast, "_check", assessment))
    assessment.refresh_from_db()
    assert (assessment.taken_with, assessment.completed_by) == ("supporter", cast.supporter)
    event = AuditEvent.objects.get(action="assessment.complete")
    assert (event.actor_role, event.on_behalf_of) == ("supporter", cast.family.pk)


def test_consent_that_ended_while_a_page_was_open_is_refused_when_it_is_sent(
    cast: Cast, assessment: Assessment, signed_in: SignIn
) -> None:
    give(cast, ["see", "money"])
    supporter = signed_in(cast.supporter)
    domain = assessment.questionnaire.domains.all()[0]
    page = url(cast, "_domain", assessment, domain)
    assert supporter.get(page).status_code == 200
    give(cast, ["see"])
    assert supporter.post(page, chosen(*descriptors(assessment.questionnaire, 0)[:2])).status_code == 403
    SupportConsent.objects.filter(supporter=cast.supporter).update(withdrawn_at=clock.now())
    assert supporter.post(page, chosen(*descriptors(assessment.questionnaire, 0)[:2])).status_code == 404
    assert supporter.post(url(cast, "_check", assessment)).status_code == 404
    assert not assessment.answers.exists()


def test_an_officer_takes_it_with_the_family_and_reads_the_points_step_by_step(
    cast: Cast, questionnaire: Questionnaire, officer: Client
) -> None:
    officer.post(url(cast, "_begin", questionnaire, side="council"))
    assessment = Assessment.objects.get()
    fill(officer, cast, assessment, side="council")
    officer.post(url(cast, "_check", assessment, side="council"))
    page = words(officer.get(url(cast, "", assessment, side="council"), follow=True))
    assert "Answered with an officer" in page
    assert "44 points" in page
    assert "At the age of 9 all of these count." in page
    assert "In all: 28 + 16 = 44 points." in page
    assert "Sleep 14 8 Play 14 8" in page
    assert "(answered by Officer budgets)" in page
    assert AuditEvent.objects.get(action="assessment.complete").actor_role == "officer:budgets"


def test_an_officer_goes_on_with_what_a_family_began(cast: Cast, assessment: Assessment, officer: Client) -> None:
    assert "In progress" in words(officer.get(url(cast, "s", side="council")))
    domain = assessment.questionnaire.domains.all()[0]
    officer.post(
        url(cast, "_domain", assessment, domain, side="council"),
        chosen(*descriptors(assessment.questionnaire, 0)[:2]),
    )
    assessment.refresh_from_db()
    assert assessment.taken_with == "officer"


def test_pages_are_for_the_family_and_whoever_it_lets_in(cast: Cast, assessment: Assessment) -> None:
    domain = assessment.questionnaire.domains.all()[0]
    strangers = [cast.other_parent, cast.provider_owner, cast.outsider, *cast.officers.values()]
    for page in (url(cast, "s"), url(cast, "", assessment), url(cast, "_answers", assessment)):
        assert_guarded(page, allowed=[cast.parent, cast.supporter], hidden_from=strangers)
    for page in (
        url(cast, "_begin", assessment.questionnaire),
        url(cast, "_domain", assessment, domain),
        url(cast, "_check", assessment),
        url(cast, "_withdraw", assessment),
    ):
        assert_guarded(
            page, allowed=[cast.parent], hidden_from=strangers, refused_to=[cast.supporter], takes_posts=True
        )


def test_officers_pages_are_for_budget_officers_and_finance_only_reads(cast: Cast, assessment: Assessment) -> None:
    domain = assessment.questionnaire.domains.all()[0]
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    others = [cast.officer(OfficerRole.LISTINGS), cast.parent, cast.supporter, cast.provider_owner, cast.outsider]

    def side(page: str, *args: Any) -> str:
        return url(cast, page, *args, side="council")

    for page in (side("s"), side("", assessment), side("_answers", assessment)):
        assert_guarded(page, allowed=[budgets, finance], refused_to=others)
    for page in (
        side("_begin", assessment.questionnaire),
        side("_domain", assessment, domain),
        side("_check", assessment),
        side("_withdraw", assessment),
    ):
        assert_guarded(page, allowed=[budgets], refused_to=[finance, *others], takes_posts=True)


def test_renewing_takes_posts_only_and_from_who_may_write(
    cast: Cast, assessment: Assessment, parent: Client, officer: Client, signed_in: SignIn
) -> None:
    page = url(cast, "_renew", assessment)
    assert Client().post(page).status_code == 302
    assert parent.get(page).status_code == 405
    assert signed_in(cast.supporter).post(page).status_code == 403
    assert signed_in(cast.other_parent).post(page).status_code == 404
    council = url(cast, "_renew", assessment, side="council")
    assert officer.get(council).status_code == 405
    assert signed_in(cast.officer(OfficerRole.FINANCE)).post(council).status_code == 403


def test_an_assessment_is_found_only_at_its_own_child_and_a_domain_only_in_its_questionnaire(
    cast: Cast, assessment: Assessment, signed_in: SignIn, officer: Client, parent: Client
) -> None:
    other = signed_in(cast.other_parent)
    keys = [cast.other_child.pk, assessment.pk]
    assert other.get(reverse("budgets:family_assessment", args=keys)).status_code == 404
    assert officer.get(reverse("budgets:council_assessment", args=keys)).status_code == 404
    stranger = published_questionnaire("Nights").domains.all()[0]
    assert parent.get(url(cast, "_domain", assessment, stranger)).status_code == 404


def test_a_family_without_a_questionnaire_is_told_so(cast: Cast, parent: Client, officer: Client) -> None:
    assert "There are no questions to answer at the moment" in words(parent.get(url(cast, "s")))
    assert "No questionnaire is in use." in words(officer.get(url(cast, "s", side="council")))


def test_what_families_and_officers_write_is_escaped(cast: Cast, parent: Client) -> None:
    draft = draft_new_version(actor=SYSTEM, questionnaire=published_questionnaire())
    Question.objects.filter(domain__questionnaire=draft).update(help_text="<script>alert(1)</script>")
    publish_questionnaire(actor=SYSTEM, questionnaire=draft)
    assessment = begin(cast.child, cast.parent, draft)
    answer(assessment, cast.parent, descriptors(draft, 0), "<script>alert(2)</script>")
    domain = QuestionnaireDomain.objects.filter(questionnaire=draft)[0]
    for page in (url(cast, "_domain", assessment, domain), url(cast, "_check", assessment)):
        assert "<script>alert" not in parent.get(page).content.decode()


def test_pages_ask_a_constant_number_of_questions(
    cast: Cast, parent: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    load_questionnaires()
    questionnaire = Questionnaire.objects.get()
    assessment = begin(cast.child, cast.parent, questionnaire)
    answer(assessment, cast.parent, descriptors(questionnaire, 0))
    for page in (url(cast, "", assessment), url(cast, "_check", assessment)):
        with django_assert_max_num_queries(22):
            parent.get(page)


def test_earlier_assessments_stay_in_the_list(cast: Cast, assessment: Assessment, parent: Client) -> None:
    fill(parent, cast, assessment)
    parent.post(url(cast, "_check", assessment))
    with clock.at(clock.now() + timedelta(days=200)):
        page = words(parent.get(url(cast, "s")))
    assert "Sent on" in page
    assert "Begin" in page
