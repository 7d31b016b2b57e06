"""The fixed vocabularies of a listing."""

from django.db.models import IntegerChoices, TextChoices


class ListingState(TextChoices):
    """Where a listing stands between its provider and the council."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for the council"
    LIVE = "live", "Live"
    SUSPENDED = "suspended", "Suspended"


#: States in which the provider may change the listing.
EDITABLE_STATES = (ListingState.DRAFT, ListingState.LIVE)


class Setting(TextChoices):
    """Where a service happens."""

    PLACE = "place", "At a place"
    HOME = "home", "At your home"
    AREA = "area", "Out and about in an area"
    ONLINE = "online", "Online"


class OfferedWhen(TextChoices):
    """Times at which a service can be had."""

    TERM_TIME = "term_time", "Term time"
    WEEKENDS = "weekends", "Weekends"
    HALF_TERM = "half_term", "Half-term"
    SUMMER = "summer", "Summer holidays"
    CHRISTMAS = "christmas", "Christmas"
    EVENINGS = "evenings", "Evenings"
    OVERNIGHT = "overnight", "Overnight"
    SMALL_HOURS = "small_hours", "In the small hours"


class Weekday(IntegerChoices):
    """Days of the week as Python numbers them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class RunBy(TextChoices):
    """Who runs the service (the reports ask that families can tell)."""

    INDEPENDENT = "independent", "Independent"
    IN_HOUSE = "in_house", "Run by the council"


class Contract(TextChoices):
    """How the council contracts the service."""

    SPOT = "spot", "Bought as needed (spot)"
    CALL_OFF = "call_off", "Called off from a framework"
    BLOCK = "block", "Places bought in advance (block)"


class Unit(TextChoices):
    """What a unit cost buys one of."""

    HOUR = "hour", "hour"
    HALF_HOUR = "half_hour", "half hour"
    SESSION = "session", "session"
    DAY = "day", "day"
    NIGHT = "night", "night"
    WEEK = "week", "week"
    MILE = "mile", "mile"
    ITEM = "item", "item"
    PLACE = "place", "place"
    PACK = "pack", "pack"


class DayType(TextChoices):
    """The days or hours at which a unit cost applies."""

    ANY = "any", "Any day"
    WEEKDAY = "weekday", "Weekdays"
    WEEKEND = "weekend", "Weekends"
    BANK_HOLIDAY = "bank_holiday", "Bank holidays"
    NIGHT = "night", "Nights"


class PriceReliability(TextChoices):
    """How far a unit cost can be relied on."""

    PUBLISHED = "published", "Published price"
    AGREED = "agreed", "Price agreed with the council"
    ESTIMATE = "estimate", "Estimate"


class SessionState(TextChoices):
    """Whether a session takes place."""

    SCHEDULED = "scheduled", "Scheduled"
    CANCELLED = "cancelled", "Cancelled"


class VersionState(TextChoices):
    """How far a version of a listing is."""

    DRAFT = "draft", "Being written"
    SUBMITTED = "submitted", "Waiting for the council"
    LIVE = "live", "Live"
    REPLACED = "replaced", "Replaced by a later one"
    RETURNED = "returned", "Given back"
    WITHDRAWN = "withdrawn", "Taken back"


class ProblemKind(TextChoices):
    """What somebody reports about a listing."""

    WRONG = "wrong", "Something on the page is wrong"
    CLOSED = "closed", "It has closed, or does not take new children"
    TREATMENT = "treatment", "We were not treated well or fairly"
    SAFETY = "safety", "A child may not be safe"


#: Reports that only the council reads: the provider may be whom they are about.
COUNCIL_PROBLEMS = (ProblemKind.TREATMENT, ProblemKind.SAFETY)


class ProblemState(TextChoices):
    """How far a report is."""

    OPEN = "open", "Open"
    PUT_RIGHT = "put_right", "Put right"
    NO_PROBLEM = "no_problem", "Looked at: nothing to change"


class SchoolDates(TextChoices):
    """The parts of a school year."""

    TERM = "term", "Term"
    HALF_TERM = "half_term", "Half-term"
    HOLIDAY = "holiday", "School holiday"


class PatternWeeks(TextChoices):
    """The weeks of the year in which a pattern has sessions."""

    ALWAYS = "always", "All year"
    TERM = "term", "In term time"
    HALF_TERM = "half_term", "In half-terms"
    HOLIDAY = "holiday", "In school holidays and half-terms"


class BulkTable(TextChoices):
    """What the rows of a spreadsheet are."""

    SERVICES = "services", "Services"
    PRICES = "prices", "Unit costs"
    SESSIONS = "sessions", "Sessions"


class BulkState(TextChoices):
    """How far a spreadsheet is."""

    CHECKED = "checked", "Looked at"
    APPLIED = "applied", "Taken over"
    DISCARDED = "discarded", "Thrown away"
