"""Who signs for the council: budget officers in the grades that a council starts with."""

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.selectors import actor_for_officer
from marketplace.accounts.services import appoint_officer
from marketplace.budgets.models import FundingStream, SignerAppointment, SigningGrade
from marketplace.budgets.selectors.signing import covers_amount
from marketplace.budgets.services import appoint_signer, load_grades
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor

from ..content.people import load_people
from .accounts import add_account


def appoint_signers() -> None:
    """Appoint everyone whom the content names as a signer, from today on."""
    load_grades()
    for signer in load_people().signers:
        user = add_account(signer.name, signer.email)
        appoint_officer(actor=SYSTEM, user=user, role=OfficerRole.BUDGETS)
        grade = SigningGrade.objects.get(name=signer.grade)
        appoint_signer(actor=SYSTEM, user=user, grade=grade, valid_from=clock.today())


def signer_for(stream: FundingStream, pence: int) -> Actor:
    """Return the signer of the lowest grade that may sign so many pence of a stream."""
    appointments = SignerAppointment.objects.select_related("user", "grade").order_by("grade__limit_pence")
    lowest = next(
        each for each in appointments if each.grade.owner in ("", stream.owner) and covers_amount(each.grade, pence)
    )
    return actor_for_officer(lowest.user, OfficerRole.BUDGETS)
