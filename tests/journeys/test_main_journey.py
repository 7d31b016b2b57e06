"""The main job, once from end to end over HTTP: list, vet, fund, find, book, deliver, pay, miss, ask and count."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.models import FundingStream
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.demand.enums import RequestSource
from marketplace.demand.services import record_request
from tests.conftest import Cast
from tests.factories import PASSWORD, FamilyFactory
from tests.files import pdf, sent
from tests.invariants import assert_invariants

from .visitor import Answer, Visitor

MONDAY = datetime(2026, 10, 5, 9, tzinfo=UTC)
AFTER_THE_SESSION = datetime(2026, 10, 17, 14, tzinfo=UTC)
CLUB = "Otter Saturday club"
SESSION = "Saturday 17 October, 10am"
CHECKS = ("Public liability insurance", "Enhanced DBS arrangements", "Safeguarding policy")

#: The questions about a listing, a page each, with one provider's answers.
LISTING: dict[str, dict[str, Answer]] = {
    "Name and description": {"Description": "We paddle, build dens and eat together.\n\nNobody has to join in."},
    "Kind of service": {"Clubs and holiday schemes": "Weekend clubs"},
    "Who it is for": {"Youngest age": "5", "Oldest age": "12", "Needs you can meet": ["Autism", "ADHD"]},
    "Where and when": {
        "Where does it happen?": "At a place",
        "Address": "The boathouse",
        "Town": "Gloucester",
        "Postcode": "gl12ne",
        "Days": ["Saturday"],
    },
    "Access and people": {"Does the same person come each time?": "Yes: Jo is there every week."},
    "Money and how it is run": {"What is not included?": "Lunch"},
}


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    """Let it be Monday 5 October 2026, twelve days before the session."""
    with clock.at(MONDAY):
        yield


def test_a_service_is_listed_found_booked_and_paid_for_and_what_is_missing_is_counted(
    cast: Cast, streams: dict[str, FundingStream]
) -> None:
    officer = signs_in(cast.officer(OfficerRole.LISTINGS))
    provider = signs_up("Jo Otter", "jo@otters.example")
    registers_organisation(provider)
    sends_checks(provider)
    approves_checks(officer)
    writes_listing(provider)
    returns_listing(officer, "Say who leads the group.")
    resubmits_listing(provider)
    publishes_listing(officer)

    family = signs_up("Ada Byrne", "ada@byrnes.example")
    registers_family_and_child(family)
    awards_budget(signs_in(cast.officer(OfficerRole.BUDGETS)))
    reference = books_from_search(family)
    assert money_of(family) == {"Spent": "£0", "Reserved": "£15.50", "Left": "£484.50"}
    accepts_request(provider, reference)

    second_family = signs_in(cast.other_parent)
    asks_for_the_full_session(second_family)
    asks_after_an_empty_search(second_family)
    publishes_request(officer)
    other_families_ask(5)
    reads_board(signs_in(cast.other_provider_owner))

    with clock.at(AFTER_THE_SESSION):
        marks_as_delivered(provider, reference)
        confirms_delivery(family, reference)
        assert money_of(family) == {"Spent": "£15.50", "Reserved": "£0", "Left": "£484.50"}
        reads_report(signs_in(cast.officer(OfficerRole.COMMISSIONER)))
    assert_invariants()
    call_command("check_ledger")


def signs_up(name: str, email: str) -> Visitor:
    visitor = Visitor()
    visitor.open("/services/")
    visitor.follow("Create an account")
    answers: dict[str, Answer] = {"Your name": name, "E-mail address": email, "Password": PASSWORD}
    visitor.answer_and_press("Create account", answers)
    assert "Look for our e-mail" in visitor.words
    visitor.follow_link_in_mail(email)
    visitor.press("Yes, it is mine")
    visitor.answer_and_press("Sign in", {"E-mail address": email, "Password": PASSWORD})
    return visitor


def signs_in(user: User) -> Visitor:
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    visitor = Visitor()
    visitor.open("/accounts/login/")
    visitor.answer_and_press("Sign in", {"E-mail address": user.email, "Password": PASSWORD})
    assert not visitor.address.startswith("/accounts/"), visitor.words
    return visitor


def registers_organisation(provider: Visitor) -> None:
    provider.answer_and_press("Continue", {"What brings you here?": "I offer a service"})
    provider.answer_and_press(
        "Register", {"Name of your organisation": "Otter Club CIC", "What are you?": "Charity or community group"}
    )
    assert "Otter Club CIC is registered." in provider.words


def sends_checks(provider: Visitor) -> None:
    provider.follow("Checks")
    for check in CHECKS:
        provider.follow(f"Send evidence for {check}")
        assert provider.ticked() == [check]
        provider.answer_and_press(
            "Send to the council",
            {"Reference": f"No. 7 ({check})", "Valid from": "2026-01-01", "Valid until": "2027-06-30"},
            files={"Photos or scans of it": sent(pdf(), "evidence.pdf", "application/pdf")},
        )
        assert "Your evidence is with the council." in provider.words


def approves_checks(officer: Visitor) -> None:
    for check in CHECKS:
        officer.open("/council/")
        officer.follow("Checks to decide")
        officer.follow(f"{check} of Otter Club CIC")
        officer.answer_and_press("Save the decision", {"What do you decide?": "Approve"})
    assert "No check waits" in officer.words


def writes_listing(provider: Visitor) -> None:
    provider.follow("Listings")
    provider.follow("Write a listing")
    provider.answer_and_press("Save and go on", {"Name of the service": CLUB, "Summary": "A club by the river."})
    for page, answers in LISTING.items():
        provider.follow(page)
        provider.answer_and_press("Save", answers)
        assert f"“{page}” is saved." in provider.words
    provider.follow("Prices")
    provider.follow("Add a price")
    provider.answer_and_press("Add the price", {"Price": "15.50", "What the price includes": "A life jacket"})
    assert "The price is added: £15.50 per session." in provider.words
    provider.follow(CLUB)
    provider.follow("Sessions")
    provider.follow("Add sessions")
    provider.answer_and_press("Add", {"Day": "2026-10-17", "Starts at": "10:00", "Ends at": "12:00", "Places": "1"})
    assert "The session is added." in provider.words
    provider.follow(CLUB)
    provider.press("Send to the council")


def returns_listing(officer: Visitor, reason: str) -> None:
    officer.follow("Listings")
    officer.follow(CLUB)
    officer.answer_and_press("Save the decision", {"What do you decide?": "Return it to the provider"})
    assert "There is a problem" in officer.words
    officer.answer_and_press(
        "Save the decision", {"What do you decide?": "Return it to the provider", "Reason": reason}
    )
    assert "is returned to its provider." in officer.words


def resubmits_listing(provider: Visitor) -> None:
    provider.follow("Listings")
    provider.follow(CLUB)
    assert "Say who leads the group." in provider.words
    provider.follow("Name and description")
    provider.answer_and_press("Save", {"Description": provider.value("Description") + "\n\nJo leads the group."})
    provider.press("Send to the council")
    assert "is with the council." in provider.words


def publishes_listing(officer: Visitor) -> None:
    officer.follow("Listings")
    officer.follow(CLUB)
    assert "Jo leads the group." in officer.words
    officer.answer_and_press("Save the decision", {"What do you decide?": "Publish it"})
    assert f"“{CLUB}” is published." in officer.words


def registers_family_and_child(family: Visitor) -> None:
    family.answer_and_press("Continue", {"What brings you here?": "I look after a child"})
    family.answer_and_press("Register", {"Name of your family": "The Byrne family", "Home postcode": "GL1 2NE"})
    family.answer_and_press(
        "Save", {"First name": "Finn", "Day": "27", "Month": "3", "Year": "2017", "Needs": ["Autism"]}
    )
    assert "9 years old" in family.words
    assert "Autism" in family.words


def awards_budget(officer: Visitor) -> None:
    officer.follow("Budgets")
    officer.answer_and_press("Find", {"Name of the child or the family": "byrne"})
    officer.follow("Finn")
    officer.follow("Award a budget")
    officer.answer_and_press(
        "Award the budget",
        {
            "Which stream does the money come from?": "Short breaks",
            "How much?": "£500",
            "Why this amount?": "A Saturday break each week of term.",
        },
    )
    assert "The budget is awarded." in officer.words


def books_from_search(family: Visitor) -> str:
    family.follow("Find services")
    family.answer_and_press("Search", {"What are you looking for?": "saturday club", "Your postcode": "GL1 2NE"})
    assert "q=saturday+club&postcode=GL1+2NE" in family.address
    assert "£15.50 per session" in family.words
    family.follow(CLUB)
    family.follow(f"Book {SESSION}")
    assert family.ticked() == ["Finn, 9 years old", "£15.50 per session"]
    family.press("Continue")
    assert family.value("Short breaks") == "15.50"
    family.answer_and_press("Reserve and check answers", {"Anything the provider should know?": "Finn loves boats."})
    assert "Check your answers" in family.words
    assert "£15.50 from Short breaks" in family.words
    family.press("Confirm and send the request")
    assert "Request sent" in family.words
    found = re.search(r"Booking (\S+)", family.words)
    assert found
    return found[1]


def money_of(family: Visitor) -> dict[str, str]:
    """Return what the child's budget has, by the words beside each amount."""
    family.open("/family/budgets/")
    return dict(re.findall(r"(Spent|Reserved|Left) (£[\d.,]+)", family.words))


