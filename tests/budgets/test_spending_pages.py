"""The pages on which families record what they spent and officers look at it, and who may have a receipt."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole, SupportScope
from marketplace.accounts.models import SupportConsent
from marketplace.budgets.models import FundingStream, Pot, SpendingRecord
from marketplace.budgets.services import accept_spending, pay_payments, query_spending
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.core.uploads import check_upload
from tests.conftest import Cast
from tests.files import ELF, pdf, picture, sent
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, value, words

from .routes_scenario import day, family_held, officer, plan, short_breaks, spend

Streams = dict[str, FundingStream]

pytestmark = pytest.mark.django_db

QUEUE = "/council/budgets/spending/"


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> Path:
    """Keep receipts where the test ends."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    return tmp_path / "private"


@pytest.fixture
def pot(cast: Cast, streams: Streams) -> Pot:
    return family_held(cast, streams)


@pytest.fixture
def record(cast: Cast, pot: Pot) -> SpendingRecord:
    """Return a record with a receipt."""
    return spend(cast, pot, receipt=check_upload(sent(picture(), "bus.jpg")))


@pytest.fixture
def family(cast: Cast) -> Client:
    return signed_in(cast.parent)


@pytest.fixture
def budgets(cast: Cast) -> Client:
    return signed_in(cast.officer(OfficerRole.BUDGETS))


def list_page(cast: Cast) -> str:
    return reverse("budgets:family_spending", args=[cast.child.pk])


def add_page(cast: Cast) -> str:
    return reverse("budgets:family_add_spending", args=[cast.child.pk])


def page_of(record: SpendingRecord, name: str = "family_spending_record") -> str:
    return reverse(f"budgets:{name}", args=[record.pk])


def said(of: Pot, /, **changed: Any) -> dict[str, Any]:
    return {
        "pot": str(of.pk),
        "spent_on": day(-1).isoformat(),
        "payee": "Otter club",
        "what": "Saturday club",
        "category": str(Category.objects.get(code="weekend-clubs").pk),
        "amount": "25",
        "token": str(uuid4()),
    } | changed


def test_a_family_records_what_it_spent_with_a_receipt(cast: Cast, pot: Pot, family: Client) -> None:
    pay_payments(
        actor=officer(cast, OfficerRole.FINANCE),
        payments=plan(cast, pot.routes.get(), 10_000),
        paid_on=day(),
        reference="1",
    )
    typed = said(pot, receipt=sent(picture("HEIF"), "IMG_1.HEIC", "image/heic"))
    assert family.post(add_page(cast), typed)["Location"] == list_page(cast)
    page = words(family.get(list_page(cast)))
    for figure in ("£100 Paid to you so far", "£25 Recorded by you", "£75 Not recorded yet", "Otter club"):
        assert figure in page
    record = SpendingRecord.objects.get()
    assert (record.receipt_name, record.receipt_type) == ("IMG_1.jpg", "image/jpeg")
    assert "£25 of Short breaks" in words(family.get(page_of(record)))


