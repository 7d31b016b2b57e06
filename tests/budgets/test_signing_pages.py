"""Officers' pages about signing, and administrators' about who signs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.errors import SignersRefused
from marketplace.budgets.models import FundingStream, PlanSignature, SignerAppointment, SigningGrade, SupportPlan
from marketplace.budgets.selectors.signing import grades_of
from marketplace.budgets.services import add_grade, appoint_signer, change_grade_limit, end_signer, load_grades
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests import pages
from tests.conftest import Cast

from .plan_scenario import EQUIPMENT, SHORT_BREAKS, agreed, amended, figure, money_line, sent, sign, signer, start

Streams = dict[str, FundingStream]


@pytest.fixture
def waiting(cast: Cast, streams: Streams) -> SupportPlan:
    """£6,000 of short breaks and £1,000 of equipment, sent by the family."""
    plan = start(cast)
    money_line(plan, cast, 600_000, streams[SHORT_BREAKS])
    money_line(plan, cast, 100_000, streams[EQUIPMENT], category="equipment")
    return sent(plan, cast)


@pytest.fixture
def administrator(cast: Cast) -> Client:
    return pages.signed_in(cast.officer(OfficerRole.ADMINISTRATOR))


def stream_url(plan: SupportPlan, stream: FundingStream) -> str:
    return reverse("budgets:signing_stream", args=[plan.pk, stream.pk])


def test_the_queue_shows_what_the_officer_signs_and_what_needs_a_higher_grade(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    page = pages.words(pages.signed_in(signer("Team manager")).get(reverse("budgets:signing")))
    assert "You sign as Team manager (up to £5,000 for each stream)." in page
    mine, others = page.split("For somebody else")
    assert "Equipment £1,000" in mine
    assert "Short breaks" not in mine
    assert "Short breaks £6,000" in others
    assert "Needs a higher grade" in others


def test_the_queue_leaves_out_other_owners_and_what_is_signed(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    head = signer("Head of service")
    sign(waiting, streams[EQUIPMENT], head)
    page = pages.words(pages.signed_in(head).get(reverse("budgets:signing")))
    assert "Short breaks" in page
    assert "Equipment" not in page
    nurse = signer("Health lead", owner="health", limit_pence=None)
    assert "Nothing waits for you" in pages.words(pages.signed_in(nurse).get(reverse("budgets:signing")))


def test_who_signs_nothing_is_told_so(cast: Cast, waiting: SupportPlan) -> None:
    page = pages.signed_in(cast.officer(OfficerRole.BUDGETS)).get(reverse("budgets:signing"))
    assert "You do not sign plans" in pages.words(page)


def test_the_queue_reads_a_constant_number_of_times(
    cast: Cast, streams: Streams, waiting: SupportPlan, django_assert_max_num_queries: object
) -> None:
    client = pages.signed_in(signer("Head of service"))
    for year in range(1, 6):
        days = {
            "valid_from": waiting.valid_to + timedelta(year * 10),
            "valid_to": waiting.valid_to + timedelta(year * 10 + 5),
        }
        plan = start(cast, **days)
        money_line(plan, cast, 1_000, streams[SHORT_BREAKS])
        sent(plan, cast)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page = client.get(reverse("budgets:signing"))
    assert len(page.context["to_sign"]) == 7


def test_the_plan_to_sign_shows_lines_figure_warnings_and_what_changed(cast: Cast, streams: Streams) -> None:
    figure(cast.child, streams[SHORT_BREAKS], 900_000)
    plan = agreed(cast, {streams[SHORT_BREAKS]: 600_000})
    change = amended(plan, cast)
    money_line(change, cast, 200_000, streams[SHORT_BREAKS], description="A week away")
    change = sent(change, cast)
    page = pages.words(
        pages.signed_in(signer("Head of service")).get(reverse("budgets:signing_plan", args=[change.pk]))
    )
    for words in ("Why: The club closed", "A week away Added", "£6,000", "£8,000", "£9,000", "Not signed yet"):
        assert words in page


def test_an_officer_signs_and_above_the_limit_is_refused_in_place(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    client = pages.signed_in(signer("Team manager", name="Tess Team"))
    answers = {"name": "Tess Team", "note": "Seen the quote", "revision": "1"}
    refused = client.post(stream_url(waiting, streams[SHORT_BREAKS]), answers)
    assert "As Team manager you sign up to £5,000" in pages.errors(refused)[0]
    assert pages.value(refused, "note") == "Seen the quote"
    assert not PlanSignature.objects.exists()
    client.post(stream_url(waiting, streams[EQUIPMENT]), answers)
    assert PlanSignature.objects.get().note == "Seen the quote"
    officers_page = pages.words(client.get(reverse("budgets:signing_plan", args=[waiting.pk])))
    assert "Tess Team (Team manager), for £1,000" in officers_page
    assert "Seen the quote" in officers_page
    document = reverse("budgets:family_plan_document", args=[cast.child.pk, waiting.pk])
    assert "Seen the quote" not in pages.words(pages.signed_in(cast.parent).get(document))


def test_the_plan_says_before_anybody_tries_what_the_officer_cannot_sign(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    url = reverse("budgets:signing_plan", args=[waiting.pk])
    client = pages.signed_in(signer("Team manager"))
    page = client.get(url)
    assert "Short breaks comes to £6,000. As Team manager you sign up to £5,000" in pages.words(page)
    assert stream_url(waiting, streams[EQUIPMENT]) in page.content.decode()
    assert stream_url(waiting, streams[SHORT_BREAKS]) not in page.content.decode()
    above = client.get(stream_url(waiting, streams[SHORT_BREAKS]))
    assert "You cannot sign this" in pages.words(above)
    assert 'name="name"' not in above.content.decode()


def test_who_signs_nothing_or_acts_for_the_family_is_offered_no_signature(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    officer = cast.officer(OfficerRole.BUDGETS)
    document = reverse("budgets:council_plan_document", args=[cast.child.pk, waiting.pk])
    assert "Sign for the council" not in pages.words(pages.signed_in(officer).get(document))
    head = signer("Head of service")
    assert "Sign for the council" in pages.words(pages.signed_in(head).get(document))
    assert "You do not sign plans" in pages.words(pages.signed_in(officer).get(stream_url(waiting, streams[EQUIPMENT])))
    cast.family.members.create(user=head)
    page = pages.signed_in(head).get(reverse("budgets:signing_plan", args=[waiting.pk]))
    assert "You act for this family" in pages.words(page)


def test_a_signed_stream_is_not_offered_again(cast: Cast, streams: Streams, waiting: SupportPlan) -> None:
    one, two = signer("Head of service", name="Hana Head"), signer("Head of service")
    sign(waiting, streams[EQUIPMENT], one)
    page = pages.words(pages.signed_in(two).get(stream_url(waiting, streams[EQUIPMENT])))
    assert "You cannot sign this Hana Head has signed Equipment already." in page


def test_the_second_of_two_officers_is_told_that_it_is_signed(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    one, two = signer("Head of service", name="Hana Head"), signer("Head of service")
    sign(waiting, streams[SHORT_BREAKS], one)
    page = pages.signed_in(two).post(stream_url(waiting, streams[SHORT_BREAKS]), {"name": "Two", "revision": "1"})
    assert pages.errors(page) == ["Hana Head has signed Short breaks already. Nothing more was signed."]


def test_grades_that_a_council_starts_with_are_loaded_once(cast: Cast) -> None:
    load_grades()
    SigningGrade.objects.filter(name="Team manager").update(name="Team leader")
    load_grades()
    assert list(SigningGrade.objects.values_list("name", "limit_pence")) == [
        ("Team leader", 500_000),
        ("Group manager", 2_000_000),
        ("Head of service", None),
    ]


def test_an_administrator_adds_a_grade_and_appoints_a_signer(cast: Cast, administrator: Client) -> None:
    today = clock.today().isoformat()
    administrator.post(
        reverse("budgets:signing_grade_add"),
        {"name": "Health lead", "limit_pence": "7,500", "owner": "health", "valid_from": today},
    )
    grade = SigningGrade.objects.get()
    assert (grade.limit_pence, grade.owner) == (750_000, "health")
    officer = cast.officer(OfficerRole.BUDGETS)
    administrator.post(reverse("budgets:signer_appoint"), {"user": officer.pk, "grade": grade.pk, "valid_from": today})
    assert grades_of(officer, clock.today()) == [grade]
    page = pages.words(administrator.get(reverse("budgets:signers")))
    for words in ("Officer budgets", "Health lead", "£7,500", "Health"):
        assert words in page
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {"signing_grade.add", "signer.appoint"}


def test_signers_and_grades_end_on_a_day(cast: Cast, administrator: Client) -> None:
    user = signer("Team manager")
    appointment = SignerAppointment.objects.get()
    yesterday, today = clock.today() - timedelta(days=1), clock.today()
    refused = administrator.post(reverse("budgets:signer_end", args=[appointment.pk]), {"last_day": yesterday})
    assert "today or later" in pages.errors(refused)[0]
    administrator.post(reverse("budgets:signer_end", args=[appointment.pk]), {"last_day": today})
    administrator.post(reverse("budgets:signing_grade_end", args=[appointment.grade_id]), {"last_day": today})
    assert grades_of(user, today) != []
    assert grades_of(user, today + timedelta(days=1)) == []


def test_a_limit_changes_from_a_day_and_signers_go_over(cast: Cast, administrator: Client) -> None:
    user = signer("Team manager")
    grade = SigningGrade.objects.get(name="Team manager")
    tomorrow = clock.today() + timedelta(days=1)
    url = reverse("budgets:signing_grade_limit", args=[grade.pk])
    assert pages.value(administrator.get(url), "limit_pence") == "5000.00"
    refused = administrator.post(url, {"limit_pence": "6000", "valid_from": clock.today()})
    assert "from tomorrow on" in pages.errors(refused)[0]
    administrator.post(url, {"limit_pence": "6000", "valid_from": tomorrow})
    limits = [[each.limit_pence for each in grades_of(user, day)] for day in (clock.today(), tomorrow)]
    assert limits == [[500_000], [600_000]]


def test_an_appointment_to_come_goes_over_whole(cast: Cast) -> None:
    load_grades()
    grade, officer = SigningGrade.objects.get(name="Team manager"), cast.officer(OfficerRole.BUDGETS)
    soon = clock.today() + timedelta(days=5)
    appoint_signer(actor=SYSTEM, user=officer, grade=grade, valid_from=soon)
    change_grade_limit(actor=SYSTEM, grade=grade, limit_pence=None, valid_from=clock.today() + timedelta(days=1))
    appointment = SignerAppointment.objects.get()
    assert (appointment.valid_from, appointment.grade.limit_pence) == (soon, None)


def test_signers_that_make_no_sense_are_refused(cast: Cast) -> None:
    load_grades()
    grade, today = SigningGrade.objects.get(name="Team manager"), clock.today()
    officer, before = cast.officer(OfficerRole.BUDGETS), today - timedelta(days=1)
    made = appoint_signer(actor=SYSTEM, user=officer, grade=grade, valid_from=today)
    for refused, sentence in (
        (lambda: appoint_signer(actor=SYSTEM, user=officer, grade=grade, valid_from=today), "signs as Team manager"),
        (
            lambda: appoint_signer(actor=SYSTEM, user=cast.parent, grade=grade, valid_from=today),
            "Only a budget officer",
        ),
        (
            lambda: appoint_signer(actor=SYSTEM, user=officer, grade=grade, valid_from=today, valid_to=before),
            "on or after",
        ),
        (lambda: end_signer(actor=SYSTEM, appointment=made, last_day=before), "today or later"),
        (
            lambda: add_grade(actor=SYSTEM, name="team MANAGER", limit_pence=1, valid_from=today),
            "There is a grade of this name",
        ),
        (
            lambda: add_grade(actor=SYSTEM, name="New", limit_pence=1, valid_from=today, valid_to=before),
            "on or after",
        ),
    ):
        with pytest.raises(SignersRefused, match=sentence):
            refused()
