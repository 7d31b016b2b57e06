"""The fixed vocabularies of unmet need."""

from django.db.models import TextChoices


class RequestSource(TextChoices):
    """What made a request come about."""

    WRITTEN = "written", "Written by a family"
    EMPTY_SEARCH = "empty_search", "A search that found nothing"
    FULL_SESSION = "full_session", "A full session"


class RequestState(TextChoices):
    """Whether providers can see a request."""

    RECORDED = "recorded", "Recorded"
    PUBLISHED = "published", "On the providers' board"
    WITHHELD = "withheld", "Not published"
    WITHDRAWN = "withdrawn", "Withdrawn by the family"


class HowOften(TextChoices):
    """How often support is wanted."""

    ONCE = "once", "Once"
    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Every month"
    HOLIDAYS = "holidays", "In the school holidays"
    OTHER = "other", "Something else"
