"""The fixed vocabularies of budgets and the ledger."""

from django.db.models import TextChoices


class StreamOwner(TextChoices):
    """Which part of the system pays into a funding stream."""

    EDUCATION = "education", "Education"
    HEALTH = "health", "Health"
    CARE = "care", "Social care"


class TransactionKind(TextChoices):
    """Why money moved."""

    AWARD = "award", "Award"
    HOLD = "hold", "Reserved for a booking"
    RELEASE = "release", "Reservation given back"
    CAPTURE = "capture", "Spent on a booking"
    REFUND = "refund", "Refund"
    RECLAIM = "reclaim", "Taken back by the council"
    VIREMENT = "virement", "Moved between budgets"
    CORRECTION = "correction", "Correction"


class Account(TextChoices):
    """Where the pence of a leg are: with the council, or in one of the three purses of a pot."""

    COUNCIL = "council", "The council"
    LEFT = "left", "Left"
    HELD = "held", "Reserved"
    SPENT = "spent", "Spent"


class Resolution(TextChoices):
    """How a hold ended; it ends once."""

    CAPTURED = "captured", "Spent"
    RELEASED = "released", "Given back"
    EXPIRED = "expired", "Ran out"
