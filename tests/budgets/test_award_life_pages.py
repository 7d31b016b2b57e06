"""Officers' pages of an award's life: move, keep aside, release, reduce, close."""

from datetime import date
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.models import FundingStream, LedgerTransaction, Pot
from marketplace.budgets.services import close_pot, set_contingency_aside
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, value, words

from .award_life_scenario import LAST_YEAR, NEXT_YEAR, let_carry_over, pot_of, purses, reserve, spend

pytestmark = [pytest.mark.usefixtures("in_november"), pytest.mark.moves_money(bookings=False)]

Streams = dict[str, FundingStream]


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.officer(OfficerRole.BUDGETS))


@pytest.fixture
def breaks(cast: Cast, streams: Streams) -> Pot:
    return pot_of(cast.child, streams["social-care-short-breaks"], 10_000)


@pytest.fixture
def support(cast: Cast, streams: Streams) -> Pot:
    return pot_of(cast.child, streams["social-care-support"], 2_000)


@pytest.fixture
def old(cast: Cast, streams: Streams) -> Pot:
    pot = pot_of(cast.child, streams["social-care-short-breaks"], 10_000, LAST_YEAR)
    spend(pot, 4_000)
    return pot


def url_of(name: str, pot: Pot) -> str:
    return reverse(f"budgets:{name}", args=[pot.pk])


def send(client: Client, name: str, pot: Pot, **answers: str) -> HttpResponse:
    usual = {"amount": "30", "reason": "Because", "idempotency_key": str(uuid4())}
    return client.post(url_of(name, pot), usual | answers)  # type: ignore[return-value]


def test_an_officer_moves_money_to_another_budget(officer: Client, breaks: Pot, support: Pot) -> None:
    response = send(officer, "council_move", breaks, target=str(support.pk))
    assert response["Location"] == reverse("budgets:council_child", args=[breaks.child_id])
    assert purses(breaks) == {"funded": 7_000, "left": 7_000}
    assert purses(support) == {"funded": 5_000, "left": 5_000}
    event = AuditEvent.objects.get(action="budget.move_in")
    assert (event.actor_role, event.reason) == ("officer:budgets", "Because")


def test_only_budgets_that_money_may_move_to_are_offered(
    cast: Cast, streams: Streams, officer: Client, breaks: Pot, support: Pot
) -> None:
    pot_of(cast.child, streams["nhs-continuing-care"], 1_000)
    pot_of(cast.child, streams["social-care-support"], 1_000, NEXT_YEAR)
    other = pot_of(cast.other_child, streams["social-care-support"], 1_000)
    form = officer.get(url_of("council_move", breaks)).context["form"]
    assert list(form.fields["target"].queryset) == [support]
    page = send(officer, "council_move", breaks, target=str(other.pk))
    assert errors(page) == ["Choose one of these budgets."]


def test_without_another_budget_the_page_says_so(officer: Client, breaks: Pot) -> None:
    assert "There is no budget to move it to" in words(officer.get(url_of("council_move", breaks)))


def test_an_officer_keeps_money_aside_and_releases_it(officer: Client, breaks: Pot) -> None:
    send(officer, "council_set_aside", breaks)
    assert purses(breaks) == {"funded": 10_000, "left": 7_000, "aside": 3_000}
    send(officer, "council_release", breaks, amount="10")
    assert purses(breaks) == {"funded": 10_000, "left": 8_000, "aside": 2_000}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("council_move", "Short breaks has £100 left, which is £0.01 less than £100.01. Nothing was moved."),
        ("council_set_aside", "£100 of Short breaks is left, which is £0.01 less than £100.01. Nothing was changed."),
        ("council_release", "£0 of Short breaks is kept aside, which is £100.01 less than £100.01."),
    ],
)
def test_too_much_is_a_sentence_in_place_and_what_was_typed_is_kept(
    officer: Client, breaks: Pot, support: Pot, name: str, sentence: str
) -> None:
    before = LedgerTransaction.objects.count()
    page = send(officer, name, breaks, amount="100.01", reason="A long reason", target=str(support.pk))
    assert page.status_code == 200
    assert sentence in words(page)
    assert (value(page, "amount"), value(page, "reason")) == ("100.01", "A long reason")
    assert LedgerTransaction.objects.count() == before


@pytest.mark.parametrize("name", ["council_move", "council_set_aside", "council_release"])
@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"amount": ""}, "Enter an amount."),
        ({"amount": "0"}, "Enter an amount from £0.01 to £500,000."),
        ({"amount": "lots"}, "Enter an amount in pounds, such as 12.50."),
        ({"reason": " "}, "Say why; the family can read it."),
    ],
)
def test_wrong_answers_are_said_beside_the_field(
    officer: Client, breaks: Pot, support: Pot, name: str, answers: dict[str, str], sentence: str
) -> None:
    page = send(officer, name, breaks, target=str(support.pk), **answers)
    assert errors(page) == [sentence]


def test_a_second_press_moves_nothing_more(officer: Client, breaks: Pot, support: Pot) -> None:
    for _ in range(2):
        send(officer, "council_move", breaks, amount="100", target=str(support.pk), idempotency_key="k")
    assert purses(support) == {"funded": 12_000, "left": 12_000}


def test_the_page_of_a_reduction_says_what_is_bound_and_by_how_much_a_wish_is_too_high(
    officer: Client, breaks: Pot
) -> None:
    spend(breaks, 2_000)
    reserve(breaks, 1_000)
    set_contingency_aside(actor=SYSTEM, pot=breaks, amount_pence=4_000, reason="Just in case")
    page = words(officer.get(url_of("council_reduce", breaks)))
    assert "Spent £20 Reserved £10 Kept aside £40 Left £30 At most £30 can be taken back" in page
    refused = send(officer, "council_reduce", breaks, amount="31")
    assert errors(refused) == [
        "£10 is reserved, £40 is kept aside and £20 is spent, so at most £30 can be taken back. "
        "You asked for £1 more than that."
    ]


