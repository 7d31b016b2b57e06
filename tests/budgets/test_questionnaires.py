"""Questionnaires: written as drafts, published when nothing is missing, never edited afterwards."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from marketplace.budgets import reference_questionnaire as reference
from marketplace.budgets.enums import QuestionnaireState
from marketplace.budgets.errors import QuestionnaireRefused
from marketplace.budgets.models import (
    AgeAdjustment,
    Descriptor,
    Question,
    Questionnaire,
    QuestionnaireDomain,
)
from marketplace.budgets.questionnaire_rules import problems_of
from marketplace.budgets.services import (
    add_age_adjustment,
    add_descriptor,
    add_domain,
    add_question,
    change_part,
    change_questionnaire,
    create_questionnaire,
    delete_draft,
    delete_part,
    draft_new_version,
    load_questionnaires,
    move_part,
    publish_questionnaire,
    retire_questionnaire,
)
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent

from .assessment_scenario import draft_questionnaire, published_questionnaire, write_domain

pytestmark = pytest.mark.django_db


def titles(questionnaire: Questionnaire) -> list[str]:
    return [domain.title for domain in questionnaire.domains.all()]


def publish(questionnaire: Questionnaire) -> Questionnaire:
    return publish_questionnaire(actor=SYSTEM, questionnaire=questionnaire)


def test_publishing_says_everything_that_is_missing() -> None:
    draft = create_questionnaire(actor=SYSTEM, name="Everyday life")
    assert problems_of(draft) == ["Add at least one domain."]
    add_domain(actor=SYSTEM, questionnaire=draft, title="Empty")
    write_domain(draft, "Crowded", questions=6)
    write_domain(draft, "Thin", questions=1, points=[(3, 0)])
    write_domain(draft, "Worthless", questions=1, points=[(0, 0), (0, 0)])
    with pytest.raises(QuestionnaireRefused) as refusal:
        publish(draft)
    assert refusal.value.problems == (
        "The domain “Empty” has no question. Add at least one.",
        "The domain “Crowded” has 6 questions. 5 are the most.",
        "The question “Thin, question 1?” needs at least 2 answers to choose from.",
        "No answer to the question “Worthless, question 1?” gives points. At least one has to.",
    )
    assert Questionnaire.objects.get().state == QuestionnaireState.DRAFT


def test_ten_domains_are_the_most() -> None:
    draft = draft_questionnaire(domains=[f"Domain {n}" for n in range(10)])
    assert problems_of(draft) == []
    write_domain(draft, "One more")
    assert problems_of(draft) == ["There are 11 domains. 10 are the most."]


def test_publishing_retires_the_version_in_use_at_the_same_moment() -> None:
    first = published_questionnaire()
    second = publish(draft_new_version(actor=SYSTEM, questionnaire=first))
    first.refresh_from_db()
    assert (first.state, second.state, second.version) == ("retired", "published", 2)
    assert first.retired_at is not None
    assert [event.action for event in AuditEvent.objects.filter(object_id=first.pk, action__endswith="retire")] == [
        "questionnaire.retire"
    ]


def test_a_new_version_is_a_copy_of_everything() -> None:
    first = published_questionnaire(ages=[(0, 4, 60)])
    draft = draft_new_version(actor=SYSTEM, questionnaire=first)
    assert (draft.name, draft.version, draft.introduction) == (first.name, 2, first.introduction)

    def outline(questionnaire: Questionnaire) -> list[Any]:
        return [
            (d.title, d.explanation, q.text, q.help_text, a.text, a.child_points, a.family_points)
            for d in questionnaire.domains.all()
            for q in d.questions.all()
            for a in q.descriptors.all()
        ]

    assert outline(draft) == outline(first)
    assert len(outline(draft)) == 12
    assert [(a.age_from, a.age_to, a.percent) for a in draft.age_adjustments.all()] == [(0, 4, 60)]


def test_there_is_one_draft_at_a_time_and_no_copy_of_a_draft() -> None:
    first = published_questionnaire()
    draft = draft_new_version(actor=SYSTEM, questionnaire=first)
    with pytest.raises(QuestionnaireRefused, match="draft of Everyday life already"):
        draft_new_version(actor=SYSTEM, questionnaire=first)
    with pytest.raises(QuestionnaireRefused, match="This is a draft"):
        draft_new_version(actor=SYSTEM, questionnaire=draft)
    delete_draft(actor=SYSTEM, questionnaire=draft)
    assert list(Questionnaire.objects.all()) == [first]


@pytest.mark.parametrize(("name", "sentence"), [(" ", "a name"), ("everyday LIFE", "already")])
def test_a_questionnaire_has_a_name_of_its_own(name: str, sentence: str) -> None:
    published_questionnaire()
    with pytest.raises(QuestionnaireRefused, match=sentence):
        create_questionnaire(actor=SYSTEM, name=name)


def test_a_first_draft_can_be_renamed_and_a_later_version_not() -> None:
    draft = draft_questionnaire()
    change_questionnaire(actor=SYSTEM, questionnaire=draft, name="Our days", introduction="Hello")
    later = draft_new_version(actor=SYSTEM, questionnaire=publish(draft))
    assert (later.name, later.introduction) == ("Our days", "Hello")
    with pytest.raises(QuestionnaireRefused, match="keeps the name"):
        change_questionnaire(actor=SYSTEM, questionnaire=later, name="Other", introduction="")
    other = draft_questionnaire("Nights")
    with pytest.raises(QuestionnaireRefused, match="already"):
        change_questionnaire(actor=SYSTEM, questionnaire=other, name="our days", introduction="")


def test_parts_are_put_in_order_and_deleted() -> None:
    draft = draft_questionnaire(domains=["Sleep", "Play", "School"])
    sleep, play, school = draft.domains.all()
    move_part(actor=SYSTEM, part=school, up=True)
    assert titles(draft) == ["Sleep", "School", "Play"]
    move_part(actor=SYSTEM, part=sleep, up=True)
    move_part(actor=SYSTEM, part=play, up=False)
    assert titles(draft) == ["Sleep", "School", "Play"]
    move_part(actor=SYSTEM, part=sleep, up=False)
    delete_part(actor=SYSTEM, part=QuestionnaireDomain.objects.get(pk=school.pk))
    assert titles(draft) == ["Sleep", "Play"]
    question = play.questions.all()[1]
    move_part(actor=SYSTEM, part=question, up=True)
    assert play.questions.all()[0] == question
    first, *_ = question.descriptors.all()
    move_part(actor=SYSTEM, part=first, up=False)
    assert [each.text[-1] for each in question.descriptors.all()] == ["2", "1", "3"]
    write_domain(draft, "Travel")
    assert titles(draft)[-1] == "Travel"


@pytest.mark.parametrize(("child", "family"), [(-1, 0), (0, -1), (1001, 0)])
def test_points_below_zero_or_far_too_many_are_refused(child: int, family: int) -> None:
    question = Question.objects.filter(domain__questionnaire=draft_questionnaire())[0]
    sentence = "cannot be negative" if min(child, family) < 0 else "at most 1000"
    with pytest.raises(QuestionnaireRefused, match=sentence):
        add_descriptor(actor=SYSTEM, question=question, text="Minus", child_points=child, family_points=family)
    descriptor = question.descriptors.all()[0]
    with pytest.raises(QuestionnaireRefused, match=sentence):
        change_part(actor=SYSTEM, part=descriptor, child_points=child, family_points=family)
    descriptor.refresh_from_db()
    assert (question.descriptors.count(), descriptor.child_points) == (3, 0)


@pytest.mark.parametrize(
    ("ages", "sentence"),
    [
        ((3, 6, 80), "overlap"),
        ((4, 4, 80), "overlap"),
        ((8, 5, 80), "not below"),
        ((5, 26, 80), "0 to 25"),
        ((5, 8, 201), "0 to 200"),
        ((5, 8, -1), "0 to 200"),
    ],
)
def test_ages_that_overlap_or_cannot_be_are_refused(ages: tuple[int, int, int], sentence: str) -> None:
    draft = draft_questionnaire()
    usual = add_age_adjustment(actor=SYSTEM, questionnaire=draft, age_from=0, age_to=4, percent=60)
    other = add_age_adjustment(actor=SYSTEM, questionnaire=draft, age_from=12, age_to=15, percent=90)
    new = dict(zip(("age_from", "age_to", "percent"), ages, strict=True))
    with pytest.raises(QuestionnaireRefused, match=sentence):
        add_age_adjustment(actor=SYSTEM, questionnaire=draft, **new)
    with pytest.raises(QuestionnaireRefused, match=sentence):
        change_part(actor=SYSTEM, part=other, **new)
    assert list(draft.age_adjustments.values_list("age_from", "age_to", "percent")) == [(0, 4, 60), (12, 15, 90)]
    change_part(actor=SYSTEM, part=usual, age_from=1, age_to=3, percent=50)


def test_words_are_needed() -> None:
    draft = draft_questionnaire()
    domain = draft.domains.all()[0]
    question = domain.questions.all()[0]
    for attempt in (
        lambda: add_domain(actor=SYSTEM, questionnaire=draft, title=" "),
        lambda: add_question(actor=SYSTEM, domain=domain, text=" "),
        lambda: add_descriptor(actor=SYSTEM, question=question, text=" "),
        lambda: change_part(actor=SYSTEM, part=domain, title=""),
        lambda: change_part(actor=SYSTEM, part=question, text=""),
    ):
        with pytest.raises(QuestionnaireRefused):
            attempt()


def test_nothing_of_a_published_questionnaire_is_changed_by_the_services() -> None:
    published = published_questionnaire(ages=[(0, 4, 60)])
    domain = published.domains.all()[0]
    question = domain.questions.all()[0]
    descriptor = question.descriptors.all()[0]
    adjustment = published.age_adjustments.get()
    for attempt in (
        lambda: change_questionnaire(actor=SYSTEM, questionnaire=published, introduction="Other"),
        lambda: delete_draft(actor=SYSTEM, questionnaire=published),
        lambda: publish(published),
        lambda: add_domain(actor=SYSTEM, questionnaire=published, title="More"),
        lambda: add_question(actor=SYSTEM, domain=domain, text="More?"),
        lambda: add_descriptor(actor=SYSTEM, question=question, text="More."),
        lambda: add_age_adjustment(actor=SYSTEM, questionnaire=published, age_from=9, age_to=9, percent=9),
        lambda: change_part(actor=SYSTEM, part=descriptor, text="Other"),
        lambda: move_part(actor=SYSTEM, part=domain, up=False),
        lambda: delete_part(actor=SYSTEM, part=adjustment),
    ):
        with pytest.raises(QuestionnaireRefused, match="has been published"):
            attempt()


def test_what_another_officer_deleted_meanwhile_is_a_sentence() -> None:
    draft = draft_questionnaire()
    domain = draft.domains.all()[0]
    stale = QuestionnaireDomain.objects.get(pk=domain.pk)
    delete_part(actor=SYSTEM, part=domain)
    for attempt in (
        lambda: change_part(actor=SYSTEM, part=stale, title="Other"),
        lambda: move_part(actor=SYSTEM, part=stale, up=True),
        lambda: add_question(actor=SYSTEM, domain=stale, text="Where?"),
    ):
        with pytest.raises(QuestionnaireRefused, match="deleted in the meantime"):
            attempt()
    delete_draft(actor=SYSTEM, questionnaire=Questionnaire.objects.get(pk=draft.pk))
    with pytest.raises(QuestionnaireRefused, match="draft has been deleted"):
        publish(draft)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets_questionnaire SET name = 'Other'",
        "UPDATE budgets_questionnaire SET introduction = 'Other'",
        "UPDATE budgets_questionnaire SET state = 'draft'",
        "DELETE FROM budgets_questionnaire",
        "UPDATE budgets_questionnairedomain SET title = 'Other'",
        "DELETE FROM budgets_questionnairedomain",
        "UPDATE budgets_question SET text = 'Other'",
        "DELETE FROM budgets_question",
        "UPDATE budgets_descriptor SET child_points = 1000",
        "DELETE FROM budgets_descriptor",
        "UPDATE budgets_ageadjustment SET percent = 1",
        "DELETE FROM budgets_ageadjustment",
    ],
)
def test_the_database_refuses_to_edit_what_is_published(statement: str) -> None:
    published_questionnaire(ages=[(0, 4, 60)])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_to_add_to_what_is_published_or_to_take_parts_from_it() -> None:
    published = published_questionnaire(ages=[(0, 4, 60)])
    draft = draft_questionnaire("Nights")
    domain, other = published.domains.all()[0], draft.domains.all()[0]
    question = domain.questions.all()[0]
    for attempt in (
        lambda: QuestionnaireDomain.objects.create(questionnaire=published, title="More", position=9),
        lambda: Question.objects.create(domain=domain, text="More?", position=9),
        lambda: Descriptor.objects.create(question=question, text="More", position=9),
        lambda: AgeAdjustment.objects.create(questionnaire=published, age_from=9, age_to=9, percent=9),
        lambda: QuestionnaireDomain.objects.filter(pk=domain.pk).update(questionnaire=draft, position=9),
        lambda: Question.objects.filter(pk=question.pk).update(domain=other, position=9),
        lambda: Descriptor.objects.filter(question=question).update(question=other.questions.all()[0]),
        lambda: published.age_adjustments.update(questionnaire=draft),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_retired_questionnaire_stays_retired() -> None:
    published = published_questionnaire()
    with pytest.raises(QuestionnaireRefused, match="Say why"):
        retire_questionnaire(actor=SYSTEM, questionnaire=published, reason=" ")
    retire_questionnaire(actor=SYSTEM, questionnaire=published, reason="Too long")
    assert AuditEvent.objects.get(action="questionnaire.retire").reason == "Too long"
    with pytest.raises(QuestionnaireRefused, match="in use can be retired"):
        retire_questionnaire(actor=SYSTEM, questionnaire=published, reason="Too long")
    with pytest.raises(IntegrityError), transaction.atomic():
        Questionnaire.objects.filter(pk=published.pk).update(state="published")


def test_the_reference_questionnaire_is_loaded_once_and_is_fit_to_use() -> None:
    for _ in range(2):
        call_command("load_reference_data")
    questionnaire = Questionnaire.objects.get()
    assert (questionnaire.name, questionnaire.state) == (reference.NAME, QuestionnaireState.PUBLISHED)
    assert problems_of(questionnaire) == []
    assert 6 <= questionnaire.domains.count() <= 8
    assert [(a.age_from, a.age_to, a.percent) for a in questionnaire.age_adjustments.all()] == [
        (0, 4, 60),
        (5, 8, 80),
    ]
    for question in Question.objects.all():
        answers = list(question.descriptors.all())
        assert 3 <= len(answers) <= 5, question
        totals = [answer.child_points + answer.family_points for answer in answers]
        assert totals == sorted(totals), question
        assert totals[0] == 0, question


def test_what_officers_made_of_the_reference_questionnaire_stays() -> None:
    load_questionnaires()
    retire_questionnaire(actor=SYSTEM, questionnaire=Questionnaire.objects.get(), reason="Our own is better")
    load_questionnaires()
    assert Questionnaire.objects.get().state == QuestionnaireState.RETIRED
