"""A personal budget, once from questionnaire to statement over HTTP: assess, talk, plan, sign, pay, spend, read."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.models import FundingStream
from marketplace.budgets.services import load_policy, load_questionnaires
from marketplace.core import clock
from tests.budgets.plan_scenario import signer
from tests.conftest import Cast
from tests.invariants import assert_invariants

from .test_main_journey import signs_in
from .visitor import Visitor

MONDAY = datetime(2026, 10, 5, 9, tzinfo=UTC)
A_WEEK_LATER = datetime(2026, 10, 12, 9, tzinfo=UTC)
CHILD = "Yusuf"
AIM = "Yusuf has a friend he sees at weekends."
#: The third answer to each question comes to 132 points, and a point is worth £30.
FIGURE, RAISED = "£3,960", "£4,600"


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    """Let it be Monday 5 October 2026."""
    with clock.at(MONDAY):
        yield


def test_a_budget_is_assessed_talked_about_planned_signed_paid_and_spent(
    cast: Cast, streams: dict[str, FundingStream]
) -> None:
    load_questionnaires()
    load_policy()
    officer = signs_in(cast.officer(OfficerRole.BUDGETS))
    family = signs_in(cast.parent)
    decides_how_amounts_are_set(officer)
    answers_the_questions(family)
    works_out_a_figure(officer)
    sees_no_figure(family)
    records_a_conversation(officer)
    challenges_the_figure(family)
    raises_the_figure(officer)
    sees_the_answer(family)
    writes_a_plan(family)
    signs_for_the_council(signs_in(signer("Team manager", name="Tess Team")))
    signs_for_the_family(family, cast.parent)
    lets_the_family_hold_it(officer)
    pays_the_family(officer, signs_in(cast.officer(OfficerRole.FINANCE)))
    with clock.at(A_WEEK_LATER):
        records_spending(family)
        reads_the_statement(family)
        reads_the_story(officer)
    assert_invariants()
    call_command("check_ledger")


def decides_how_amounts_are_set(officer: Visitor) -> None:
    officer.follow("Budgets")
    officer.follow("Policy")
    officer.follow("Short breaks")
    officer.follow("Decide how amounts are set")
    officer.answer_and_press("Continue", {"How are amounts set?": "Points times the price of a point"})
    officer.answer_and_press(
        "Record the policy",
        {
            "Which questionnaire gives the points?": "Short breaks and support",
            "What is a point worth?": "30",
            "First day": "2026-04-01",
            "Why?": "The cabinet decided so.",
        },
    )


def answers_the_questions(family: Visitor) -> None:
    family.open("/family/budgets/")
    family.follow(f"{CHILD}’s budget")
    family.follow(f"Questions about {CHILD}")
    family.follow("Begin Short breaks and support")
    family.answer_and_press("Begin", {"Who answers the questions?": "We answer on our own"})
    assert "0 of 8 parts are done." in family.words
    family.follow("Daily living and personal care")
    while "/check/" not in family.address:
        family.answer_and_press("Save and continue", family.third_answers())
    family.press("Send the answers")
    assert "We have your answers" in family.words


def works_out_a_figure(officer: Visitor) -> None:
    officer.open("/council/budgets/")
    officer.follow(CHILD)
    officer.follow("Figures, conversations and challenges")
    officer.follow("Work out a figure")
    answers = {"Which stream?": "Short breaks", "First day": "2026-10-05", "Last day": "2027-10-04"}
    officer.answer_and_press("Continue", answers)
    officer.press("Work out the figure")
    assert FIGURE in officer.words
    officer.press("Ready to talk about : Short breaks")


def sees_no_figure(family: Visitor) -> None:
    family.follow("See whether there is a figure")
    assert FIGURE not in family.words


def records_a_conversation(officer: Visitor) -> None:
    officer.follow("Record a conversation")
    officer.answer_and_press(
        "Record it and share the ticked figures",
        {
            "How?": "At home",
            "Who took part?": "Amina",
            "What was said?": "We went through the answers.",
            "Which figures may the family see now?": "Short breaks, 5 October 2026 to 4 October 2027",
        },
    )
    assert "The family sees the figures now." in officer.words


def challenges_the_figure(family: Visitor) -> None:
    family.follow_link_in_mail("amina@family.example")
    assert FIGURE in family.words
    family.follow("Say that this is wrong : Short breaks")
    family.answer_and_press("Send it to the council", {"Why do you think it is wrong?": "The nights are missing."})


def raises_the_figure(officer: Visitor) -> None:
    officer.follow("Challenges")
    officer.follow(CHILD)
    answer = {
        "What do you decide?": "The family is right: the figure changes",
        "The new figure, where it changes": "4600",
        "Your answer to the family": "We agree: the nights are counted now.",
    }
    officer.answer_and_press("Send the answer to the family", answer)


def sees_the_answer(family: Visitor) -> None:
    family.follow_link_in_mail("amina@family.example")
    assert RAISED in family.words
    assert "We agree: the nights are counted now." in family.words


def writes_a_plan(family: Visitor) -> None:
    family.open("/family/budgets/")
    family.follow(f"{CHILD}’s budget")
    family.follow("Support plan")
    family.follow("Start a plan")
    family.answer_and_press("Start the plan", {"First day": "2026-10-05", "Last day": "2027-10-04"})
    family.follow("What matters to us")
    family.answer_and_press("Save", {"What matters to us": "Water and boats."})
    family.follow("What we want to happen")
    aim = {"What do you want to happen?": AIM, "What is it most about?": "Enjoy and achieve: fun, friends and learning"}
    family.answer_and_press("Add it to the plan", aim)
    family.follow("That is all: go on to the other parts of the plan")
    family.follow("What we do about it, and what it costs")
    family.follow("Add an amount of money")
    line = {"What is it?": "A boating club", "How much?": "4500", "Kind of service": "Weekend clubs"}
    family.answer_and_press("Save and go on", line | {"What is it for?": AIM})
    family.answer_and_press("Save", {"Which part of the budget pays?": "Short breaks"})
    family.follow("Go on to the other parts of the plan")
    family.follow("How I keep safe")
    family.answer_and_press("Save", {"How I keep safe": "A life jacket."})
    family.follow("Check the plan and send it")
    family.press("Send the plan")
    assert "The plan is sent." in family.words


def signs_for_the_council(team_manager: Visitor) -> None:
    team_manager.open("/council/budgets/signing/")
    team_manager.follow("Yusuf, plan 1 , Short breaks")
    team_manager.follow("Sign Short breaks")
    team_manager.answer_and_press("Sign this stream", {"Type your full name to sign": "Tess Team"})


def signs_for_the_family(family: Visitor, parent: User) -> None:
    family.follow("Sign for the family")
    family.answer_and_press("Sign the plan", {"Type your full name to sign": parent.name})


def lets_the_family_hold_it(officer: Visitor) -> None:
    officer.open("/council/budgets/")
    officer.follow(CHILD)
    officer.follow("How it is managed : Short breaks")
    way = {"How is it managed?": "Direct payment to the family", "From which day?": "2026-10-05"}
    officer.answer_and_press("Check what it does", way | {"Why this way?": "They found a club."})
    assert "Is this what you agreed with the family?" in officer.words
    officer.press("Set this way")


def pays_the_family(officer: Visitor, finance: Visitor) -> None:
    officer.follow("Payments to the family")
    planned = {"How much altogether?": "4500", "How often?": "Every three months"}
    officer.answer_and_press("Plan the payments", planned | {"When is the first payment due?": "2026-10-05"})
    assert "5 Jul 2027 £1,125 Coming" in officer.words
    finance.open("/council/budgets/payments/")
    finance.tick("£1,125 to The Rahmans, due 5 October 2026")
    paid = {"On which day were they paid?": "2026-10-05", "Reference in the finance system": "BACS 7"}
    finance.answer_and_press("Record as paid", paid)


def records_spending(family: Visitor) -> None:
    family.open("/family/budgets/")
    family.follow(f"{CHILD}’s budget")
    family.follow("Money that you hold: record what you spend")
    assert "£1,125" in family.words
    family.follow("Record what you spent")
    family.answer_and_press(
        "Record it",
        {
            "When did you pay?": "2026-10-10",
            "Who did you pay?": "Otter boating club",
            "What was it for?": "The first month",
            "What kind of thing is it?": "Weekend clubs",
            "How much did you pay?": "120.50",
        },
    )


def reads_the_statement(family: Visitor) -> None:
    family.open("/family/budgets/")
    assert "£4,379.50" in family.words
    family.follow(f"{CHILD}’s budget")
    family.follow("Statement: every movement of money")
    rows = csv.DictReader(io.StringIO(family.read_file("Save as a spreadsheet (CSV)")))
    assert [(row["What"], row["In (£)"], row["Out (£)"], row["Left (£)"]) for row in rows] == [
        ("Opening balance", "", "", "0.00"),
        ("Awarded", "4500.00", "", "4500.00"),
        ("Spent: £120.50", "", "120.50", "4379.50"),
        ("Closing balance", "", "", "4379.50"),
    ]


def reads_the_story(officer: Visitor) -> None:
    officer.open("/council/budgets/")
    officer.follow(CHILD)
    officer.follow("The whole story, with its audit trail")
    officer.follow("Show all on one page to print")
    told = [
        "Spending recorded",
        "Payment made",
        "Way of managing set",
        "Plan agreed",
        "Plan signed for the family",
        "Plan signed for the council",
        "Challenge answered",
        "Conversation recorded",
    ]
    places = [officer.words.index(each) for each in told]
    assert places == sorted(places), "the newest first"
