"""A statement: opening, every movement with what was left after it, closing; as page, to print, as a file."""

import csv
import io
from datetime import date, time, timedelta

import pytest
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.models import FundingStream, LedgerLeg, Pot
from marketplace.budgets.selectors.statement import Movements
from marketplace.budgets.services import (
    capture_hold,
    close_pot,
    move_between_pots,
    reduce_award,
    refund_capture,
    release_contingency,
    release_hold,
    set_contingency_aside,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import signed_in, words

from .award_life_scenario import LAST_YEAR, THIS_YEAR, let_carry_over, pot_of, reserve, spend

pytestmark = [pytest.mark.usefixtures("in_november"), pytest.mark.moves_money(bookings=False)]

Streams = dict[str, FundingStream]


@pytest.fixture
def pot(cast: Cast, streams: Streams) -> Pot:
    return pot_of(cast.child, streams["social-care-short-breaks"], 10_000)


@pytest.fixture
def eventful(pot: Pot, streams: Streams) -> Pot:
    """Give the pot one movement of each kind."""
    support = pot_of(pot.child, streams["social-care-support"], 1_000)
    released, captured = reserve(pot, 1_000), reserve(pot, 2_000)
    with transaction.atomic():
        release_hold(actor=SYSTEM, hold=released)
        capture_hold(actor=SYSTEM, hold=captured, amount_pence=1_500)
    refund_capture(actor=SYSTEM, hold=captured, amount_pence=500, reason="It rained")
    set_contingency_aside(actor=SYSTEM, pot=pot, amount_pence=3_000, reason="Just in case")
    release_contingency(actor=SYSTEM, pot=pot, amount_pence=1_000, reason="A broken lift")
    move_between_pots(actor=SYSTEM, source=pot, target=support, amount_pence=2_000, reason="More help")
    reduce_award(actor=SYSTEM, pot=pot, amount_pence=100, reason="A slip")
    pot.refresh_from_db()
    return pot


def statement(cast: Cast, name: str = "family_statement", **query: object) -> HttpResponse:
    person = cast.parent if name.startswith("family") else cast.officer(OfficerRole.FINANCE)
    return signed_in(person).get(reverse(f"budgets:{name}", args=[cast.child.pk]), query)  # type: ignore[return-value]


def rows_of(response: HttpResponse) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_every_movement_is_told_with_what_was_left_after_it(eventful: Pot) -> None:
    told = [(row.what, row.in_pence, row.out_pence, row.balance_pence) for row in Movements([eventful])]
    assert told == [
        ("Awarded", 10_000, 0, 10_000),
        ("Reserved for a booking on 1 April 2026", 0, 1_000, 9_000),
        ("Reserved for a booking on 1 April 2026", 0, 2_000, 7_000),
        ("No longer reserved for 1 April 2026", 1_000, 0, 8_000),
        ("Spent: £15 that was reserved for 1 April 2026", 500, 0, 8_500),
        ("£5 that was spent is given back", 500, 0, 9_000),
        ("Kept aside for what cannot be foreseen", 0, 3_000, 6_000),
        ("No longer kept aside", 1_000, 0, 7_000),
        ("Moved to Social care support", 0, 2_000, 5_000),
        ("Taken back by the council", 0, 100, 4_900),
    ]
    assert eventful.left_pence == 4_900


def test_two_budgets_have_one_balance_and_a_move_between_them_is_told_of_both(eventful: Pot) -> None:
    pots = list(Pot.objects.filter(child=eventful.child_id))
    rows = list(Movements(pots))
    assert rows[-1].balance_pence == sum(pot.left_pence for pot in pots)
    assert {row.what for row in rows if row.kind == "virement"} == {
        "Moved to Social care support",
        "Moved here from Short breaks",
    }


def test_the_end_of_a_period_is_told_in_both_periods(cast: Cast, pot: Pot) -> None:
    let_carry_over(pot.stream, 50)
    old = pot_of(cast.child, pot.stream, 1_000, LAST_YEAR)
    hold = spend(old, 200).hold
    close_pot(actor=SYSTEM, pot=old)
    refund_capture(actor=SYSTEM, hold=hold, amount_pence=50, reason="It rained")
    assert [(row.what, row.balance_pence) for row in Movements([old])][-3:] == [
        ("Carried over into the next period", 400),
        ("Taken back by the council", 0),
        ("£0.50 that was spent is given back to the council", 0),
    ]
    [carried] = [row for row in Movements([pot]) if row.kind == "virement"]
    assert carried.what == "Carried over from the period before"
    assert "50 per cent of what was left" in carried.reason


def test_pages_join_without_a_gap(pot: Pot) -> None:
    for _ in range(4):
        spend(pot, 100)
    movements = Movements([pot])
    everything = list(movements)
    pages = [list(page.object_list) for page in Paginator(movements, 4)]
    assert [row for page in pages for row in page] == everything
    assert [page[0].before_pence for page in pages[1:]] == [page[-1].balance_pence for page in pages[:-1]]
    assert movements.latest(2) == everything[:-3:-1]
    assert movements[3] == everything[3]


def test_of_no_budget_there_is_no_movement(db: None) -> None:
    assert len(Movements([])) == 0
    assert list(Movements([])) == []


def test_a_leg_knows_when_its_transaction_was_made_whatever_the_program_says(pot: Pot) -> None:
    legs = LedgerLeg.objects.select_related("transaction")
    assert all(leg.moved_at == leg.transaction.created_at for leg in legs)
    wrong = LedgerLeg(transaction=legs[0].transaction, account="left", pot=pot, amount_pence=5)
    wrong.moved_at += timedelta(days=3)
    with transaction.atomic():
        wrong.save()
        wrong.refresh_from_db()
        transaction.set_rollback(True)
    assert wrong.moved_at == legs[0].transaction.created_at


@pytest.mark.parametrize("name", ["family_statement", "council_statement"])
def test_the_page_opens_and_closes_with_a_balance(cast: Cast, eventful: Pot, name: str) -> None:
    page = words(statement(cast, name, stream="social-care-short-breaks"))
    assert "Opening balance £0 Awarded For the test 24 Nov 2026 Short breaks £100 £100" in page
    assert "Taken back by the council A slip 24 Nov 2026 Short breaks £1 £49 Closing balance £49" in page


def test_a_long_statement_is_paged_and_brought_forward(cast: Cast, pot: Pot) -> None:
    for _ in range(30):
        spend(pot, 100)
    first, second = words(statement(cast)), words(statement(cast, page=2))
    assert "Opening balance £0" in first
    assert "Closing balance" not in first
    assert "Brought forward" in second
    assert "Closing balance £70" in second
    everything = words(statement(cast, all=1))
    assert "Opening balance £0" in everything
    assert "Closing balance £70" in everything


@pytest.mark.parametrize("page", ["0", "-1", "99", "words", ""])
def test_a_page_that_there_is_not_is_the_nearest(cast: Cast, pot: Pot, page: str) -> None:
    assert "Closing balance £100" in words(statement(cast, page=page))


def test_a_period_and_a_stream_narrow_it_down(cast: Cast, streams: Streams, pot: Pot) -> None:
    pot_of(cast.child, streams["equipment"], 2_500)
    pot_of(cast.child, pot.stream, 700, LAST_YEAR)
    key = f"{LAST_YEAR[0]}_{LAST_YEAR[1]}"
    for query, closing in (
        ({}, "£125"),
        ({"stream": "equipment"}, "£25"),
        ({"period": key}, "£7"),
        ({"period": "all"}, "£132"),
        ({"period": "all", "stream": pot.stream.code}, "£107"),
    ):
        assert f"Closing balance {closing} " in words(statement(cast, **query)), query
    assert "No money has moved" in words(statement(cast, period=key, stream="equipment"))


@pytest.mark.parametrize("query", [{"period": "never"}, {"stream": "lottery"}, {"period": "2026-04-01_2031-03-31"}])
def test_a_period_or_stream_that_there_is_not_is_said_and_today_s_is_shown(
    cast: Cast, pot: Pot, query: dict[str, str]
) -> None:
    page = words(statement(cast, **query))
    assert "Select a valid choice" in page
    assert "Closing balance £100" in page


def test_a_child_whose_budgets_are_over_sees_the_last_of_them(cast: Cast, streams: Streams) -> None:
    pot_of(cast.child, streams["equipment"], 700, LAST_YEAR)
    assert "Closing balance £7" in words(statement(cast))


def test_a_child_without_a_budget_has_an_empty_statement_and_file(cast: Cast) -> None:
    assert "No money has moved" in words(statement(cast))
    assert [row[1] for row in rows_of(statement(cast, "family_statement_csv"))[1:]] == [
        "Opening balance",
        "Closing balance",
    ]


@pytest.mark.parametrize("name", ["family_statement_csv", "council_statement_csv"])
def test_the_file_has_every_movement_of_the_page(cast: Cast, eventful: Pot, name: str) -> None:
    response = statement(cast, name, stream="social-care-short-breaks")
    assert response.streaming
    assert response["Content-Disposition"] == 'attachment; filename="statement-2026-04-01-to-2027-03-31.csv"'
    header, opening, *movements, closing = rows_of(response)
    assert header == ["Day", "What", "Why", "Stream", "In (£)", "Out (£)", "Left (£)"]
    assert (opening[1], opening[-1], closing[1], closing[-1]) == ("Opening balance", "0.00", "Closing balance", "49.00")
    assert movements[0] == ["2026-11-24", "Awarded", "For the test", "Short breaks", "100.00", "", "100.00"]
    assert len(movements) == 10


def test_a_reason_that_looks_like_a_formula_is_made_harmless_in_the_file(cast: Cast, pot: Pot) -> None:
    reduce_award(actor=SYSTEM, pot=pot, amount_pence=100, reason='=HYPERLINK("https://elsewhere.example")')
    assert rows_of(statement(cast, "family_statement_csv"))[3][2] == '\'=HYPERLINK("https://elsewhere.example")'


def test_a_page_takes_as_many_statements_however_long_it_is(cast: Cast, pot: Pot) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            statement(cast)
        return len(queries)

    statements()
    before = statements()
    for _ in range(10):
        spend(pot, 100)
    assert statements() == before


def test_it_is_told_by_the_day_in_london(cast: Cast, streams: Streams) -> None:
    with clock.at(clock.local_moment(date(2026, 7, 1), time(0, 30))):
        pot_of(cast.child, streams["equipment"], 700, THIS_YEAR)
        assert "1 Jul 2026" in words(statement(cast))
        assert rows_of(statement(cast, "family_statement_csv"))[2][0] == "2026-07-01"


def test_statements_are_for_the_family_and_for_officers_of_money(cast: Cast, pot: Pot) -> None:
    money = [cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)]
    others = [
        cast.officer(OfficerRole.CONTENT),
        cast.officer(OfficerRole.LISTINGS),
        cast.officer(OfficerRole.COMMISSIONER),
        cast.parent,
        cast.supporter,
        cast.provider_owner,
        cast.outsider,
    ]
    strangers = [cast.other_parent, cast.provider_owner, cast.outsider, *money]
    for suffix in ("", "_csv"):
        family = reverse(f"budgets:family_statement{suffix}", args=[cast.child.pk])
        assert_guarded(family, allowed=[cast.parent, cast.supporter], hidden_from=strangers)
        council = reverse(f"budgets:council_statement{suffix}", args=[cast.child.pk])
        assert_guarded(council, allowed=money, refused_to=others)