def accepts_request(provider: Visitor, reference: str) -> None:
    assert mail.outbox[-1].subject == f"Booking {reference}: request sent"
    provider.follow_link_in_mail("jo@otters.example")
    assert "Finn loves boats." in provider.words
    provider.press("Accept")
    assert "Accepted. The family has been told." in provider.words


def asks_for_the_full_session(family: Visitor) -> None:
    family.open("/services/?q=otter")
    family.follow(CLUB)
    family.follow(f"Tell us you wanted this : {SESSION}")
    assert family.value("What are you looking for?") == f"A place at {CLUB}"
    assert family.value("What kind of support is it?") == "Weekend clubs"
    family.answer_and_press("Send", {})
    assert "We have your request" in family.words


def asks_after_an_empty_search(family: Visitor) -> None:
    family.open("/services/?q=hydrotherapy&postcode=GL1+2NE")
    family.follow("Tell us what you need")
    assert family.value("What are you looking for?") == "hydrotherapy"
    assert family.value("Postcode") == "GL1"
    family.answer_and_press(
        "Send",
        {
            "What are you looking for?": "Hydrotherapy for Liv Olsen of 3 Quay Street",
            "What kind of support is it?": "Physiotherapy",
            "When do you need it?": "After school",
        },
    )
    assert "We have your request" in family.words


