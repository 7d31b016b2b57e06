"""What the rules of budgets refuse."""

from marketplace.core.errors import DomainError
from marketplace.core.money import format_pounds


class InsufficientFunds(DomainError):
    """A pot has less left than was asked of it."""

    code = "insufficient_funds"

    def __init__(self, *, stream: str, left_pence: int, wanted_pence: int) -> None:
        self.short_pence = wanted_pence - left_pence
        super().__init__(
            f"{stream} has {format_pounds(max(left_pence, 0))} left, which is {format_pounds(self.short_pence)} less "
            f"than {format_pounds(wanted_pence)}. Nothing was reserved. Use another budget for the rest, or ask your "
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


class ReviewRefused(DomainError):
    """A review of outcomes cannot be planned, answered or moved as asked."""

    code = "review_refused"