def test_a_closed_budget_offers_no_change_and_refuses_one_with_a_sentence(
    officer: Client, old: Pot, support: Pot
) -> None:
    close_pot(actor=SYSTEM, pot=old)
    child = officer.get(reverse("budgets:council_child", args=[old.child_id])).content.decode()
    assert "Closed on 24 Nov 2026" in child
    assert url_of("council_reduce", old) not in child
    for name in ("council_reduce", "council_set_aside", "council_release"):
        assert "ended on 31 March 2026 is closed" in words(send(officer, name, old))


def test_a_finance_officer_sees_the_budgets_and_changes_none(cast: Cast, breaks: Pot) -> None:
    page = signed_in(cast.officer(OfficerRole.FINANCE)).get(reverse("budgets:council_child", args=[breaks.child_id]))
    assert url_of("council_reduce", breaks) not in page.content.decode()
    assert "Award a budget" not in words(page)


# Periods that are over.


def test_the_list_says_what_will_happen_to_each_budget(
    cast: Cast, streams: Streams, officer: Client, old: Pot, breaks: Pot
) -> None:
    let_carry_over(old.stream, 25)
    held = pot_of(cast.child, streams["social-care-support"], 2_000, LAST_YEAR)
    reserve(held, 1_250)
    page = words(officer.get(reverse("budgets:council_periods")))
    assert "Short breaks 31 Mar 2026 £60 £15 £45 Close" in page
    assert "Social care support 31 Mar 2026 £7.50 £0 £7.50 1 reservation is still open, £12.50 in all." in page
    pot_of(cast.other_child, streams["equipment"], 1_000, (date(2026, 4, 1), date(2026, 10, 31)))
    page = words(officer.get(reverse("budgets:council_periods")))
    assert "Equipment 31 Oct 2026 £10 £0 £10 It can be closed from 30 December 2026 on." in page


def test_an_officer_closes_a_budget_after_seeing_what_that_does(officer: Client, old: Pot, breaks: Pot) -> None:
    let_carry_over(old.stream, 25)
    page = words(officer.get(url_of("council_close", old)))
    assert "Goes into the next period £15 (25 per cent by the stream’s rules) Goes back to the council £45" in page
    assert "This cannot be undone." in page
    old.refresh_from_db()
    assert old.closed_on is None
    response = officer.post(url_of("council_close", old))
    assert response["Location"] == reverse("budgets:council_periods")
    assert purses(old) == {"funded": 4_000, "spent": 4_000}
    assert purses(breaks) == {"funded": 11_500, "left": 11_500}
    assert AuditEvent.objects.get(action="budget.close").actor_role == "officer:budgets"


def test_a_budget_that_cannot_be_closed_says_why_and_stays_open(officer: Client, old: Pot, breaks: Pot) -> None:
    reserve(old, 1_250)
    for pot, why in ((old, "1 reservation is still open, £12.50 in all."), (breaks, "from 30 May 2027 on")):
        assert why in words(officer.get(url_of("council_close", pot)))
        page = officer.post(url_of("council_close", pot))
        assert page.status_code == 200
        assert "The budget was not closed" in words(page)
        pot.refresh_from_db()
        assert pot.closed_on is None


def test_a_second_press_says_that_it_is_closed(officer: Client, old: Pot) -> None:
    officer.post(url_of("council_close", old))
    assert "ended on 31 March 2026 is closed" in words(officer.post(url_of("council_close", old)))
    assert "This budget was closed on 24 November 2026." in words(officer.get(url_of("council_close", old)))


def test_all_that_are_due_are_closed_at_once_and_the_others_stay(
    cast: Cast, streams: Streams, officer: Client, old: Pot
) -> None:
    other = pot_of(cast.other_child, streams["equipment"], 3_000, LAST_YEAR)
    held = pot_of(cast.child, streams["social-care-support"], 2_000, LAST_YEAR)
    reserve(held, 1_250)
    url = reverse("budgets:council_close_due")
    assert "2 budgets can be closed today. £0 goes into the next period and £90 goes back" in words(officer.get(url))
    page = officer.post(url, follow=True)
    assert "2 budgets closed." in words(page)
    assert [bool(Pot.objects.get(pk=pot.pk).closed_on) for pot in (old, other, held)] == [True, True, False]
    assert "No budget is due" in words(officer.get(url))


def test_when_nothing_is_over_the_list_says_so(officer: Client, breaks: Pot) -> None:
    assert "Nothing to close" in words(officer.get(reverse("budgets:council_periods")))


def test_pages_of_an_award_s_life_are_for_their_roles(cast: Cast, breaks: Pot) -> None:
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    others = [
        cast.officer(OfficerRole.CONTENT),
        cast.officer(OfficerRole.LISTINGS),
        cast.officer(OfficerRole.COMMISSIONER),
        cast.parent,
        cast.provider_owner,
        cast.outsider,
    ]
    for url in (
        reverse("budgets:council_periods"),
        reverse("budgets:council_child_periods", args=[cast.child.pk]),
    ):
        assert_guarded(url, allowed=[budgets, finance], refused_to=others)
    changes = [
        url_of(name, breaks) for name in ("council_move", "council_set_aside", "council_release", "council_close")
    ]
    for url in (*changes, reverse("budgets:council_close_due")):
        assert_guarded(url, allowed=[budgets], refused_to=[finance, *others], takes_posts=True)