def test_the_same_form_sent_twice_records_once(cast: Cast, pot: Pot, family: Client) -> None:
    typed = said(pot)
    for _ in range(2):
        assert family.post(add_page(cast), typed).status_code == 302
    assert SpendingRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (ELF, "receipt.pdf", "This file is a program, so it was not taken. Send a photo or a PDF."),
        (b"<html>hello</html>", "receipt.png", "This is not a photo or a PDF."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "receipt.svg", "This is not a photo or a PDF."),
        (pdf(b"<</S/JavaScript/JS(1)>>"), "receipt.pdf", "This PDF can run a program"),
        (picture() + bytes(11 * 1024 * 1024), "receipt.jpg", "The file is larger than 10 MB."),
        (b"", "receipt.jpg", "The file is empty. Choose another."),
    ],
)
def test_a_receipt_that_is_none_is_refused_and_what_was_typed_is_kept(
    cast: Cast, pot: Pot, family: Client, private_folder: Path, content: bytes, name: str, sentence: str
) -> None:
    page = family.post(add_page(cast), said(pot, receipt=sent(content, name)))
    [error] = errors(page)
    assert error.startswith(sentence)
    assert (value(page, "payee"), value(page, "amount")) == ("Otter club", "25")
    assert not SpendingRecord.objects.exists()
    assert not private_folder.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"pot": ""}, "Choose which part of the budget you used."),
        ({"spent_on": "tomorrow"}, "Enter a day, such as 31 March 2027."),
        ({"payee": ""}, "Say who you paid."),
        ({"what": ""}, "Say what it was for."),
        ({"category": ""}, "Choose what kind of thing it is."),
        ({"amount": "0"}, "Enter an amount from £0.01 to £500,000."),
        ({"amount": "2,400.01"}, "Short breaks has £2,400 left, which is £0.01 less than £2,400.01."),
    ],
)
def test_a_wrong_answer_is_a_sentence_in_place(
    cast: Cast, pot: Pot, family: Client, changed: dict[str, str], sentence: str
) -> None:
    page = family.post(add_page(cast), said(pot, **changed))
    assert errors(page)[0].startswith(sentence)
    assert not SpendingRecord.objects.exists()


def test_a_day_in_the_future_is_a_sentence_in_place(cast: Cast, pot: Pot, family: Client) -> None:
    page = family.post(add_page(cast), said(pot, spent_on=day(1).isoformat()))
    assert errors(page) == ["The day cannot be in the future. Record it when you have paid."]


def test_a_family_records_only_for_its_own_budgets(cast: Cast, pot: Pot) -> None:
    stranger = signed_in(cast.other_parent)
    assert stranger.post(add_page(cast), said(pot)).status_code == 404
    url = reverse("budgets:family_add_spending", args=[cast.other_child.pk])
    assert stranger.post(url, said(pot)).status_code == 200
    assert not SpendingRecord.objects.exists()


def test_a_family_that_holds_nothing_is_told_of_the_ways(cast: Cast, streams: Streams, family: Client) -> None:
    short_breaks(cast, streams)
    for url in (list_page(cast), add_page(cast)):
        assert "You do not hold any of this budget yourself" in words(family.get(url))


def test_a_family_answers_the_councils_question(cast: Cast, pot: Pot, family: Client) -> None:
    record = spend(cast, pot)
    query_spending(actor=officer(cast), record=record, question="Who went?")
    assert "The council has a question" in words(family.get(list_page(cast)))
    url = page_of(record)
    assert errors(family.post(url, {"reply": "", "receipt": sent(pdf(), "a.pdf")})) == [
        "Write an answer. A sentence is enough."
    ]
    assert family.post(url, {"reply": "Yusuf and I", "receipt": sent(pdf(), "a.pdf")})["Location"] == url
    assert "Yusuf and I" in words(family.get(url))
    assert "does not wait for an answer" in errors(family.post(url, {"reply": "Again"}))[0]


def test_a_family_takes_a_record_back(cast: Cast, pot: Pot, record: SpendingRecord, family: Client) -> None:
    url = page_of(record, "family_withdraw_spending")
    assert "£25 goes back to Short breaks" in words(family.get(url))
    assert family.post(url)["Location"] == list_page(cast)
    assert "Taken back by the family" in words(family.get(list_page(cast)))
    assert "decided or taken back already" in words(family.post(url, follow=True))
    pot.refresh_from_db()
    assert pot.left_pence == 240_000