def publishes_request(officer: Visitor) -> None:
    officer.open("/council/requests/")
    officer.follow("Physiotherapy in GL1")
    officer.answer_and_press("Publish", {"What providers will read": "Hydrotherapy for a child of 9"})
    assert "The request is on the providers’ board." in officer.words


def other_families_ask(count: int) -> None:
    for _ in range(count):
        record_request(
            actor=SYSTEM,
            family=FamilyFactory(),
            child=None,
            source=RequestSource.WRITTEN,
            what="Hydrotherapy",
            category=Category.objects.get(code="physiotherapy"),
            needs=[],
            age=None,
            outward="GL1",
        )


def reads_board(provider: Visitor) -> None:
    provider.follow("Requests")
    assert "Hydrotherapy for a child of 9" in provider.words
    [shown] = provider.page.select("main")
    for personal in ("Liv", "Olsen", "Quay Street", "GL1 2NE", "Byrne"):
        assert personal not in str(shown), personal


def marks_as_delivered(provider: Visitor, reference: str) -> None:
    provider.open("/provider/bookings/")
    assert "Did these take place?" in provider.words
    provider.follow(CLUB)
    assert reference in provider.words
    provider.press("Mark as delivered")


def confirms_delivery(family: Visitor, reference: str) -> None:
    assert mail.outbox[-1].subject == f"Booking {reference}: please confirm that it took place"
    family.follow_link_in_mail("ada@byrnes.example")
    family.press("Yes, it took place")
    assert "Thank you. The provider has been told." in family.words


def reads_report(commissioner: Visitor) -> None:
    commissioner.follow("Demand")
    assert "The kind of support named most was Physiotherapy (about 5)." in commissioner.words
    figures = commissioner.read_file("Save the figures, with kind, area and month, as a file (CSV)")
    places = [row for row in csv.DictReader(io.StringIO(figures)) if row["Counted by"] == "Category and area"]
    assert {(row["Category"], row["Area"]): row["Times"] for row in places} == {
        ("Physiotherapy", "GL1"): "5",
        ("Weekend clubs", "GL1"): "fewer than 5",
        ("No kind chosen", "GL1"): "fewer than 5",
    }
