"""Reading who may sign which stream of which plan, and who has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import OfficerAppointment, User
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.core.money import format_pounds

from ..enums import PlanState, SigningParty
from ..models import FundingStream, PlanSignature, SignerAppointment, SigningGrade, SupportPlan
from .plan import StreamTotal, asked_by_plans, streams_that_change, totals_of

#: What is recorded of writing a plan; whoever did any of it has prepared the plan.
WRITING_ACTIONS = ("plan.start", "plan.amend", "plan.change", "plan.submit")


def grades_of(user: User | AnonymousUser, day: date) -> list[SigningGrade]:
    """Return the grades in which the person signs on the day, the lowest limit first."""
    if not user.is_authenticated:
        return []
    held = SignerAppointment.objects.filter(user=user).valid_on(day).values("grade")
    return list(SigningGrade.objects.filter(pk__in=held).valid_on(day))


def highest_grade_for(grades: Iterable[SigningGrade], stream: FundingStream) -> SigningGrade | None:
    """Return which of the grades signs most for the stream, none where no one signs for its owner."""
    for_owner = [grade for grade in grades if grade.owner in ("", stream.owner)]
    return max(for_owner, key=_most, default=None)


def covers_amount(grade: SigningGrade, amount_pence: int) -> bool:
    """Say whether the grade's limit, where it has one, is not below so many pence."""
    return grade.limit_pence is None or amount_pence <= grade.limit_pence


def why_grades_do_not_cover(grades: Iterable[SigningGrade], total: StreamTotal) -> str:
    """Return why somebody with these grades does not sign a stream of a plan, nothing where they do."""
    stream, amount = total.stream, total.planned_pence
    grade = highest_grade_for(grades, stream)
    if grade is None:
        return f"You do not sign for {stream.get_owner_display()}, which {stream.name} belongs to."
    if covers_amount(grade, amount):
        return ""
    limit = grade.limit_pence or 0
    return (
        f"{stream.name} comes to {format_pounds(amount)}. As {grade} you sign up to {format_pounds(limit)}, which "
        f"is {format_pounds(amount - limit)} less. A higher grade has to sign it."
    )


def _most(grade: SigningGrade) -> float:
    return float("inf") if grade.limit_pence is None else grade.limit_pence


def signatures_of(plan: SupportPlan) -> QuerySet[PlanSignature]:
    """Return the signatures under the plan as it was last sent; those under earlier sendings do not count."""
    return plan.signatures.filter(revision=plan.revision).select_related("stream", "grade")


@dataclass(frozen=True)
class StreamSigning:
    """A stream of a plan that is signed off by itself, and the signature under it, if there is one."""

    total: StreamTotal
    signature: PlanSignature | None

    @property
    def signed_already(self) -> str:
        """Return who has signed the stream, as a sentence; nothing where nobody has."""
        return f"{self.signature.name} has signed {self.total.stream.name} already." if self.signature else ""


def streams_to_sign(plan: SupportPlan) -> list[StreamSigning]:
    """Return the streams for which an officer signs the plan: none for a small amendment."""
    if not plan.needs_signing:
        return []
    signed = {signature.stream_id: signature for signature in signatures_of(plan)}
    return [StreamSigning(total, signed.get(total.stream.pk)) for total in streams_that_change(totals_of(plan))]


def family_signature(plan: SupportPlan) -> PlanSignature | None:
    """Return the family's signature under the plan as it was last sent."""
    return signatures_of(plan).filter(party=SigningParty.FAMILY).first()


def is_signed_by_all(plan: SupportPlan) -> bool:
    """Say whether the family and, for every stream, an officer have signed the plan as it was last sent."""
    return family_signature(plan) is not None and all(each.signature for each in streams_to_sign(plan))


def prepared_by(user: User | AnonymousUser, plans: QuerySet[SupportPlan]) -> QuerySet[SupportPlan]:
    """Return which of the plans the person started, wrote in or sent."""
    writing = AuditEvent.objects.filter(actor=user.pk, object_id=OuterRef("pk"), action__in=WRITING_ACTIONS)
    return plans.filter(Q(prepared_by=user.pk) | Q(Exists(writing)))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A stream of a plan that waits for an officer; `grade` is the one in which this officer signs for its owner."""

    plan: SupportPlan
    stream: FundingStream
    amount_pence: int
    grade: SigningGrade
    is_their_own: bool

    @property
    def needs_higher_grade(self) -> bool:
        """Say whether the amount is above the officer's limit."""
        return not covers_amount(self.grade, self.amount_pence)


def waiting_for(user: User) -> list[Waiting]:
    """Return what waits to be signed for the owners whose streams the officer signs, the longest waiting first.

    What is above the officer's limit and what the officer prepared is among it, and says so.
    """
    grades = grades_of(user, clock.today())
    if not grades:
        return []
    own = set(prepared_by(user, plans_to_sign()).values_list("pk", flat=True))
    return [
        Waiting(plan=plan, stream=stream, amount_pence=pence, grade=grade, is_their_own=plan.pk in own)
        for plan, stream, pence in _unsigned(list(plans_to_sign()))
        if (grade := highest_grade_for(grades, stream))
    ]


def plans_to_sign() -> QuerySet[SupportPlan]:
    """Return the plans that were sent for signing, but for small amendments, the longest waiting first."""
    plans = SupportPlan.objects.filter(state=PlanState.SUBMITTED, needs_signing=True)
    return plans.select_related("child__family", "prepared_by", "amends").order_by("submitted_at")


def _unsigned(plans: list[SupportPlan]) -> Iterator[tuple[SupportPlan, FundingStream, int]]:
    """Yield the streams that nobody has signed, with what the plan asks of each, in a constant number of statements."""
    asked, streams = asked_by_plans(plans), list(FundingStream.objects.all())
    council = PlanSignature.objects.filter(plan__in=plans, party=SigningParty.COUNCIL)
    signed = set(council.order_by().values_list("plan", "revision", "stream"))
    for plan in plans:
        paying = {*asked[plan.pk], *asked[plan.amends_id]}
        for stream in streams:
            if stream.pk in paying and (plan.pk, plan.revision, stream.pk) not in signed:
                yield plan, stream, asked[plan.pk][stream.pk].pence


def budget_officers() -> QuerySet[User]:
    """Return who holds the role of a budget officer today, by name: only they can be signers."""
    holding = OfficerAppointment.objects.filter(role=OfficerRole.BUDGETS).valid_on(clock.today())
    return User.objects.filter(pk__in=holding.values("user"), is_active=True).order_by("name")


def grades_now() -> QuerySet[SigningGrade]:
    """Return the grades of today and of days to come, the lowest limit first."""
    return SigningGrade.objects.exclude(valid_to__lt=clock.today())


def appointments_now() -> QuerySet[SignerAppointment]:
    """Return who signs in which grade today or on days to come, by name."""
    current = SignerAppointment.objects.exclude(valid_to__lt=clock.today())
    return current.select_related("user", "grade").order_by("user__name", "grade__limit_pence")