def test_officers_look_at_the_sample_and_decide(cast: Cast, record: SpendingRecord, budgets: Client) -> None:
    assert "There is nothing to look at here" in words(budgets.get(QUEUE))
    SpendingRecord.objects.update(is_sampled=True)
    assert "Saturday club" in words(budgets.get(QUEUE))
    url = page_of(record, "council_spending_record")
    assert errors(budgets.post(url, {"decision": ""})) == ["Choose what you decide."]
    assert errors(budgets.post(url, {"decision": "reject", "words": ""})) == [
        "Say why it is not accepted; the family reads it."
    ]
    assert budgets.post(url, {"decision": "query", "words": "Who went?"})["Location"] == QUEUE
    assert "Saturday club" in words(budgets.get(f"{QUEUE}?show=asked"))
    assert budgets.post(url, {"decision": "reject", "words": "Not for the child"})["Location"] == QUEUE
    assert "Not for the child" in words(budgets.get(url))
    [sentence] = errors(budgets.post(url, {"decision": "accept"}))
    assert sentence == "Somebody was here before you: not accepted. Nothing was changed."


def test_an_officer_draws_the_sample(cast: Cast, pot: Pot, budgets: Client) -> None:
    spend(cast, pot, 60_000)
    SpendingRecord.objects.update(created_at=clock.local_moment(day(-3)))
    page = budgets.post(reverse("budgets:council_sample_spending"), follow=True)
    assert "1 record chosen to be looked at." in words(page)
    assert "£600" in words(page)


def test_officers_see_the_records_of_one_budget(cast: Cast, pot: Pot, budgets: Client) -> None:
    spend(cast, pot)
    assert "Saturday club" in words(budgets.get(f"{QUEUE}?show=all&pot={pot.pk}"))
    assert "Saturday club" not in words(budgets.get(f"{QUEUE}?show=all&pot={uuid4()}"))
    assert budgets.get(f"{QUEUE}?pot=nonsense").status_code == 404


def test_a_receipt_is_saved_never_shown_and_each_time_recorded(
    cast: Cast, record: SpendingRecord, family: Client, budgets: Client
) -> None:
    for client, name, role in (
        (family, "family_receipt", "family"),
        (budgets, "council_receipt", "officer:budgets"),
    ):
        response = client.get(page_of(record, name))
        assert response["Content-Disposition"] == 'attachment; filename="bus.jpg"'
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
        assert b"".join(response).startswith(b"\xff\xd8")  # type: ignore[arg-type]
        event = AuditEvent.objects.filter(action="spending.receipt").latest("occurred_at")
        assert (event.actor_role, event.object_id) == (role, record.pk)


def test_a_receipt_is_found_by_the_family_and_officers_of_budgets_and_finance_only(
    cast: Cast, pot: Pot, record: SpendingRecord
) -> None:
    assert_guarded(
        page_of(record, "family_receipt"),
        allowed=[cast.parent, cast.supporter],
        hidden_from=[cast.other_parent, cast.provider_owner, cast.outsider, *cast.officers.values()],
    )
    may = {OfficerRole.BUDGETS, OfficerRole.FINANCE, OfficerRole.ADMINISTRATOR}
    assert_guarded(
        page_of(record, "council_receipt"),
        allowed=[cast.officer(role) for role in may],
        hidden_from=[
            *[person for role, person in cast.officers.items() if role not in may],
            cast.parent,
            cast.provider_owner,
            cast.outsider,
        ],
    )
    without = spend(cast, pot)
    assert signed_in(cast.parent).get(page_of(without, "family_receipt")).status_code == 404
    assert signed_in(cast.officer(OfficerRole.BUDGETS)).get(page_of(without, "council_receipt")).status_code == 404


def test_pages_of_a_family_about_spending_are_its_own(cast: Cast, record: SpendingRecord) -> None:
    strangers = [cast.other_parent, cast.provider_owner, cast.outsider, cast.officer(OfficerRole.BUDGETS)]
    assert_guarded(list_page(cast), allowed=[cast.parent, cast.supporter], hidden_from=strangers)
    assert_guarded(page_of(record), allowed=[cast.parent, cast.supporter], hidden_from=strangers, takes_posts=True)
    for url in (add_page(cast), page_of(record, "family_withdraw_spending")):
        assert_guarded(url, allowed=[cast.parent], hidden_from=strangers, refused_to=[cast.supporter], takes_posts=True)
    assert signed_in(cast.supporter).post(page_of(record), {"reply": "x"}).status_code == 403


