"""Signing a plan: who may, up to how much, and what the last signature does."""

from datetime import timedelta

import pytest

from marketplace.accounts.models import FamilyMember
from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import Account, PlanState, SigningParty
from marketplace.budgets.errors import AwardRefused, PlanRefused, SigningRefused
from marketplace.budgets.models import FundingStream, LedgerLeg, LedgerTransaction, PlanSignature, Pot, SupportPlan
from marketplace.budgets.services import (
    add_outcome,
    award_budget,
    return_plan,
    sign_for_family,
    sign_stream,
    start_plan,
    submit_plan,
    write_plan_words,
)
from marketplace.budgets.services.ledger import Leg, post_transaction
from marketplace.catalogue.models import Outcome
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import close

from .plan_scenario import (
    EQUIPMENT,
    SHORT_BREAKS,
    SUPPORT,
    acting,
    agreed,
    amended,
    family_of,
    family_signs,
    money_line,
    officer_of,
    sent,
    sign,
    signed_by_all,
    signer,
    start,
    this_year,
)

Streams = dict[str, FundingStream]


@pytest.fixture
def waiting(cast: Cast, streams: Streams) -> SupportPlan:
    """£4,000 of short breaks and £1,000 of equipment, sent by the family."""
    plan = start(cast)
    money_line(plan, cast, 400_000, streams[SHORT_BREAKS])
    money_line(plan, cast, 100_000, streams[EQUIPMENT], category="equipment")
    return sent(plan, cast)


def purses(pot: Pot) -> tuple[int, int, int, int]:
    pot.refresh_from_db()
    return pot.funded_pence, pot.left_pence, pot.set_aside_pence, pot.spent_pence


def pot_of(plan: SupportPlan, stream: FundingStream) -> Pot:
    return Pot.objects.get(child=plan.child, stream=stream, valid_from=plan.valid_from, valid_to=plan.valid_to)


def spend(pot: Pot, pence: int) -> None:
    legs = [Leg(Account.LEFT, -pence, pot.pk), Leg(Account.SPENT, pence, pot.pk)]
    post_transaction(kind="correction", legs=legs, actor=SYSTEM, idempotency_key=f"spent {pence}")


@pytest.mark.moves_money
def test_the_last_signature_makes_the_plan_final_and_the_awards(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    manager = signer("Team manager")
    sign(waiting, streams[SHORT_BREAKS], manager)
    family_signs(waiting, cast)
    waiting.refresh_from_db()
    assert waiting.state == PlanState.SUBMITTED
    assert not Pot.objects.exists()
    sign(waiting, streams[EQUIPMENT], manager)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.final_at is not None) == (PlanState.FINAL, True)
    assert purses(pot_of(waiting, streams[SHORT_BREAKS])) == (400_000, 400_000, 0, 0)
    assert purses(pot_of(waiting, streams[EQUIPMENT])) == (100_000, 100_000, 0, 0)
    assert set(LedgerTransaction.objects.values_list("reason", flat=True)) == {"Support plan 1"}
    assert AuditEvent.objects.filter(action="plan.final", object_id=waiting.pk).count() == 1


@pytest.mark.moves_money
def test_the_family_may_be_the_last_to_sign(cast: Cast, streams: Streams, waiting: SupportPlan) -> None:
    manager = signer("Team manager")
    sign(waiting, streams[SHORT_BREAKS], manager)
    sign(waiting, streams[EQUIPMENT], manager)
    family_signs(waiting, cast)
    waiting.refresh_from_db()
    assert waiting.state == PlanState.FINAL


def test_a_signer_above_their_limit_is_refused_with_the_limit(cast: Cast, streams: Streams) -> None:
    plan = start(cast)
    money_line(plan, cast, 500_001, streams[SHORT_BREAKS])
    plan = sent(plan, cast)
    with pytest.raises(
        SigningRefused, match=r"comes to £5,000\.01\. As Team manager you sign up to £5,000, which is £0\.01 less"
    ):
        sign(plan, streams[SHORT_BREAKS], signer("Team manager"))
    assert not PlanSignature.objects.exists()
    sign(plan, streams[SHORT_BREAKS], signer("Group manager"))


