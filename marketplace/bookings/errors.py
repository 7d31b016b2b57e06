"""What the rules of bookings refuse; each sentence says what to do next."""

from marketplace.core.errors import DomainError


class BookingRefused(DomainError):
    """The booking cannot be made as asked."""

    code = "booking_refused"


class NotBookable(BookingRefused):
    """The service is not public, is free, has no price that day, or is an imported entry."""

    code = "not_bookable"


class VettingLapsed(BookingRefused):
    """A check that the service needs does not hold on the day of the service."""

    code = "vetting_lapsed"


class ChildOutsideAges(BookingRefused):
    """The service is not for the child's age on its day."""

    code = "child_outside_ages"


class AlreadyBooked(BookingRefused):
    """The child has a place in the session already."""

    code = "already_booked"


class FundingRefused(BookingRefused):
    """The funding lines do not add up to the price, or a pot may not pay."""

    code = "funding_refused"


class MoveRefused(DomainError):
    """The booking is not in a state from which this can be done by this party."""

    code = "move_refused"


class HoldRanOut(MoveRefused):
    """The booking was not confirmed within its 30 minutes."""

    code = "hold_ran_out"
