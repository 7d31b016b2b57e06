"""What the database itself refuses: changing a plan that was sent, and steps that no plan takes."""

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.budgets.enums import PlanState
from marketplace.budgets.models import FundingStream, PlanLine, PlanLineFunding, PlanSignature, SupportPlan
from marketplace.catalogue.models import Outcome
from tests.conftest import Cast

from .plan_scenario import SHORT_BREAKS, agreed, money_line, sent, start

Streams = dict[str, FundingStream]


@pytest.fixture
def waiting(cast: Cast, streams: Streams) -> SupportPlan:
    """A plan of £100 that was sent."""
    plan = start(cast)
    plan.outcomes.create(words="A friend", outcome=Outcome.objects.all()[0])
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    return sent(plan, cast)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets_supportplan SET what_matters = 'Other'",
        "UPDATE budgets_supportplan SET revision = 7",
        "UPDATE budgets_supportplan SET needs_signing = false",
        "DELETE FROM budgets_supportplan",
        "UPDATE budgets_planline SET description = 'Other'",
        "DELETE FROM budgets_planlinefunding",
        "UPDATE budgets_planlinefunding SET amount_pence = 1",
        "UPDATE budgets_planoutcome SET words = 'Other'",
        "DELETE FROM budgets_planoutcome",
        "INSERT INTO budgets_planoutcome SELECT gen_random_uuid(), words, position, outcome_id, plan_id "
        "FROM budgets_planoutcome",
    ],
)
def test_a_plan_that_was_sent_is_not_edited(waiting: SupportPlan, statement: str) -> None:
    with pytest.raises(IntegrityError, match="a plan that was sent"), transaction.atomic(), connection.cursor() as sql:
        sql.execute(statement)


@pytest.mark.parametrize("state", [PlanState.REPLACED, PlanState.ABANDONED])
def test_a_plan_takes_no_step_that_is_not_foreseen(waiting: SupportPlan, state: PlanState) -> None:
    with pytest.raises(IntegrityError, match="does not go from submitted"), transaction.atomic():
        SupportPlan.objects.update(state=state, final_at=waiting.submitted_at)


@pytest.mark.moves_money
def test_an_agreed_plan_is_only_replaced(cast: Cast, streams: Streams) -> None:
    plan = agreed(cast, {streams[SHORT_BREAKS]: 10_000})
    for fields in ({"final_at": plan.created_at}, {"state": PlanState.DRAFT}, {"valid_to": plan.valid_from}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupportPlan.objects.filter(pk=plan.pk).update(**fields)
    SupportPlan.objects.filter(pk=plan.pk).update(state=PlanState.REPLACED)


@pytest.mark.moves_money
def test_a_signature_is_never_changed(cast: Cast, streams: Streams) -> None:
    agreed(cast, {streams[SHORT_BREAKS]: 10_000})
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        PlanSignature.objects.update(name="Other")


def test_streams_pay_a_line_in_full(cast: Cast, streams: Streams) -> None:
    line: PlanLine = money_line(start(cast), cast, 10_000, streams[SHORT_BREAKS])

    def underpay() -> None:
        PlanLineFunding.objects.filter(line=line).update(amount_pence=9_999)
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="streams pay 9999 pence"), transaction.atomic():
        underpay()
