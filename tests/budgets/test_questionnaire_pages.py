"""Officers write a questionnaire in the browser: parts, order, preview, publication, versions."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.models import AgeAdjustment, Descriptor, Question, Questionnaire, QuestionnaireDomain
from marketplace.budgets.services import load_questionnaires
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, value, words

from .assessment_scenario import begin, draft_questionnaire, published_questionnaire

SignIn = Callable[[User], Client]


@pytest.fixture
def officer(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.officer(OfficerRole.BUDGETS))


def page_of(questionnaire: Questionnaire, page: str = "council_questionnaire") -> str:
    return reverse(f"budgets:{page}", args=[questionnaire.pk])


def part(action: str, kind: str, of: Any) -> str:
    return reverse(f"budgets:{action}_questionnaire_part", args=[kind, of.pk])


def test_an_officer_writes_and_publishes_a_questionnaire(officer: Client) -> None:
    begun = officer.post(reverse("budgets:new_questionnaire"), {"name": "Our days", "introduction": "Hello."})
    draft = Questionnaire.objects.get()
    assert begun["Location"] == page_of(draft)
    assert "Add at least one domain." in words(officer.get(page_of(draft)))
    officer.post(part("add", "domains", draft), {"title": "Sleep", "explanation": "Your nights."})
    domain = QuestionnaireDomain.objects.get()
    officer.post(part("add", "questions", domain), {"text": "What are nights like?", "help_text": "In a usual week."})
    question = Question.objects.get()
    for text, child, family in (("Quiet.", 0, 0), ("Broken.", 4, 3)):
        added = officer.post(
            part("add", "answers", question), {"text": text, "child_points": child, "family_points": family}
        )
    assert added["Location"] == f"{page_of(draft)}#part-{Descriptor.objects.get(text='Broken.').pk}"
    officer.post(part("add", "ages", draft), {"age_from": 0, "age_to": 4, "percent": 60})
    shown = words(officer.get(page_of(draft)))
    assert "Broken. 4 3" in shown
    assert "Ages 0 to 4: 60 % of the child’s points" in shown
    assert "Before it can be published" not in shown
    assert officer.post(page_of(draft, "publish_questionnaire")).status_code == 302
    assert "In use" in words(officer.get(page_of(draft)))


def test_publishing_is_refused_with_a_list_of_what_is_missing(officer: Client) -> None:
    draft = draft_questionnaire(domains=["Sleep"])
    QuestionnaireDomain.objects.create(questionnaire=draft, title="Play", position=7)
    page = officer.post(page_of(draft, "publish_questionnaire"))
    assert errors(page) == ["The domain “Play” has no question. Add at least one."]
    assert "Publish it" not in words(officer.get(page_of(draft, "publish_questionnaire")))
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize(
    ("kind", "answers", "sentence"),
    [
        ("answers", {"text": "No.", "child_points": "-1", "family_points": "0"}, "Points cannot be negative."),
        ("answers", {"text": "No.", "child_points": "0", "family_points": "-5"}, "Points cannot be negative."),
        ("answers", {"text": "No.", "child_points": "1001", "family_points": "0"}, "from 0 to 1000"),
        ("answers", {"text": "No.", "child_points": "some", "family_points": "0"}, "whole number"),
        ("answers", {"text": "", "child_points": "1", "family_points": "0"}, "Write the answer."),
        ("questions", {"text": ""}, "Write the question."),
        ("domains", {"title": ""}, "Give the domain a title."),
        ("ages", {"age_from": "3", "age_to": "6", "percent": "50"}, "These ages overlap with another adjustment."),
        ("ages", {"age_from": "9", "age_to": "6", "percent": "50"}, "must not be below the first"),
        ("ages", {"age_from": "9", "age_to": "26", "percent": "50"}, "from 0 to 25"),
        ("ages", {"age_from": "9", "age_to": "10", "percent": "300"}, "from 0 to 200"),
    ],
)
def test_a_part_that_cannot_be_is_a_sentence_and_what_was_typed_is_kept(
    officer: Client, kind: str, answers: dict[str, str], sentence: str
) -> None:
    draft = draft_questionnaire()
    AgeAdjustment.objects.create(questionnaire=draft, age_from=0, age_to=4, percent=60)
    domain = draft.domains.all()[0]
    parent = {"answers": domain.questions.all()[0], "questions": domain}.get(kind, draft)
    page = officer.post(part("add", kind, parent), answers)
    assert sentence in errors(page)[0]
    for name, typed in answers.items():
        assert value(page, name) == typed
    assert Descriptor.objects.count() == 12
    assert AgeAdjustment.objects.count() == 1


def test_parts_are_changed_moved_and_deleted_after_asking(officer: Client) -> None:
    draft = draft_questionnaire()
    sleep, play = draft.domains.all()
    question = sleep.questions.all()[0]
    shown = officer.get(part("change", "questions", question))
    assert value(shown, "text") == "Sleep, question 1?"
    officer.post(part("change", "questions", question), {"text": "How are nights?", "help_text": ""})
    question.refresh_from_db()
    assert question.text == "How are nights?"
    officer.post(part("move", "domains", play), {"direction": "up"})
    assert list(draft.domains.all()) == [play, sleep]
    officer.post(part("move", "domains", play), {"direction": "down"})
    assert list(draft.domains.all()) == [sleep, play]
    asked = officer.get(part("delete", "domains", play))
    assert "“Play” goes, with everything in it" in words(asked)
    assert QuestionnaireDomain.objects.filter(pk=play.pk).exists()
    officer.post(part("delete", "domains", play))
    assert list(draft.domains.all()) == [sleep]


def test_the_first_part_has_no_button_up_and_the_last_none_down(officer: Client) -> None:
    draft = draft_questionnaire()
    page = BeautifulSoup(officer.get(page_of(draft)).content, "html.parser")
    buttons = [button.get_text() for button in page.select("section > .cluster button")]
    assert buttons == [
        "Move down: “Sleep”",
        "Move down: “Sleep, question 1?”",
        "Move up: “Sleep, question 2?”",
        "Move up: “Play”",
        "Move down: “Play, question 1?”",
        "Move up: “Play, question 2?”",
    ]


def test_a_published_questionnaire_offers_no_changes_and_refuses_them(officer: Client) -> None:
    published = published_questionnaire()
    domain = published.domains.all()[0]
    shown = words(officer.get(page_of(published)))
    assert "Move up" not in shown
    assert "Add a domain" not in shown
    for page, posted in (
        (part("add", "domains", published), {"title": "More"}),
        (part("change", "domains", domain), {"title": "Other"}),
        (part("delete", "domains", domain), {}),
        (page_of(published, "change_questionnaire"), {"name": "Everyday life", "introduction": "Other"}),
        (page_of(published, "delete_questionnaire"), {}),
        (page_of(published, "publish_questionnaire"), {}),
    ):
        assert "has been published, so it is not changed any more" in errors(officer.post(page, posted))[0], page
    moved = officer.post(part("move", "domains", domain), {"direction": "down"}, follow=True)
    assert "has been published" in words(moved)


def test_a_new_version_is_drafted_once_and_put_in_the_place_of_the_old(cast: Cast, officer: Client) -> None:
    first = published_questionnaire()
    begin(cast.child, cast.parent, first)
    officer.post(page_of(first, "new_questionnaire_version"))
    draft = Questionnaire.objects.get(version=2)
    again = officer.post(page_of(first, "new_questionnaire_version"), follow=True)
    assert "There is a draft of Everyday life already" in words(again)
    assert "Go on with the draft of version 2" in words(again)
    asked = words(officer.get(page_of(draft, "publish_questionnaire")))
    assert "Everyday life, version 1 is in use now and is retired at the same moment" in asked
    officer.post(page_of(draft, "publish_questionnaire"))
    first.refresh_from_db()
    assert first.state == "retired"


def test_retiring_says_how_many_are_answering_and_needs_a_reason(cast: Cast, officer: Client) -> None:
    published = published_questionnaire()
    begin(cast.child, cast.parent, published)
    page = page_of(published, "retire_questionnaire")
    assert "Assessments that are open now: 1." in words(officer.get(page))
    assert errors(officer.post(page, {"reason": ""})) == ["Say why."]
    officer.post(page, {"reason": "Too long"})
    published.refresh_from_db()
    assert published.state == "retired"
    assert "None is in use" in words(officer.get(reverse("budgets:council_questionnaires")))


def test_a_draft_is_deleted_after_asking(officer: Client) -> None:
    draft = draft_questionnaire()
    page = page_of(draft, "delete_questionnaire")
    assert "This cannot be undone." in words(officer.get(page))
    assert officer.post(page)["Location"] == reverse("budgets:council_questionnaires")
    assert not Questionnaire.objects.exists()


def test_the_preview_shows_what_families_see_and_no_points(officer: Client) -> None:
    load_questionnaires()
    questionnaire = Questionnaire.objects.get()
    page = officer.get(page_of(questionnaire, "preview_questionnaire"))
    assert len(BeautifulSoup(page.content, "html.parser").select("input[type=radio]")) == Descriptor.objects.count()
    assert not has_points(page)


def has_points(page: HttpResponse) -> bool:
    text = words(page).lower()
    return "points" in text or "child_points" in page.content.decode()


def test_what_officers_write_is_escaped(officer: Client) -> None:
    draft = draft_questionnaire()
    Question.objects.filter(domain__questionnaire=draft).update(
        text="<b>Bold?</b>", help_text="<script>alert(1)</script>"
    )
    for name in ("council_questionnaire", "preview_questionnaire"):
        page = officer.get(page_of(draft, name)).content.decode()
        assert "<script>alert" not in page
        assert "<b>Bold" not in page


def test_pages_about_questionnaires_are_for_their_roles(cast: Cast) -> None:
    draft, published = draft_questionnaire("Nights"), published_questionnaire()
    domain = draft.domains.all()[0]
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    administrator = cast.officer(OfficerRole.ADMINISTRATOR)
    others = [cast.officer(OfficerRole.COMMISSIONER), cast.parent, cast.supporter, cast.provider_owner, cast.outsider]
    for url in (
        reverse("budgets:council_questionnaires"),
        page_of(draft),
        page_of(draft, "preview_questionnaire"),
    ):
        assert_guarded(url, allowed=[budgets, finance, administrator], refused_to=others)
    for url in (
        reverse("budgets:new_questionnaire"),
        page_of(draft, "change_questionnaire"),
        page_of(draft, "publish_questionnaire"),
        page_of(draft, "delete_questionnaire"),
        page_of(published, "retire_questionnaire"),
        part("add", "domains", draft),
        part("add", "ages", draft),
        part("change", "domains", domain),
        part("delete", "domains", domain),
    ):
        assert_guarded(url, allowed=[budgets, administrator], refused_to=[finance, *others], takes_posts=True)


def test_buttons_take_posts_only_and_from_budget_officers_only(cast: Cast, officer: Client, signed_in: SignIn) -> None:
    published = published_questionnaire()
    domain = draft_questionnaire("Nights").domains.all()[0]
    for url in (page_of(published, "new_questionnaire_version"), part("move", "domains", domain)):
        assert officer.get(url).status_code == 405
        assert Client().post(url).status_code == 302
        for person in (cast.parent, cast.officer(OfficerRole.FINANCE), cast.outsider):
            assert signed_in(person).post(url).status_code == 403
    assert Questionnaire.objects.count() == 2


def test_kinds_of_part_that_there_are_not_are_not_found(officer: Client) -> None:
    draft = draft_questionnaire()
    adjustment = AgeAdjustment.objects.create(questionnaire=draft, age_from=0, age_to=4, percent=60)
    assert officer.get(part("add", "gold", draft)).status_code == 404
    assert officer.post(part("move", "ages", adjustment)).status_code == 404


def test_a_questionnaire_is_read_with_a_constant_number_of_statements(
    officer: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    load_questionnaires()
    with django_assert_max_num_queries(16):
        officer.get(page_of(Questionnaire.objects.get()))
