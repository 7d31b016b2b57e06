"""Writing a plan over HTTP, from the first page to the agreed plan, by a family and by an officer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import SupportConsent
from marketplace.budgets.enums import AllocationMethod, PlanState
from marketplace.budgets.models import AllocationPolicy, FundingStream, PlanLine, PlanSignature, Pot, SupportPlan
from marketplace.budgets.services import return_plan, submit_plan
from marketplace.catalogue.models import Outcome, Service
from marketplace.core import clock
from marketplace.core.dates import financial_year
from marketplace.core.models import AuditEvent
from tests import pages
from tests.conftest import Cast
from tests.factories import ServiceFactory, bookable_service

from .plan_scenario import (
    SHORT_BREAKS,
    SUPPORT,
    agreed,
    amended,
    family_signs,
    figure,
    kind,
    money_line,
    officer_of,
    sent,
    sign,
    signer,
    start,
    this_year,
)

Streams = dict[str, FundingStream]


@pytest.fixture
def family(cast: Cast) -> Client:
    return pages.signed_in(cast.parent)


@pytest.fixture
def plan(cast: Cast, streams: Streams) -> SupportPlan:
    return start(cast)


@pytest.fixture
def club(cast: Cast) -> Service:
    return bookable_service(category="weekend-clubs", name="Otter club", slug="otter-club", provider=cast.provider)


def at(plan: SupportPlan, page: str, *ids: object, side: str = "family") -> str:
    return reverse(f"budgets:{side}_plan_{page}", args=[plan.child_id, plan.pk, *ids])


def post(client: Client, url: str, **answers: Any) -> HttpResponse:
    return client.post(url, answers)


@pytest.mark.moves_money
@pytest.mark.parametrize("side", ["family", "council"])
def test_a_plan_is_written_sent_signed_and_becomes_the_budget(
    cast: Cast, streams: Streams, family: Client, club: Service, side: str
) -> None:
    writer = family if side == "family" else pages.signed_in(cast.officer(OfficerRole.BUDGETS))
    first, last = this_year()
    response = post(
        writer, reverse(f"budgets:{side}_plan_start", args=[cast.child.pk]), valid_from=first, valid_to=last
    )
    plan = SupportPlan.objects.get()
    assert response["Location"] == at(plan, "write", side=side)
    post(writer, at(plan, "matters", side=side), what_matters="Water")
    post(writer, at(plan, "safe", side=side), keep_safe="A life jacket")
    outcome = Outcome.objects.all()[0]
    post(writer, at(plan, "outcomes", side=side), words="A friend", outcome=outcome.pk)
    chosen = post(
        writer,
        at(plan, "service", club.slug, side=side),
        unit_cost=club.unit_costs.get().pk,
        quantity="40",
        description="Saturdays",
        category=kind("weekend-clubs").pk,
        plan_outcome=plan.outcomes.get().pk,
    )
    line = plan.lines.get()
    assert chosen["Location"] == at(plan, "line_funding", line.pk, side=side)
    post(
        writer,
        chosen["Location"],
        pays="shares",
        **{f"part-{SHORT_BREAKS}": "50 %", f"part-{SUPPORT}": "50"},
    )
    assert [part.amount_pence for part in line.funding.all()] == [25_000, 25_000]
    check = writer.get(at(plan, "check", side=side))
    assert "Before you can send it" not in pages.words(check)
    post(writer, at(plan, "check", side=side))
    head = pages.signed_in(signer("Head of service", name="Hana Head"))
    plan.refresh_from_db()
    for code in (SHORT_BREAKS, SUPPORT):
        url = reverse("budgets:signing_stream", args=[plan.pk, streams[code].pk])
        signed = post(head, url, name="Hana Head", revision=plan.revision)
        assert signed["Location"] == reverse("budgets:signing")
    page = family.get(at(plan, "sign"))
    assert pages.value(page, "revision") == "1"
    post(family, at(plan, "sign"), name="Amina Rahman", revision="1")
    plan.refresh_from_db()
    assert plan.state == PlanState.FINAL
    assert sorted(Pot.objects.values_list("funded_pence", flat=True)) == [25_000, 25_000]
    read = pages.words(family.get(at(plan, "document")))
    for words in ("Water", "A life jacket", "A friend", "40 sessions at £12.50 per session", "Hana Head", "Agreed"):
        assert words in read


def test_versions_are_listed_and_older_ones_are_read(cast: Cast, streams: Streams, family: Client) -> None:
    plan = agreed(cast, {streams[SHORT_BREAKS]: 10_000})
    change = amended(plan, cast)
    for client, side in ((family, "family"), (pages.signed_in(cast.officer(OfficerRole.FINANCE)), "council")):
        page = client.get(reverse(f"budgets:{side}_plan_plans", args=[cast.child.pk]))
        for words in ("Plan 1", "Agreed", "Plan 2", "Changes plan 1", "Being written"):
            assert words in pages.words(page)
        assert "£100" in pages.words(client.get(at(plan, "document", side=side)))
        assert "The club closed" in pages.words(client.get(at(change, "document", side=side)))


def test_the_child_of_another_family_has_no_plans_here(cast: Cast, plan: SupportPlan) -> None:
    page = pages.signed_in(cast.other_parent).get(reverse("budgets:family_plan_plans", args=[cast.other_child.pk]))
    assert "There is no plan yet" in pages.words(page)


def test_the_tasks_say_what_is_done_and_who_pays_nothing(cast: Cast, plan: SupportPlan, family: Client) -> None:
    money_line(plan, cast, 10_000)
    page = pages.words(family.get(at(plan, "write")))
    assert "Say which part of the budget pays for each line." in page
    assert page.count("To do") == 4


def test_a_plan_that_is_not_a_draft_is_read_not_written(
    cast: Cast, plan: SupportPlan, streams: Streams, family: Client
) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    sent(plan, cast)
    for page in ("write", "check"):
        assert family.get(at(plan, page))["Location"] == at(plan, "document")
    refused = post(family, at(plan, "matters"), what_matters="Too late")
    assert "This plan cannot be changed now" in pages.errors(refused)[0]
    assert pages.value(refused, "what_matters") == "Too late"


@pytest.mark.parametrize(
    ("page", "answers", "sentence"),
    [
        ("start", {"valid_from": "2026-13-01", "valid_to": ""}, "Enter the last day of the plan."),
        ("start", {"valid_from": "2030-01-02", "valid_to": "2030-01-01"}, "on or after the first day"),
        ("outcomes", {"words": " "}, "Say what you want to happen."),
        ("amend", {"reason": ""}, "Say why the plan should change."),
        ("return", {"reason": ""}, "Say what should change."),
        ("sign", {"name": "", "revision": "0"}, "Type your name to sign."),
    ],
)
def test_a_mistake_is_a_sentence_in_place(
    cast: Cast, plan: SupportPlan, family: Client, page: str, answers: dict[str, str], sentence: str
) -> None:
    url = reverse("budgets:family_plan_start", args=[cast.child.pk]) if page == "start" else at(plan, page)
    response = post(family, url, **answers)
    assert response.status_code == 200
    assert any(sentence in error for error in pages.errors(response))


@pytest.mark.parametrize(
    ("line_kind", "answers", "sentence"),
    [
        ("money", {"amount_pence": ""}, "Enter an amount."),
        ("money", {"amount_pence": "0"}, "Enter an amount from £0.01"),
        ("money", {"amount_pence": "10", "description": ""}, "Say what the line is for."),
        ("money", {"amount_pence": "10", "category": ""}, "Choose a kind of service."),
        ("hours", {"quantity": "many", "unit": "hour"}, "Enter a number above 0 and up to 99,999."),
        ("hours", {"quantity": "-1", "unit": "hour"}, "Enter how many, above 0"),
        ("hours", {"quantity": "1.3", "unit": "hour"}, "Enter a quantity in quarters."),
    ],
)
def test_a_line_with_a_mistake_keeps_what_was_typed(
    cast: Cast, plan: SupportPlan, family: Client, line_kind: str, answers: dict[str, str], sentence: str
) -> None:
    said = {"description": "A walk", "category": str(kind("befriending").pk)} | answers
    response = post(family, at(plan, "line_add", line_kind), **said)
    assert any(sentence in error for error in pages.errors(response))
    assert pages.value(response, "description") == said["description"]
    assert not PlanLine.objects.exists()


def test_another_kind_of_line_is_not_found(plan: SupportPlan, family: Client) -> None:
    assert family.get(at(plan, "line_add", "wishes")).status_code == 404


def test_a_line_is_changed_in_place(cast: Cast, plan: SupportPlan, family: Client) -> None:
    post(
        family,
        at(plan, "line_add", "hours"),
        description="A walk",
        category=kind("befriending").pk,
        quantity="10.5",
        unit="hour",
    )
    line = plan.lines.get()
    page = family.get(at(plan, "line", line.pk))
    assert (pages.value(page, "quantity"), pages.value(page, "unit_price_pence")) == ("10.5", "")
    post(
        family,
        at(plan, "line", line.pk),
        description="A walk",
        category=kind("befriending").pk,
        quantity="10.5",
        unit="hour",
        unit_price_pence="£12.00",
    )
    line.refresh_from_db()
    assert line.amount_pence == 12_600


def test_lines_are_moved_and_taken_out(cast: Cast, plan: SupportPlan, family: Client) -> None:
    one, two = money_line(plan, cast, 100), money_line(plan, cast, 200)
    post(family, at(plan, "line_move", two.pk), to="up")
    assert list(plan.lines.all()) == [two, one]
    assert "Take this out of the plan?" in pages.words(family.get(at(plan, "line_remove", two.pk)))
    post(family, at(plan, "line_remove", two.pk))
    assert list(plan.lines.all()) == [one]


def test_outcomes_are_changed_and_taken_out(plan: SupportPlan, family: Client) -> None:
    first, second = Outcome.objects.all()[:2]
    post(family, at(plan, "outcomes"), words="A friend", outcome=first.pk)
    made = plan.outcomes.get()
    post(family, at(plan, "outcome", made.pk), words="Two friends", outcome=second.pk)
    made.refresh_from_db()
    assert (made.words, made.outcome) == ("Two friends", second)
    post(family, at(plan, "outcome_remove", made.pk))
    assert not plan.outcomes.exists()


def test_a_service_is_found_by_words_and_chosen_for_a_line(
    cast: Cast, plan: SupportPlan, family: Client, club: Service
) -> None:
    ServiceFactory(name="Camel rides", categories=[kind("weekend-clubs")])
    line = money_line(plan, cast, 100)
    asked = {"kind": str(kind("weekend-clubs").pk), "q": "otter", "line": str(line.pk)}
    page = family.get(at(plan, "services"), asked)
    assert "Otter club" in pages.words(page)
    assert "Camel rides" not in pages.words(page)
    assert f"{at(plan, 'service', club.slug)}?line={line.pk}" in page.content.decode()
    assert "No service was found" in pages.words(family.get(at(plan, "services"), {"q": "dragon"}))
    chosen = {"unit_cost": club.unit_costs.get().pk, "quantity": "2", "description": "Otters"}
    post(family, f"{at(plan, 'service', club.slug)}?line={line.pk}", category=kind("weekend-clubs").pk, **chosen)
    line.refresh_from_db()
    assert (line.service, line.amount_pence, plan.lines.count()) == (club, 2_500, 1)
    again = family.get(at(plan, "line", line.pk))
    assert again["Location"] == f"{at(plan, 'service', club.slug)}?line={line.pk}"
    page = family.get(again["Location"])
    assert (pages.value(page, "quantity"), pages.value(page, "description")) == ("2", "Otters")


def test_a_line_whose_service_has_left_the_directory_can_still_be_changed(
    cast: Cast, plan: SupportPlan, family: Client, club: Service
) -> None:
    chosen = {"unit_cost": club.unit_costs.get().pk, "quantity": "2", "description": "Otters"}
    post(family, at(plan, "service", club.slug), category=kind("weekend-clubs").pk, **chosen)
    Service.objects.update(state="draft")
    line = plan.lines.get()
    page = family.get(at(plan, "line", line.pk))
    assert (pages.value(page, "quantity"), pages.value(page, "unit_price_pence")) == ("2", "12.50")
    counted = {"description": "Otters", "quantity": "3", "unit": "session", "unit_price_pence": "12.50"}
    post(family, at(plan, "line", line.pk), category=kind("weekend-clubs").pk, **counted)
    line.refresh_from_db()
    assert (line.service, line.amount_pence) == (None, 3_750)


def test_a_service_that_is_not_public_is_not_found(plan: SupportPlan, family: Client) -> None:
    hidden = bookable_service(state="draft")
    assert family.get(at(plan, "service", hidden.slug)).status_code == 404


def test_a_service_without_a_price_is_flagged_on_every_page(
    cast: Cast, plan: SupportPlan, family: Client, streams: Streams
) -> None:
    service = ServiceFactory(name="Camel rides", categories=[kind("weekend-clubs")])
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    url = at(plan, "service", service.slug)
    assert "The price is not published" in pages.words(family.get(url))
    post(family, url, description="Camels", category=kind("weekend-clubs").pk)
    for page in ("lines", "check", "document"):
        words = pages.words(family.get(at(plan, page)))
        assert "No price yet" in words
        assert "£100 in all, for the plan’s whole time, without 1 line that has no price yet" in words
    sent(plan, cast)
    officer = pages.signed_in(signer("Team manager"))
    page = pages.words(officer.get(reverse("budgets:signing_plan", args=[plan.pk])))
    assert "Some lines have no price yet They count as £0 until they have one: Camels." in page


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Choose which part of the budget pays."),
        ({"pays": "shares", "part-social-care-short-breaks": "half"}, "Enter a share from 0 to 100 per cent"),
        ({"pays": "shares", "part-social-care-short-breaks": "-5"}, "Enter a share from 0 to 100 per cent"),
        ({"pays": "shares", "part-social-care-short-breaks": "40"}, "The shares come to 40 per cent"),
        ({"pays": "amounts", "part-social-care-short-breaks": "99.99"}, "The amounts come to £99.99"),
        ({"pays": "amounts", "part-social-care-short-breaks": "-1"}, "Enter an amount from £0"),
        ({"pays": "amounts"}, "The amounts come to £0"),
        ({"pays": "no such stream"}, "Select a valid choice"),
    ],
)
def test_who_pays_with_a_mistake_keeps_what_was_typed(
    cast: Cast, plan: SupportPlan, family: Client, answers: dict[str, str], sentence: str
) -> None:
    line = money_line(plan, cast, 10_000)
    response = post(family, at(plan, "line_funding", line.pk), **answers)
    assert any(sentence in error for error in pages.errors(response))
    name = "part-social-care-short-breaks"
    assert pages.value(response, name) == answers.get(name, "")
    assert not line.funding.exists()


def test_who_pays_shows_what_is_left_and_why_others_may_not(
    cast: Cast, plan: SupportPlan, family: Client, streams: Streams
) -> None:
    figure(cast.child, streams[SHORT_BREAKS], 50_000)
    line = money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    page = pages.words(family.get(at(plan, "line_funding", line.pk)))
    assert "Short breaks: £400 of the figure is left." in page
    assert "Early years is for ages 0 to 4." in page


def test_the_check_page_lists_what_stands_in_the_way_and_does_not_send(
    cast: Cast, plan: SupportPlan, family: Client, streams: Streams
) -> None:
    figure(cast.child, streams[SHORT_BREAKS], 5_000)
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    page = pages.words(family.get(at(plan, "check")))
    assert "Before you can send it" in page
    assert "Take £50 off" in page
    assert "Over the figure" in page
    refused = post(family, at(plan, "check"))
    assert "Take £50 off" in pages.errors(refused)[0]
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_the_check_page_warns_of_double_funding(
    cast: Cast, plan: SupportPlan, family: Client, streams: Streams
) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS], description="Otters")
    money_line(plan, cast, 10_000, streams[SUPPORT], description="Beavers")
    assert "Is the same thing paid for twice?" in pages.words(family.get(at(plan, "check")))


@pytest.mark.moves_money
def test_a_small_change_says_that_only_the_family_signs(cast: Cast, streams: Streams, family: Client) -> None:
    plan = agreed(cast, {streams[SHORT_BREAKS]: 10_000})
    post(family, at(plan, "amend"), reason="Other days")
    change = plan.amendments.get()
    assert "no officer has to sign it" in pages.words(family.get(at(change, "check")))
    page = family.post(at(change, "check"), follow=True)
    assert "The change is small, so only the family has to sign it." in pages.words(page)
    page = family.post(at(change, "sign"), {"name": "Amina", "revision": "1"}, follow=True)
    assert "the plan is agreed" in pages.words(page)


def test_a_draft_is_given_up_after_asking(plan: SupportPlan, family: Client) -> None:
    assert "Give up plan 1?" in pages.words(family.get(at(plan, "abandon")))
    post(family, at(plan, "abandon"))
    plan.refresh_from_db()
    assert plan.state == PlanState.ABANDONED
    assert "cannot be changed now" in pages.errors(post(family, at(plan, "abandon")))[0]


def test_a_plan_is_given_back_with_the_reason_shown(
    cast: Cast, plan: SupportPlan, streams: Streams, family: Client
) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    plan = sent(plan, cast)
    sign(plan, streams[SHORT_BREAKS], signer("Team manager"))
    post(family, at(plan, "return"), reason="The club has closed")
    page = pages.words(family.get(at(plan, "write")))
    assert "The plan was given back to be changed The club has closed" in page
    assert "Signatures that it had do not count" in pages.words(family.get(at(plan, "document")))


def test_a_signature_under_a_text_that_was_changed_since_is_refused(
    cast: Cast, plan: SupportPlan, streams: Streams, family: Client
) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    sent(plan, cast)
    post(family, at(plan, "return"), reason="More")
    sent(plan, cast)
    page = post(family, at(plan, "sign"), name="Amina Rahman", revision="1")
    assert "changed and sent again since you opened it" in pages.errors(page)[0]
    assert not PlanSignature.objects.exists()


def test_what_a_supporter_writes_is_recorded_as_done_for_the_family(cast: Cast, plan: SupportPlan) -> None:
    SupportConsent.objects.filter(supporter=cast.supporter).update(scopes=["see", "money"])
    post(pages.signed_in(cast.supporter), at(plan, "matters"), what_matters="Trains")
    event = AuditEvent.objects.get(action="plan.change")
    assert (event.actor, event.actor_role, event.on_behalf_of) == (cast.supporter, "supporter", cast.family.pk)
    assert "Trains" not in str(event.after)


def plans_page(cast: Cast) -> str:
    return reverse("budgets:family_plan_plans", args=[cast.child.pk])


@pytest.mark.moves_money
def test_the_list_of_plans_leads_to_the_one_to_go_on_with(cast: Cast, streams: Streams, family: Client) -> None:
    assert "Start a plan" in pages.words(family.get(plans_page(cast)))
    plan = start(cast)
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    assert "Go on with plan 1 Start a plan for another time" in pages.words(family.get(plans_page(cast)))
    plan = sent(plan, cast)
    assert "See how far plan 1 is" in pages.words(family.get(plans_page(cast)))
    sign(plan, streams[SHORT_BREAKS], signer("Head of service"))
    family_signs(plan, cast)
    assert "Read or change plan 1" in pages.words(family.get(plans_page(cast)))


def test_a_supporter_who_only_sees_is_told_what_it_takes_to_write_a_plan(cast: Cast, plan: SupportPlan) -> None:
    page = pages.words(pages.signed_in(cast.supporter).get(plans_page(cast)))
    assert "you need its consent to manage money" in page
    assert "Start a plan" not in page


@pytest.mark.moves_money
def test_a_plan_whose_time_is_over_is_not_offered_to_be_changed(cast: Cast, streams: Streams, family: Client) -> None:
    plan = agreed(cast, {streams[SHORT_BREAKS]: 10_000})
    assert "Change this plan" in pages.words(family.get(at(plan, "document")))
    with clock.at(clock.local_moment(plan.valid_to + timedelta(days=1))):
        client = pages.signed_in(cast.parent)
        assert "Change this plan" not in pages.words(client.get(at(plan, "document")))
        assert "Read or change" not in pages.words(client.get(plans_page(cast)))


@pytest.mark.moves_money
def test_signatures_say_their_year(cast: Cast, streams: Streams, family: Client) -> None:
    plan = agreed(cast, {streams[SHORT_BREAKS]: 10_000})
    assert f"Amina Rahman, {clock.today():%-d %B %Y}, " in pages.words(family.get(at(plan, "document")))


def test_a_part_whose_amount_the_plan_sets_is_not_said_to_wait_for_a_figure(
    cast: Cast, plan: SupportPlan, streams: Streams, family: Client
) -> None:
    figure(cast.child, streams[SHORT_BREAKS], 50_000)
    money_line(plan, cast, 10_000, streams[SUPPORT])
    assert "Social care support £100 None yet" in pages.words(family.get(at(plan, "lines")))
    AllocationPolicy.objects.create(
        stream=streams[SUPPORT], valid_from=plan.valid_from, method=AllocationMethod.COSTED_PLAN
    )
    assert "Social care support £100 This plan sets it" in pages.words(family.get(at(plan, "lines")))


@pytest.mark.moves_money
def test_the_family_is_told_when_others_send_return_or_finish_its_plan(
    cast: Cast, streams: Streams, plan: SupportPlan, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    with django_capture_on_commit_callbacks(execute=True):
        sent(plan, cast)
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        return_plan(actor=officer_of(cast), plan=plan, reason="Which weeks?")
        submit_plan(actor=officer_of(cast), plan=plan)
        plan.refresh_from_db()
        family_signs(plan, cast)
        sign(plan, streams[SHORT_BREAKS], signer("Head of service"))
    assert [message.subject for message in mail.outbox] == [
        "Your personal budget: a plan to change",
        "Your personal budget: a plan to sign",
        "Your personal budget: the plan is agreed",
    ]
    for message in mail.outbox:
        assert message.to == [cast.parent.email]
        assert plans_page(cast) in message.body
        assert "Which weeks?" not in message.body


def test_a_plan_is_offered_for_the_days_that_have_none_yet(cast: Cast, streams: Streams, family: Client) -> None:
    url = reverse("budgets:family_plan_start", args=[cast.child.pk])
    first, last = this_year()
    assert pages.value(family.get(url), "valid_from") == first.isoformat()
    start(cast)
    response = family.get(url)
    assert pages.value(response, "valid_from") == (last + timedelta(days=1)).isoformat()
    later = financial_year(last + timedelta(days=400))
    figure(cast.child, streams[SHORT_BREAKS], 50_000, valid_from=later[0], valid_to=later[1])
    response = family.get(url)
    assert pages.value(response, "valid_from") == later[0].isoformat()
    assert pages.value(response, "valid_to") == later[1].isoformat()


def test_a_line_without_a_price_is_said_to_be_saved(plan: SupportPlan, family: Client) -> None:
    typed = {"description": "Somebody to talk to", "category": str(kind("befriending").pk), "amount_pence": ""}
    response = family.post(at(plan, "line_add", "support"), typed, follow=True)
    assert "“Somebody to talk to” is saved in the plan." in pages.words(response)


def test_a_plan_that_cannot_be_sent_leads_back_to_what_is_missing(plan: SupportPlan, family: Client) -> None:
    response = family.get(at(plan, "check"))
    page = pages.words(response)
    assert page.index("The plan has no lines.") < page.index("What matters to us")
    assert "Send the plan" not in page
    assert "Go on writing" in page


def test_what_an_outcome_is_about_is_explained(plan: SupportPlan, family: Client) -> None:
    page = pages.words(family.get(at(plan, "outcomes")))
    assert "Economic well-being: money, work and daily costs" in page
