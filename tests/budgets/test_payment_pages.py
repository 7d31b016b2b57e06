"""Officers' pages about payments to families."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Family
from marketplace.budgets.enums import PaymentState, WithholdingReason
from marketplace.budgets.models import FundingStream, Pot, ScheduledPayment, Withholding
from marketplace.budgets.services import pay_payments, withhold_payments
from tests.conftest import Cast
from tests.factories import ChildFactory, pot_with
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, value, words

from .routes_scenario import day, family_held, manage, officer, plan, short_breaks

Streams = dict[str, FundingStream]

pytestmark = pytest.mark.django_db

QUEUE = "/council/budgets/payments/"


@pytest.fixture
def finance(cast: Cast) -> Client:
    return signed_in(cast.officer(OfficerRole.FINANCE))


@pytest.fixture
def pot(cast: Cast, streams: Streams) -> Pot:
    return family_held(cast, streams)


def payments_page(pot: Pot) -> str:
    return reverse("budgets:council_pot_payments", args=[pot.pk])


def withhold(cast: Cast, pot: Pot) -> Withholding:
    return withhold_payments(
        actor=officer(cast), pot=pot, kind=WithholdingReason.RECORDS, reason="No receipts since May", valid_from=day()
    )


def paid(*payments: ScheduledPayment, **changed: Any) -> dict[str, Any]:
    return {
        "payments": [str(row.pk) for row in payments],
        "paid_on": day().isoformat(),
        "reference": "BACS 7",
    } | changed


def test_finance_records_several_payments_at_once(cast: Cast, streams: Streams, pot: Pot, finance: Client) -> None:
    rows = [
        *plan(cast, pot.routes.get()),
        *plan(cast, manage(cast, pot_with(cast.child, streams["equipment"], 5_000)), 5_000),
    ]
    assert finance.post(QUEUE, paid(*rows))["Location"] == QUEUE
    assert "2 payments recorded as paid." in words(finance.get(QUEUE))
    assert "No payment is due" in words(finance.get(QUEUE))
    assert "BACS 7" in words(finance.get(payments_page(pot)))


def test_what_was_ticked_and_typed_is_kept_where_it_is_refused(cast: Cast, pot: Pot, finance: Client) -> None:
    rows = plan(cast, pot.routes.get())
    page = finance.post(QUEUE, paid(*rows, reference=""))
    assert errors(page) == ["Enter the reference of the finance system."]
    assert f'id="payment-{rows[0].pk}" checked' in page.content.decode()
    assert errors(finance.post(QUEUE, paid())) == ["Choose the payments that were made."]
    assert value(finance.post(QUEUE, paid()), "reference") == "BACS 7"


def test_a_payment_that_a_colleague_recorded_meanwhile_is_a_sentence(cast: Cast, pot: Pot, finance: Client) -> None:
    rows = plan(cast, pot.routes.get())
    pay_payments(actor=officer(cast, OfficerRole.FINANCE), payments=rows, paid_on=day(), reference="BACS 1")
    plan(cast, pot.routes.get(), first_due=day(1))
    [sentence] = errors(finance.post(QUEUE, paid(*rows)))
    assert "it was paid or cancelled meanwhile" in sentence
    assert ScheduledPayment.objects.get(pk=rows[0].pk).reference == "BACS 1"


def test_the_queue_shows_what_comes_in_two_weeks_and_what_is_withheld(cast: Cast, pot: Pot, finance: Client) -> None:
    route = pot.routes.get()
    [now], [soon], [late] = (plan(cast, route, 1_000 + n, first_due=day(n)) for n in (0, 14, 15))
    page = finance.get(QUEUE)
    for row, shown in ((now, True), (soon, True), (late, False)):
        assert (f"£{row.amount_pence / 100:g}" in words(page)) == shown
    assert f"payment-{now.pk}" in page.content.decode()
    assert f"payment-{soon.pk}" not in page.content.decode()
    withhold(cast, pot)
    page = finance.get(QUEUE)
    assert "No receipts since May" in words(page)
    assert f"payment-{now.pk}" not in page.content.decode()


def test_the_file_for_the_finance_system_holds_no_formula(cast: Cast, pot: Pot, finance: Client) -> None:
    Family.objects.filter(pk=cast.family.pk).update(name="=HYPERLINK(1)")
    [row] = plan(cast, pot.routes.get(), 60_005)
    file = finance.get(reverse("budgets:council_payments_csv"))
    assert file["Content-Type"].startswith("text/csv")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[1] == f"{row.pk},{day()},'=HYPERLINK(1),Yusuf,Short breaks,600.05,scheduled"


def test_payments_are_planned_within_what_is_left(cast: Cast, pot: Pot, finance: Client) -> None:
    typed = {"total": "2,400.01", "every": "once", "first_due": day(1).isoformat()}
    page = finance.post(payments_page(pot), typed)
    assert "At most £2,400 can be planned" in errors(page)[0]
    assert value(page, "total") == "2,400.01"
    assert finance.post(payments_page(pot), typed | {"total": "600"})["Location"] == payments_page(pot)
    assert "1 payment is planned." in words(finance.get(payments_page(pot)))


def test_where_everything_is_paid_or_planned_there_is_no_form_that_can_only_be_refused(
    cast: Cast, pot: Pot, finance: Client
) -> None:
    plan(cast, pot.routes.get(), 240_000)
    page = finance.get(payments_page(pot))
    assert "of the £2,400 that is left, the family has £0 and £2,400 is planned" in words(page)
    assert 'name="total"' not in page.content.decode()
    refused = finance.post(payments_page(pot), {"total": "1", "every": "once", "first_due": day(1).isoformat()})
    assert "At most £0 can be planned" in errors(refused)[0]
    assert value(refused, "total") == "1"


def test_a_payment_whose_day_is_to_come_is_not_called_due(cast: Cast, pot: Pot, finance: Client) -> None:
    plan(cast, pot.routes.get(), first_due=day(20))
    assert "£600 Coming" in words(finance.get(payments_page(pot)))
    plan(cast, pot.routes.get())
    assert "£600 Due" in words(finance.get(payments_page(pot)))


def test_a_budget_that_the_family_does_not_hold_has_no_form(cast: Cast, streams: Streams, finance: Client) -> None:
    url = payments_page(short_breaks(cast, streams))
    assert "The family does not hold this budget" in words(finance.get(url))
    finance.post(url, {"total": "1", "every": "once", "first_due": day(1).isoformat()})
    assert not ScheduledPayment.objects.exists()


def test_a_payment_is_cancelled_with_a_reason(cast: Cast, pot: Pot, finance: Client) -> None:
    [row] = plan(cast, pot.routes.get())
    url = reverse("budgets:council_cancel_payment", args=[row.pk])
    assert errors(finance.post(url, {"reason": ""})) == ["Say why."]
    assert finance.post(url, {"reason": "Not needed"})["Location"] == payments_page(pot)
    row.refresh_from_db()
    assert row.state == PaymentState.CANCELLED
    assert "was cancelled" in errors(finance.post(url, {"reason": "Again"}))[0]


def test_payments_are_withheld_and_made_again(cast: Cast, pot: Pot) -> None:
    client, url = (
        signed_in(cast.officer(OfficerRole.BUDGETS)),
        reverse("budgets:council_withhold", args=[pot.pk]),
    )
    typed = {"kind": "records", "reason": "", "valid_from": day().isoformat()}
    assert errors(client.post(url, typed)) == ["Say why; the family reads it."]
    client.post(url, typed | {"reason": "No receipts since May"})
    withheld = Withholding.objects.get()
    end = reverse("budgets:council_end_withholding", args=[withheld.pk])
    assert end in client.get(payments_page(pot)).content.decode()
    assert "No receipts since May" in words(client.get(end))
    assert client.post(end, {"reason": "They came"})["Location"] == payments_page(pot)
    withheld.refresh_from_db()
    assert withheld.valid_to == day()


def test_pages_about_payments_are_for_their_roles(cast: Cast, pot: Pot) -> None:
    [row] = plan(cast, pot.routes.get())
    withheld = withhold(cast, pot)
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    others = [cast.officer(OfficerRole.COMMISSIONER), cast.parent, cast.supporter, cast.provider_owner, cast.outsider]
    assert_guarded(
        reverse("budgets:council_payments_csv"), allowed=[budgets, finance], refused_to=others, takes_posts=False
    )
    for url in (QUEUE, payments_page(pot), reverse("budgets:council_cancel_payment", args=[row.pk])):
        assert_guarded(url, allowed=[finance, budgets], refused_to=others, takes_posts=True)
    for url in (
        reverse("budgets:council_withhold", args=[pot.pk]),
        reverse("budgets:council_end_withholding", args=[withheld.pk]),
    ):
        assert_guarded(url, allowed=[budgets], refused_to=[finance, *others], takes_posts=True)
    assert signed_in(budgets).post(QUEUE, paid(row)).status_code == 403


def test_the_queue_takes_a_constant_number_of_statements(
    cast: Cast, streams: Streams, finance: Client, django_assert_max_num_queries: Any
) -> None:
    for child in ChildFactory.create_batch(6, family=cast.family):
        plan(cast, manage(cast, pot_with(child, streams["equipment"], 60_000)), 1_000)
    with django_assert_max_num_queries(16):
        finance.get(QUEUE)
