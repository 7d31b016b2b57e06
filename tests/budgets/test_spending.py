"""What families spend of money that they hold: charged when recorded, sampled, asked about, decided once."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command

from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import Route, SpendingState
from marketplace.budgets.errors import IdempotencyConflict, InsufficientFunds, SpendingRefused
from marketplace.budgets.models import BudgetPolicy, FundingStream, LedgerTransaction, Pot, SpendingRecord
from marketplace.budgets.selectors.spending import spending_to_decide
from marketplace.budgets.services import (
    accept_spending,
    query_spending,
    reject_spending,
    reply_to_query,
    sample_spending,
    spending,
    spending_decision,
    withdraw_spending,
)
from marketplace.budgets.services.spending_decision import draw
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.core.uploads import CheckedFile
from tests.conftest import Cast
from tests.factories import close
from tests.racing import meet, race, read_without_locks, refusals

from .routes_scenario import day, family_held, manage, officer, short_breaks, spend

Streams = dict[str, FundingStream]

pytestmark = [pytest.mark.django_db, pytest.mark.moves_money]

RECEIPT = CheckedFile("bus.pdf", "application/pdf", b"%PDF-1.7 %%EOF")


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> Path:
    """Keep receipts where the test ends."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    return tmp_path / "private"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def balance(pot: Pot) -> tuple[int, int]:
    pot.refresh_from_db()
    return pot.spent_pence, pot.left_pence


def test_what_is_recorded_is_charged_at_once(cast: Cast, streams: Streams, private_folder: Path) -> None:
    pot = family_held(cast, streams)
    record = spend(cast, pot, 2_500, receipt=RECEIPT)
    assert balance(pot) == (2_500, 237_500)
    assert record.transaction.kind == "capture"
    assert [path.read_bytes() for path in files(private_folder)] == [RECEIPT.content]
    assert "bus" not in record.receipt.name
    event = AuditEvent.objects.get(action="spending.record")
    assert (event.actor_role, event.after["pence"]) == ("family", 2_500)
    assert "Otter" not in str(event.after)