def test_pages_of_officers_about_spending_are_for_their_roles(cast: Cast, record: SpendingRecord) -> None:
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    others = [cast.officer(OfficerRole.LISTINGS), cast.parent, cast.supporter, cast.provider_owner, cast.outsider]
    url = page_of(record, "council_spending_record")
    assert_guarded(QUEUE, allowed=[budgets, finance], refused_to=others)
    assert_guarded(url, allowed=[budgets, finance], refused_to=others, takes_posts=True)
    assert signed_in(finance).post(url, {"decision": "accept"}).status_code == 403
    sample = reverse("budgets:council_sample_spending")
    assert signed_in(budgets).get(sample).status_code == 405
    for person in (finance, *others):
        assert signed_in(person).post(sample).status_code == 403
    assert Client().post(sample)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("act", ["add", "withdraw", "reply"])
def test_a_supporter_whose_consent_ended_while_the_page_was_open_is_refused(
    cast: Cast, pot: Pot, record: SpendingRecord, act: str
) -> None:
    consents = SupportConsent.objects.filter(supporter=cast.supporter)
    consents.update(scopes=[SupportScope.SEE, SupportScope.MONEY])
    supporter = signed_in(cast.supporter)
    query_spending(actor=officer(cast), record=record, question="Who went?")
    url, typed = {
        "add": (add_page(cast), said(pot)),
        "withdraw": (page_of(record, "family_withdraw_spending"), {}),
        "reply": (page_of(record), {"reply": "We"}),
    }[act]
    assert supporter.get(url).status_code == 200
    consents.update(withdrawn_at=clock.now())
    before = list(SpendingRecord.objects.values())
    assert supporter.post(url, typed).status_code == 404
    assert list(SpendingRecord.objects.values()) == before


def test_a_supporter_who_manages_money_is_recorded_as_such(cast: Cast, pot: Pot) -> None:
    SupportConsent.objects.filter(supporter=cast.supporter).update(scopes=[SupportScope.SEE, SupportScope.MONEY])
    signed_in(cast.supporter).post(add_page(cast), said(pot))
    event = AuditEvent.objects.get(action="spending.record")
    assert (event.actor_role, event.on_behalf_of) == ("supporter", cast.family.pk)


def test_what_was_decided_can_not_be_taken_back_or_decided_again(
    cast: Cast, record: SpendingRecord, family: Client, budgets: Client
) -> None:
    accept_spending(actor=officer(cast), record=record)
    assert "Take this record back" not in words(family.get(page_of(record)))
    assert "Your decision" not in words(budgets.get(page_of(record, "council_spending_record")))


def test_a_list_takes_a_constant_number_of_statements(
    cast: Cast, pot: Pot, family: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(12):
        spend(cast, pot, 100)
    with django_assert_max_num_queries(28):
        assert len(re.findall("Saturday club", family.get(list_page(cast)).content.decode())) == 12


def test_a_receipt_that_came_with_a_mistake_elsewhere_is_asked_for_again(cast: Cast, pot: Pot, family: Client) -> None:
    lost = "Choose the receipt again"
    page = words(family.post(add_page(cast), said(pot, payee="", receipt=sent(picture(), "bus.jpg"))))
    assert lost in page
    assert lost not in words(family.post(add_page(cast), said(pot, payee="")))
    assert lost not in words(family.get(add_page(cast)))


def test_the_page_says_truly_who_can_see_a_receipt(cast: Cast, record: SpendingRecord, family: Client) -> None:
    assert "Your family, whoever you let see your budget, and the council can see it." in words(
        family.get(add_page(cast))
    )
    assert signed_in(cast.supporter).get(page_of(record, "family_receipt")).status_code == 200


def test_a_supporter_who_only_sees_is_told_what_it_takes_to_record(cast: Cast, pot: Pot) -> None:
    page = words(signed_in(cast.supporter).get(list_page(cast)))
    assert "To record what the family spends, you need its consent to manage money." in page
    assert "Record what you spent" not in page
