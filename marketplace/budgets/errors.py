"""What the rules of budgets refuse."""

from collections.abc import Sequence
from datetime import date

from marketplace.core.errors import DomainError
from marketplace.core.money import format_pounds


class InsufficientFunds(DomainError):
    """A pot has less left than was asked of it; `undone` is what was not done with it."""

    code = "insufficient_funds"

    def __init__(self, *, stream: str, left_pence: int, wanted_pence: int, undone: str = "reserved") -> None:
        self.short_pence = wanted_pence - left_pence
        super().__init__(
            f"{stream} has {format_pounds(max(left_pence, 0))} left, which is {format_pounds(self.short_pence)} less "
            f"than {format_pounds(wanted_pence)}. Nothing was {undone}. Use another budget for the rest, or ask your "
            "budget officer about a change."
        )


class RulesRefused(DomainError):
    """The rules of a stream cannot be changed as asked."""

    code = "rules_refused"


class AwardRefused(DomainError):
    """An award cannot be made or reduced as asked."""

    code = "award_refused"


class HoldResolved(DomainError):
    """The hold has been spent or given back already."""

    code = "hold_resolved"


class IdempotencyConflict(DomainError):
    """The same key came with other input."""

    code = "idempotency_conflict"

    def __init__(self) -> None:
        super().__init__("This was sent twice with different answers. Nothing was done the second time; start again.")


class PotNotAllowed(DomainError):
    """The pot's stream may not pay for this."""

    code = "pot_not_allowed"


class SeveralProblems(DomainError):
    """More than one thing is wrong; `problems` says each in a sentence."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


class QuestionnaireRefused(SeveralProblems):
    """A questionnaire cannot be written, published or retired as asked."""

    code = "questionnaire_refused"


class PolicyRefused(DomainError):
    """A policy about amounts cannot be made, changed or withdrawn as asked."""

    code = "policy_refused"


class AllocationRefused(DomainError):
    """A figure cannot be worked out, changed, shared or withdrawn as asked."""

    code = "allocation_refused"


class ChallengeRefused(DomainError):
    """A challenge cannot be raised, answered or withdrawn as asked."""

    code = "challenge_refused"


class CalibrationRefused(SeveralProblems):
    """A file says nothing that prices of points or bands can be drawn from."""

    code = "calibration_refused"


class AssessmentRefused(DomainError):
    """An assessment cannot be begun, answered, completed or given up as asked."""

    code = "assessment_refused"


class RouteRefused(DomainError):
    """A pot cannot be managed as asked."""

    code = "route_refused"


class PaymentRefused(DomainError):
    """A payment to a family cannot be planned, made, cancelled or withheld as asked."""

    code = "payment_refused"


class SpendingRefused(DomainError):
    """A record of spending cannot be made or decided as asked."""

    code = "spending_refused"


class StatementRefused(DomainError):
    """A holder's statement cannot be entered as asked."""

    code = "statement_refused"


class PotClosed(DomainError):
    """The pot's period is settled: nothing can be put into it or taken out of it any more."""

    code = "pot_closed"

    def __init__(self, *, stream: str, valid_to: date) -> None:
        super().__init__(
            f"The {stream} budget of the period that ended on {valid_to:%-d %B %Y} is closed. Nothing was changed. "
            "Choose the budget of a later period."
        )


class VirementRefused(DomainError):
    """Money cannot be moved between two pots as asked."""

    code = "virement_refused"


class ContingencyRefused(DomainError):
    """Money cannot be kept aside, or be let go again, as asked."""

    code = "contingency_refused"


class RefundRefused(DomainError):
    """What was spent cannot be refunded as asked."""

    code = "refund_refused"


class ClosingRefused(DomainError):
    """A pot cannot be closed yet."""

    code = "closing_refused"


class PlanRefused(DomainError):
    """A support plan cannot be started, changed or amended as asked."""

    code = "plan_refused"


class PlanNotReady(DomainError):
    """A plan cannot be sent for signing; `reasons` are sentences, each of which says what to do."""

    code = "plan_not_ready"

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


class SigningRefused(DomainError):
    """A plan cannot be signed or returned by this person, or not at this moment."""

    code = "signing_refused"


class SignersRefused(DomainError):
    """Grades and signers cannot be changed as asked."""

    code = "signers_refused"


class ReviewRefused(DomainError):
    """A review of outcomes cannot be planned, answered or moved as asked."""

    code = "review_refused"