@pytest.mark.parametrize(
    ("said", "error", "sentence"),
    [
        ({"spent_on": 1}, SpendingRefused, "cannot be in the future"),
        ({"spent_on": -61}, SpendingRefused, "Choose the budget that holds the day"),
        ({"spent_on": -31}, SpendingRefused, "You did not hold the money of Short breaks"),
        ({"category": "equipment"}, SpendingRefused, "Short breaks could not be spent on Equipment"),
        ({"pence": 240_001}, InsufficientFunds, "£0.01 less than £2,400.01. Nothing was recorded"),
    ],
)
def test_spending_that_cannot_be_is_refused_and_leaves_nothing_behind(
    cast: Cast, streams: Streams, private_folder: Path, said: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    pot = family_held(cast, streams)
    if "spent_on" in said:
        said = {"spent_on": day(said["spent_on"])}
    if "category" in said:
        said = {"category": Category.objects.get(code=said["category"])}
    with pytest.raises(error, match=sentence.replace(".", "[.]")):
        spend(cast, pot, receipt=RECEIPT, **said)
    assert balance(pot) == (0, 240_000)
    assert not SpendingRecord.objects.exists()
    assert files(private_folder) == []


def test_spending_of_a_closed_budget_is_refused(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    close(pot)
    with pytest.raises(SpendingRefused, match="is closed"):
        spend(cast, pot)


def test_only_money_that_the_family_held_that_day_is_recorded(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    manage(cast, pot, Route.THIRD_PARTY, holder_name="Aunt May")
    with pytest.raises(SpendingRefused, match="You did not hold the money"):
        spend(cast, pot, spent_on=day())


def test_a_second_click_records_nothing(cast: Cast, streams: Streams, private_folder: Path) -> None:
    pot, token = family_held(cast, streams), uuid4()
    first = spend(cast, pot, token=token, receipt=RECEIPT)
    assert spend(cast, pot, token=token, receipt=RECEIPT) == first
    assert balance(pot) == (2_500, 237_500)
    assert len(files(private_folder)) == 1
    with pytest.raises(IdempotencyConflict):
        spend(cast, pot, 2_501, token=token)


def test_a_file_is_not_kept_of_a_record_that_fails_at_the_last_moment(
    cast: Cast, streams: Streams, private_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pot = family_held(cast, streams)

    def fail(**event: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(spending, "record_event", fail)
    with pytest.raises(ZeroDivisionError):
        spend(cast, pot, receipt=RECEIPT)
    assert files(private_folder) == []
    assert balance(pot) == (0, 240_000)


def test_a_record_is_taken_back_until_it_is_decided(cast: Cast, streams: Streams) -> None:
    pot, family = family_held(cast, streams), actor_for_family(cast.parent, cast.family)
    record, accepted = spend(cast, pot), spend(cast, pot, 1_000)
    withdraw_spending(actor=family, record=record)
    assert balance(pot) == (1_000, 239_000)
    accept_spending(actor=officer(cast), record=accepted)
    for gone in (record, accepted):
        with pytest.raises(SpendingRefused, match="decided or taken back already"):
            withdraw_spending(actor=family, record=gone)
    record.refresh_from_db()
    assert (record.state, record.reversal is not None) == (SpendingState.WITHDRAWN, True)


def test_rejecting_gives_the_money_back_to_the_budget(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    record = spend(cast, pot)
    with pytest.raises(SpendingRefused, match="Say why"):
        reject_spending(actor=officer(cast), record=record, reason=" ")
    reject_spending(actor=officer(cast), record=record, reason="Not for the child")
    assert balance(pot) == (0, 240_000)
    record.refresh_from_db()
    assert (record.state, record.decision_reason) == (SpendingState.REJECTED, "Not for the child")
    assert record.decided_by is not None
    with pytest.raises(SpendingRefused, match="Somebody was here before you: not accepted"):
        accept_spending(actor=officer(cast), record=record)


def test_what_is_rejected_after_the_budget_closed_goes_to_the_council(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    record = spend(cast, pot)
    close(pot)
    reject_spending(actor=officer(cast), record=record, reason="Not for the child")
    assert balance(pot) == (0, 0)
    pot.refresh_from_db()
    assert pot.funded_pence == 0


def test_a_question_goes_to_the_family_and_its_answer_back_to_the_officers(
    cast: Cast, streams: Streams, django_capture_on_commit_callbacks: Any
) -> None:
    record, family = spend(cast, family_held(cast, streams)), actor_for_family(cast.parent, cast.family)
    with pytest.raises(SpendingRefused, match="Write what you want to know"):
        query_spending(actor=officer(cast), record=record, question="")
    with django_capture_on_commit_callbacks(execute=True):
        query_spending(actor=officer(cast), record=record, question="Who went?")
    assert [message.to for message in mail.outbox] == [[cast.parent.email]]
    assert "Who went?" not in mail.outbox[0].body
    assert not spending_to_decide().exists()
    with pytest.raises(SpendingRefused, match="Write an answer"):
        reply_to_query(actor=family, record=record, reply="")
    reply_to_query(actor=family, record=record, reply="Yusuf and I", receipt=RECEIPT)
    with pytest.raises(SpendingRefused, match="does not wait for an answer"):
        reply_to_query(actor=family, record=record, reply="Again")
    [back] = spending_to_decide()
    assert (back.reply, back.receipt_name) == ("Yusuf and I", "bus.pdf")
    with pytest.raises(SpendingRefused, match="asked about this already"):
        query_spending(actor=officer(cast), record=record, question="And then?")


def test_a_reply_does_not_replace_a_receipt(cast: Cast, streams: Streams, private_folder: Path) -> None:
    record = spend(cast, family_held(cast, streams), receipt=RECEIPT)
    query_spending(actor=officer(cast), record=record, question="Who went?")
    other = CheckedFile("other.pdf", "application/pdf", b"other")
    actor = actor_for_family(cast.parent, cast.family)
    assert reply_to_query(actor=actor, record=record, reply="We", receipt=other).receipt_name == "bus.pdf"
    assert len(files(private_folder)) == 1


def older(record: SpendingRecord) -> SpendingRecord:
    SpendingRecord.objects.filter(pk=record.pk).update(created_at=clock.now() - timedelta(days=1, minutes=1))
    return record


def test_the_sample_is_the_share_of_the_policy_and_everything_large(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    BudgetPolicy.objects.create(valid_from=day(-9), sample_percent=40)
    small = [older(spend(cast, pot, 1_000)) for _ in range(20)]
    large, fresh = older(spend(cast, pot, 50_000)), spend(cast, pot, 50_000)
    expected = {record.pk for record in small if draw(record.pk) < 40} | {large.pk}
    assert sample_spending() == len(expected)
    assert set(spending_to_decide().values_list("pk", flat=True)) == expected
    assert AuditEvent.objects.filter(action="spending.sample").count() == len(expected)
    assert sample_spending() == 0
    assert not SpendingRecord.objects.get(pk=fresh.pk).is_sampled


def test_without_a_policy_the_share_is_the_usual_one(cast: Cast, streams: Streams, capsys: Any) -> None:
    pot = family_held(cast, streams)
    records = [older(spend(cast, pot, 100)) for _ in range(20)]
    call_command("sample_spending")
    chosen = sum(draw(record.pk) < 10 for record in records)
    assert capsys.readouterr().out == f"{chosen} records were chosen to be looked at\n"


def test_numbers_that_records_draw_are_spread_evenly() -> None:
    drawn = [draw(uuid4()) for _ in range(5_000)]
    assert (min(drawn), max(drawn)) == (0, 99)
    assert 400 < sum(number < 10 for number in drawn) < 600


@pytest.mark.django_db(transaction=True)
def test_the_last_pound_is_recorded_once(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams, 2_500)
    results = race(*[partial(spend, cast, pot, 2_500) for _ in range(4)])
    assert [type(refusal) for refusal in refusals(results)] == [InsufficientFunds] * 3
    assert balance(pot) == (2_500, 0)


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_record_once(cast: Cast, streams: Streams) -> None:
    pot, token = family_held(cast, streams), uuid4()
    results = race(*[partial(spend, cast, pot, token=token) for _ in range(4)])
    assert len({record.pk for record in results}) == 1
    assert balance(pot) == (2_500, 237_500)


def decide_both_ways(cast: Cast, record: SpendingRecord) -> list[Any]:
    return race(
        partial(accept_spending, actor=officer(cast), record=record),
        partial(reject_spending, actor=officer(cast), record=record, reason="No"),
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_decides(cast: Cast, streams: Streams) -> None:
    record = spend(cast, family_held(cast, streams))
    assert [type(refusal) for refusal in refusals(decide_both_ways(cast, record))] == [SpendingRefused]
    record.refresh_from_db()
    assert (record.state == SpendingState.REJECTED) == (record.reversal is not None)
    assert AuditEvent.objects.filter(action__in=["spending.accept", "spending.reject"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_officers_decide(
    cast: Cast, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = spend(cast, family_held(cast, streams))
    everyone_has_read, undecided = Barrier(2), spending_decision._undecided

    def read_and_wait(asked: SpendingRecord) -> SpendingRecord:
        read = undecided(asked)
        meet(everyone_has_read)
        return read

    monkeypatch.setattr(spending, "lock_rows", read_without_locks)
    monkeypatch.setattr(spending_decision, "_undecided", read_and_wait)
    assert refusals(decide_both_ways(cast, record)) == []
    assert AuditEvent.objects.filter(action__in=["spending.accept", "spending.reject"]).count() == 2
    assert LedgerTransaction.objects.filter(kind="correction").count() == 1