def test_each_stream_counts_by_itself_against_the_limit(cast: Cast, streams: Streams) -> None:
    plan = start(cast)
    money_line(plan, cast, 500_000, streams[SHORT_BREAKS])
    money_line(plan, cast, 500_000, streams[EQUIPMENT], category="equipment")
    plan, manager = sent(plan, cast), signer("Team manager")
    sign(plan, streams[SHORT_BREAKS], manager)
    sign(plan, streams[EQUIPMENT], manager)
    assert PlanSignature.objects.count() == 2


def test_of_several_grades_the_highest_counts(cast: Cast, streams: Streams, waiting: SupportPlan) -> None:
    user = signer("Trainee", limit_pence=1_000)
    user.signing_grades.create(grade=signer("Head of service").signing_grades.get().grade, valid_from=this_year()[0])
    assert sign(waiting, streams[SHORT_BREAKS], user).grade.name == "Head of service"  # type: ignore[union-attr]


def test_a_grade_for_another_owner_does_not_sign(cast: Cast, streams: Streams, waiting: SupportPlan) -> None:
    with pytest.raises(SigningRefused, match="You do not sign for Social care"):
        sign(waiting, streams[SHORT_BREAKS], signer("Health lead", owner="health", limit_pence=None))


def test_an_appointment_or_a_grade_that_ended_does_not_sign(cast: Cast, streams: Streams, waiting: SupportPlan) -> None:
    yesterday = clock.today() - timedelta(days=1)
    user = signer("Head of service")
    user.signing_grades.update(valid_to=yesterday)
    other = signer("Team manager")
    grade = other.signing_grades.get().grade
    grade.valid_to = yesterday
    grade.save()
    for person in (user, other):
        with pytest.raises(SigningRefused, match="You do not sign"):
            sign(waiting, streams[SHORT_BREAKS], person)


def test_nobody_signs_a_plan_they_started_wrote_in_or_sent(cast: Cast, streams: Streams) -> None:
    starter, writer, sender = (signer("Head of service") for _ in range(3))
    first, last = this_year()
    plan = start_plan(actor=acting(starter), child=cast.child, valid_from=first, valid_to=last)
    write_plan_words(actor=acting(writer), plan=plan, what_matters="Friends")
    money_line(plan, cast, 1_000, streams[SHORT_BREAKS])
    plan = submit_plan(actor=acting(sender), plan=plan)
    for person in (starter, writer, sender):
        with pytest.raises(SigningRefused, match="You prepared this plan, so somebody else signs it"):
            sign(plan, streams[SHORT_BREAKS], person)


