"""Reports of problems: to whom they go, who reads them, how they are answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from marketplace.accounts.enums import OfficerRole
from marketplace.catalogue.enums import ListingState, ProblemKind, ProblemState
from marketplace.catalogue.models import ProblemReport, Service
from marketplace.catalogue.problem_notices import send_to_council
from marketplace.catalogue.problem_selectors import problem_status, problems_for_council, problems_to_answer
from marketplace.catalogue.services import (
    ProblemRefused,
    answer_problem,
    pass_problem_to_council,
    report_problem,
)
from marketplace.catalogue.services.problem import REPORTS_AN_HOUR
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.models import AuditEvent
from marketplace.core.tries import TooManyTries
from marketplace.providers.enums import ProviderRole
from marketplace.providers.selectors import actor_for_provider
from tests import factories
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, words
from tests.racing import race, refusals

pytestmark = pytest.mark.django_db

VISITOR = Actor(role="visitor")
SECRET = "The gate by the river was open and Yusuf ran out"


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


@pytest.fixture
def club(cast: Cast) -> Service:
    service: Service = factories.ServiceFactory(provider=cast.provider, name="Otter club", slug="otter-club")
    return service


def report(club: Service, kind: str = ProblemKind.WRONG, **said: Any) -> ProblemReport:
    usual = {"what": SECRET, "email": "amina@family.example"}
    return report_problem(actor=VISITOR, service=club, kind=ProblemKind(kind), **usual | said)


def recipients() -> set[str]:
    return {address for message in mail.outbox for address in message.to}


@pytest.mark.parametrize("kind", [ProblemKind.WRONG, ProblemKind.CLOSED])
def test_the_provider_is_told_of_what_it_can_put_right(
    cast: Cast, club: Service, kind: ProblemKind, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    bookings = factories.UserFactory(email="bookings@riverside.example")
    factories.ProviderMemberFactory(provider=cast.provider, user=bookings, role=ProviderRole.BOOKINGS)
    with django_capture_on_commit_callbacks(execute=True):
        made = report(club, kind)
    assert recipients() == {"olu@riverside.example"}
    assert list(problems_to_answer(cast.provider)) == [made]
    assert not problems_for_council().exists()


@pytest.mark.parametrize("kind", [ProblemKind.TREATMENT, ProblemKind.SAFETY])
def test_officers_and_never_the_provider_are_told_of_treatment_and_safety(
    cast: Cast, club: Service, kind: ProblemKind, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = report(club, kind)
    expected = {"listings@council.example"}
    if kind == ProblemKind.SAFETY:
        expected.add("administrator@council.example")
    assert recipients() == expected
    assert not problems_to_answer(cast.provider).exists()
    assert list(problems_for_council()) == [made]
    made.refresh_from_db()
    assert made.council_told_at is not None
    page = signed_in(cast.provider_owner).get(f"/provider/{cast.provider.slug}/reports/")
    assert made.reference not in words(page)
    assert (
        signed_in(cast.provider_owner).get(f"/provider/{cast.provider.slug}/reports/{made.reference}/").status_code
        == 404
    )


def test_messages_carry_nothing_of_what_was_written(
    cast: Cast, club: Service, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = report(club, ProblemKind.SAFETY)
        answer_problem(actor=VISITOR, report=made, state=ProblemState.PUT_RIGHT, answer="The gate is shut now.")
        report(club)
    assert len(mail.outbox) == 4
    for message in mail.outbox:
        for part in (message.subject, str(message.body)):
            assert "Yusuf" not in part
            assert "gate" not in part


def test_an_entry_that_nobody_runs_is_the_councils(cast: Cast) -> None:
    entry = factories.ServiceFactory(source="Elsewhere", external_id="1", provider__source="Elsewhere")
    assert report(entry).is_for_council
    assert report(factories.ServiceFactory()).is_for_council, "its provider has no people"


def test_the_database_keeps_safety_from_providers(cast: Cast, club: Service) -> None:
    made = report(club, ProblemKind.SAFETY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemReport.objects.filter(pk=made.pk).update(is_for_council=False)


def test_what_the_provider_leaves_open_for_ten_working_days_is_the_councils(cast: Cast, club: Service) -> None:
    with clock.at(clock.local_moment(clock.today().replace(year=2027, month=3, day=1))):  # a Monday
        made = report(club)
        asked_at = clock.now()
    assert (clock.local_day(made.answer_by) - clock.local_day(asked_at)).days == 14
    with clock.at(made.answer_by - timedelta(minutes=1)):
        assert not problems_for_council().exists()
        assert problem_status(made).text == "With the provider"
    with clock.at(made.answer_by + timedelta(minutes=1)):
        assert list(problems_for_council()) == [made]
        assert problem_status(made).text == "With the council"
        assert list(problems_to_answer(cast.provider)) == [made], "the provider may still answer"
        call_command("sweep_problem_reports")
        call_command("sweep_problem_reports")
    assert [message.to for message in mail.outbox] == [["listings@council.example"]]


def test_safety_comes_before_what_is_older(cast: Cast, club: Service) -> None:
    older = report(club, ProblemKind.TREATMENT)
    safety = report(club, ProblemKind.SAFETY)
    assert list(problems_for_council()) == [safety, older]


def test_a_message_that_fails_is_sent_by_the_next_sweep(
    cast: Cast,
    club: Service,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def refuse(*args: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        made = report(club, ProblemKind.SAFETY)
    made.refresh_from_db()
    assert made.council_told_at is None
    with pytest.raises(CommandError):
        call_command("sweep_problem_reports")
    monkeypatch.undo()
    call_command("sweep_problem_reports")
    assert "listings@council.example" in recipients()


def test_the_reporter_is_told_of_the_answer_and_reads_it(
    cast: Cast, club: Service, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = report(club)
    with django_capture_on_commit_callbacks(execute=True):
        answer_problem(
            actor=actor_for_provider(cast.provider_owner),
            report=made,
            state=ProblemState.PUT_RIGHT,
            answer="The times are right now.",
        )
    assert recipients() == {"amina@family.example"}
    page = words(Client().get(f"/reports/{made.reference}/"))
    assert "The times are right now." in page
    assert "Put right" in page
    assert "Yusuf" not in page
    assert "amina@" not in page


def test_who_gave_no_address_is_not_written_to(
    cast: Cast, club: Service, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = report(club, email="")
    with django_capture_on_commit_callbacks(execute=True):
        answer_problem(actor=VISITOR, report=made, state=ProblemState.NO_PROBLEM, answer="All is as it says.")
    assert mail.outbox == []


def test_a_report_is_answered_once_and_with_words(cast: Cast, club: Service) -> None:
    made = report(club)
    with pytest.raises(ProblemRefused, match="Say what was done"):
        answer_problem(actor=VISITOR, report=made, state=ProblemState.PUT_RIGHT, answer=" ")
    answer_problem(actor=VISITOR, report=made, state=ProblemState.PUT_RIGHT, answer="Done")
    with pytest.raises(ProblemRefused, match="answered already: “Done”"):
        answer_problem(actor=VISITOR, report=made, state=ProblemState.NO_PROBLEM, answer="Nothing.")
    with pytest.raises(ProblemRefused, match="answered already"):
        pass_problem_to_council(actor=VISITOR, report=made, reason="Not ours")


def test_a_provider_gives_the_council_what_it_cannot_put_right(cast: Cast, club: Service) -> None:
    made = report(club)
    client = signed_in(cast.provider_owner)
    url = f"/provider/{cast.provider.slug}/reports/{made.reference}/council/"
    assert errors(client.post(url, {"reason": ""})) == ["Say why the council should look at this."]
    client.post(url, {"reason": "The school closed it"})
    assert list(problems_for_council()) == [made]
    assert not problems_to_answer(cast.provider).exists()
    page = signed_in(cast.officer(OfficerRole.LISTINGS)).get(f"/council/reports/{made.reference}/")
    assert "The school closed it" in words(page)


def test_one_listing_takes_so_many_reports_an_hour_but_always_those_on_safety(cast: Cast, club: Service) -> None:
    for _ in range(REPORTS_AN_HOUR):
        report(club)
    with pytest.raises(TooManyTries):
        report(club)
    assert report(club, ProblemKind.SAFETY).pk
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert report(club).pk


def test_anyone_reports_without_an_account(cast: Cast, club: Service) -> None:
    page = Client().get(club.get_absolute_url())
    assert f"{club.get_absolute_url()}report/" in page.content.decode()
    response = Client().post(f"{club.get_absolute_url()}report/", {"kind": "wrong", "what": "It is at 10 now"})
    made = ProblemReport.objects.get()
    assert response["Location"] == f"/reports/{made.reference}/?new=1"
    assert made.reference in words(Client().get(response["Location"]))
    assert (made.what, made.email, made.reported_by) == ("It is at 10 now", "", None)
    event = AuditEvent.objects.get(action="problem.report")
    assert event.after == {"kind": "wrong", "for_council": False}


def test_who_is_signed_in_is_known_to_the_council_alone(cast: Cast, club: Service) -> None:
    said = {"kind": "wrong", "what": "Closed", "email": cast.parent.email}
    signed_in(cast.parent).post(f"{club.get_absolute_url()}report/", said)
    made = ProblemReport.objects.get()
    assert made.reported_by == cast.parent
    officer = words(signed_in(cast.officer(OfficerRole.LISTINGS)).get(f"/council/reports/{made.reference}/"))
    assert "Amina Rahman" in officer
    provider = words(signed_in(cast.provider_owner).get(f"/provider/{cast.provider.slug}/reports/{made.reference}/"))
    assert "Amina" not in provider
    assert "amina@" not in provider


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": ""}, "Choose what the problem is."),
        ({"kind": "nonsense"}, "Select a valid choice"),
        ({"what": " "}, "Say what is wrong."),
        ({"email": "nobody"}, "Enter an e-mail address, such as name@example.org."),
        ({"leave_empty": "https://pills.example"}, "Empty this field, so that we know you are a person."),
    ],
)
def test_a_report_that_says_too_little_or_comes_from_a_program_is_not_taken(
    cast: Cast, club: Service, said: dict[str, str], sentence: str
) -> None:
    page = Client().post(f"{club.get_absolute_url()}report/", {"kind": "wrong", "what": "Late", **said})
    assert any(error.startswith(sentence) for error in errors(page))
    assert not ProblemReport.objects.exists()


def test_one_address_sends_ten_reports_an_hour(cast: Cast, club: Service) -> None:
    client = Client()
    for _ in range(11):
        page = client.post(f"{club.get_absolute_url()}report/", {"kind": "wrong", "what": "Late"})
    assert ProblemReport.objects.count() == 10
    assert "Wait an hour" in words(page)
    client.post(f"{club.get_absolute_url()}report/", {"kind": "safety", "what": "Danger"})
    assert ProblemReport.objects.count() == 11


def test_references_cannot_be_tried_without_end(cast: Cast, club: Service) -> None:
    made = report(club)
    client = Client()
    statuses = [client.get("/reports/0000-0000/").status_code for _ in range(61)]
    assert (statuses[0], statuses[-1]) == (404, 429)
    assert client.get(f"/reports/{made.reference}/").status_code == 429


@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.SUSPENDED])
def test_what_nobody_sees_cannot_be_reported(cast: Cast, state: ListingState) -> None:
    hidden = factories.ServiceFactory(provider=cast.provider, state=state, state_reason="Why")
    assert Client().get(f"{hidden.get_absolute_url()}report/").status_code == 404
    assert Client().post(f"{hidden.get_absolute_url()}report/", {}).status_code == 404


def test_public_pages_take_no_other_method(cast: Cast, club: Service) -> None:
    made = report(club)
    assert Client().put(f"{club.get_absolute_url()}report/").status_code == 405
    assert Client().post(f"/reports/{made.reference}/").status_code == 405


def test_a_provider_reads_and_answers_its_own_reports_only(cast: Cast, club: Service) -> None:
    made = report(club)
    listings, bookings, finance = (
        factories.ProviderMemberFactory(provider=cast.provider, role=role).user
        for role in (ProviderRole.LISTINGS, ProviderRole.BOOKINGS, ProviderRole.FINANCE)
    )
    start = f"/provider/{cast.provider.slug}/reports/"
    for page, takes_posts in (("", False), (f"{made.reference}/", True), (f"{made.reference}/council/", True)):
        assert_guarded(
            f"{start}{page}",
            allowed=[cast.provider_owner, listings],
            refused_to=[bookings, finance],
            hidden_from=[cast.other_provider_owner, cast.parent, cast.outsider, *cast.officers.values()],
            takes_posts=takes_posts,
        )
    other = f"/provider/{cast.other_provider.slug}/reports/{made.reference}/"
    assert signed_in(cast.other_provider_owner).get(other).status_code == 404


def test_only_listings_officers_open_reports(cast: Cast, club: Service) -> None:
    made = report(club, ProblemKind.SAFETY)
    may = {OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR}
    for page, takes_posts in (("", False), (f"{made.reference}/", True)):
        assert_guarded(
            f"/council/reports/{page}",
            allowed=[cast.officer(role) for role in may],
            refused_to=[
                *(officer for role, officer in cast.officers.items() if role not in may),
                cast.provider_owner,
                cast.parent,
            ],
            takes_posts=takes_posts,
        )


def test_an_officer_answers_and_the_report_leaves_the_queue(cast: Cast, club: Service) -> None:
    made = report(club, ProblemKind.TREATMENT)
    client = signed_in(cast.officer(OfficerRole.LISTINGS))
    assert made.reference in words(client.get("/council/reports/"))
    assert "Reports of problems" in words(client.get("/council/"))
    said = {"state": "put_right", "answer": "We spoke with them."}
    client.post(f"/council/reports/{made.reference}/", said, follow=True)
    assert made.reference not in words(client.get("/council/reports/"))
    assert made.reference in words(client.get("/council/reports/?show=answered"))


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_stands(cast: Cast, club: Service) -> None:
    made = report(club)

    def answer(words: str) -> ProblemReport:
        return answer_problem(actor=VISITOR, report=made, state=ProblemState.PUT_RIGHT, answer=words)

    results = race(lambda: answer("One"), lambda: answer("Two"))
    assert len(refusals(results)) == 1
    assert AuditEvent.objects.filter(action="problem.answer").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_send_one_message(cast: Cast, club: Service) -> None:
    made = report(club, ProblemKind.TREATMENT)
    ProblemReport.objects.update(council_told_at=None)
    mail.outbox.clear()
    assert sorted(race(*[lambda: send_to_council(made.pk)] * 4)) == [False, False, False, True]
    assert len(mail.outbox) == 1