def test_an_officer_does_not_sign_for_the_council_for_their_own_family(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    user = signer("Head of service")
    FamilyMember.objects.create(family=cast.family, user=user)
    with pytest.raises(SigningRefused, match="You act for this family"):
        sign(waiting, streams[SHORT_BREAKS], user)


def test_a_stream_is_signed_once_and_only_if_the_plan_has_it(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    sign(waiting, streams[SHORT_BREAKS], signer("Team manager", name="Tess Team"))
    with pytest.raises(SigningRefused, match="Tess Team has signed Short breaks already"):
        sign(waiting, streams[SHORT_BREAKS], signer("Head of service"))
    with pytest.raises(SigningRefused, match="Nobody has to sign this plan for Social care support"):
        sign(waiting, streams[SUPPORT], signer("Head of service"))
    family_signs(waiting, cast)
    with pytest.raises(SigningRefused, match="signed already"):
        family_signs(waiting, cast)


def test_only_members_sign_for_the_family_and_with_a_name(cast: Cast, waiting: SupportPlan) -> None:
    with pytest.raises(SigningRefused, match="Only a member of the family"):
        sign_for_family(actor=actor_for_family(cast.supporter, cast.family), plan=waiting, name="Sam")
    with pytest.raises(SigningRefused, match="Type your name"):
        sign_for_family(actor=family_of(cast), plan=waiting, name="  ")
    assert not PlanSignature.objects.exists()


def test_signatures_under_an_earlier_sending_do_not_count(cast: Cast, streams: Streams, waiting: SupportPlan) -> None:
    manager = signer("Team manager")
    sign(waiting, streams[SHORT_BREAKS], manager)
    sign(waiting, streams[EQUIPMENT], manager)
    returned = return_plan(actor=acting(manager), plan=waiting, reason="Say more about safety")
    assert (returned.state, returned.return_reason) == (PlanState.DRAFT, "Say more about safety")
    again = sent(returned, cast)
    assert (again.revision, again.return_reason) == (2, "")
    family_signs(again, cast)
    again.refresh_from_db()
    assert again.state == PlanState.SUBMITTED


def test_a_plan_that_was_sent_again_has_to_be_read_again(cast: Cast, streams: Streams, waiting: SupportPlan) -> None:
    manager = signer("Team manager")
    sent(return_plan(actor=acting(manager), plan=waiting, reason="More"), cast)
    with pytest.raises(SigningRefused, match="changed and sent again since you opened it"):
        sign(waiting, streams[SHORT_BREAKS], manager)
    with pytest.raises(SigningRefused, match="changed and sent again since you opened it"):
        family_signs(waiting, cast)


def test_a_plan_that_does_not_wait_is_neither_signed_nor_returned(cast: Cast, streams: Streams) -> None:
    plan = start(cast)
    money_line(plan, cast, 1_000, streams[SHORT_BREAKS])
    with pytest.raises(SigningRefused, match="does not wait to be signed"):
        sign(plan, streams[SHORT_BREAKS], signer("Head of service"))
    with pytest.raises(SigningRefused, match="does not wait"):
        return_plan(actor=officer_of(cast), plan=plan, reason="why")
    with pytest.raises(SigningRefused, match="Say what should change"):
        return_plan(actor=officer_of(cast), plan=plan, reason=" ")


@pytest.mark.moves_money
def test_what_was_awarded_before_the_plan_is_not_awarded_twice(cast: Cast, streams: Streams) -> None:
    first, last = this_year()
    stream = streams[SHORT_BREAKS]
    common = {"actor": SYSTEM, "child": cast.child, "valid_from": first, "valid_to": last, "reason": "Before"}
    award_budget(stream=stream, amount_pence=30_000, **common)
    award_budget(stream=streams[EQUIPMENT], amount_pence=30_000, **common)
    plan = agreed(cast, {stream: 40_000, streams[EQUIPMENT]: 10_000})
    assert purses(pot_of(plan, stream)) == (40_000, 40_000, 0, 0)
    assert purses(pot_of(plan, streams[EQUIPMENT])) == (10_000, 10_000, 0, 0)


@pytest.mark.moves_money
def test_contingency_is_kept_aside(cast: Cast, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    plan = agreed(cast, {stream: 40_000}, aside={stream: 5_000})
    pot = pot_of(plan, stream)
    assert purses(pot) == (45_000, 40_000, 5_000, 0)
    legs = LedgerLeg.objects.filter(pot=pot, transaction__kind="award").values_list("account", "amount_pence")
    assert sorted(legs) == [("left", -5_000), ("left", 45_000), ("set_aside", 5_000)]


@pytest.mark.moves_money
def test_an_amendment_changes_the_awards_by_the_difference(cast: Cast, streams: Streams) -> None:
    stream, other = streams[SHORT_BREAKS], streams[EQUIPMENT]
    plan = agreed(cast, {stream: 40_000, other: 20_000}, aside={stream: 5_000})
    spend(pot_of(plan, stream), 10_000)
    change = amended(plan, cast)
    for line in change.lines.all():
        line.delete()
    money_line(change, cast, 50_000, stream)
    money_line(change, cast, 2_000, stream, is_contingency=True)
    change = signed_by_all(change, cast, [stream, other])
    plan.refresh_from_db()
    assert (change.state, plan.state, change.number) == (PlanState.FINAL, PlanState.REPLACED, 2)
    assert purses(pot_of(plan, stream)) == (52_000, 40_000, 2_000, 10_000)
    assert purses(pot_of(plan, other)) == (0, 0, 0, 0)
    assert Pot.objects.count() == 2


@pytest.mark.moves_money
def test_what_was_moved_since_stays_moved(cast: Cast, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    plan = agreed(cast, {stream: 40_000})
    first, last = this_year()
    award_budget(
        actor=SYSTEM,
        child=cast.child,
        stream=stream,
        valid_from=first,
        valid_to=last,
        amount_pence=7_000,
        reason="Virement",
    )
    change = amended(plan, cast)
    money_line(change, cast, 10_000, stream)
    signed_by_all(change, cast, [stream])
    assert purses(pot_of(plan, stream)) == (57_000, 57_000, 0, 0)


@pytest.mark.moves_money
def test_a_reduction_below_what_is_spent_refuses_the_signature_by_how_much(cast: Cast, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    plan = agreed(cast, {stream: 40_000}, aside={stream: 5_000})
    pot = pot_of(plan, stream)
    spend(pot, 30_000)
    change = amended(plan, cast)
    change.lines.get(is_contingency=False).delete()
    money_line(change, cast, 20_000, stream)
    change = sent(change, cast)
    sign(change, stream, signer("Head of service"))
    with pytest.raises(
        AwardRefused,
        match=r"Short breaks: £0 is reserved, £50 is kept aside and £300 is spent, so at most £100 can be taken back\. "
        r"You asked for £100 more than that\. The plan was not signed\.",
    ):
        family_signs(change, cast)
    change.refresh_from_db()
    plan.refresh_from_db()
    assert (change.state, plan.state) == (PlanState.SUBMITTED, PlanState.FINAL)
    assert not PlanSignature.objects.filter(plan=change, party=SigningParty.FAMILY).exists()
    assert purses(pot) == (45_000, 10_000, 5_000, 30_000)


@pytest.mark.moves_money
def test_contingency_that_was_released_is_not_put_back_twice(cast: Cast, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    plan = agreed(cast, {stream: 40_000}, aside={stream: 5_000})
    pot = pot_of(plan, stream)
    legs = [Leg(Account.SET_ASIDE, -4_000, pot.pk), Leg(Account.LEFT, 4_000, pot.pk)]
    post_transaction(kind="award", legs=legs, actor=SYSTEM, idempotency_key="released")
    change = amended(plan, cast)
    change.lines.get(is_contingency=True).delete()
    signed_by_all(change, cast, [stream])
    assert purses(pot) == (40_000, 40_000, 0, 0)


@pytest.mark.moves_money
def test_keeping_aside_more_than_is_left_is_refused_by_how_much(cast: Cast, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    plan = agreed(cast, {stream: 40_000})
    spend(pot_of(plan, stream), 38_000)
    change = amended(plan, cast)
    change.lines.all().delete()
    money_line(change, cast, 35_000, stream)
    money_line(change, cast, 5_000, stream, is_contingency=True)
    change = sent(change, cast)
    sign(change, stream, signer("Head of service"))
    with pytest.raises(AwardRefused, match="£20 of Short breaks is left, which is £30 less than £50"):
        family_signs(change, cast)


@pytest.mark.moves_money
def test_a_budget_whose_time_was_closed_is_not_changed(cast: Cast, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    plan = agreed(cast, {stream: 40_000})
    close(Pot.objects.get())
    change = amended(plan, cast)
    money_line(change, cast, 100, stream)
    with pytest.raises(AwardRefused, match="The time of this budget is over"):
        signed_by_all(change, cast, [stream])


def test_signing_and_returning_are_recorded_without_names_or_notes(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    manager = signer("Team manager", name="Tess Team")
    sign_stream(
        actor=acting(manager), plan=waiting, stream=streams[SHORT_BREAKS], name="Tess Team", note="Yusuf loves it"
    )
    event = AuditEvent.objects.get(action="plan.sign_stream")
    assert event.after == {"stream": SHORT_BREAKS, "pence": 400_000, "revision": 1}
    assert (event.actor, event.actor_role, event.reason) == (manager, "officer:budgets", "")


def test_a_plan_is_not_changed_while_it_waits(cast: Cast, waiting: SupportPlan) -> None:
    with pytest.raises(PlanRefused, match="cannot be changed now"):
        write_plan_words(actor=family_of(cast), plan=waiting, what_matters="More")
    with pytest.raises(PlanRefused, match="cannot be changed now"):
        add_outcome(actor=family_of(cast), plan=waiting, words="Friends", outcome=Outcome.objects.all()[0])
