"""The fixed vocabularies of budgets and the ledger."""

from django.db.models import IntegerChoices, TextChoices


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
    """Where the pence of a leg are: with the council, or in one of the four purses of a pot."""

    COUNCIL = "council", "The council"
    LEFT = "left", "Left"
    HELD = "held", "Reserved"
    SPENT = "spent", "Spent"
    SET_ASIDE = "set_aside", "Kept aside"


class Resolution(TextChoices):
    """How a hold ended; it ends once."""

    CAPTURED = "captured", "Spent"
    RELEASED = "released", "Given back"
    EXPIRED = "expired", "Ran out"


class PlanOrder(TextChoices):
    """When the figure comes in relation to the plan; councils differ (2008, 2011)."""

    INDICATIVE_FIRST = "indicative_first", "The figure comes first, and the plan is made within it"
    PLAN_FIRST = "plan_first", "The plan is costed first, and sets the figure"
    SUM_OF_SERVICES = "sum_of_services", "The figure is the sum of the services chosen"


class QuestionnaireState(TextChoices):
    """Whether a questionnaire can be edited or answered."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "In use"
    RETIRED = "retired", "Retired"


class AssessmentState(TextChoices):
    """How far an assessment is."""

    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    WITHDRAWN = "withdrawn", "Given up"


class TakenWith(TextChoices):
    """Who helped with an assessment."""

    ALONE = "alone", "On our own"
    SUPPORTER = "supporter", "With a supporter"
    OFFICER = "officer", "With an officer"


class AllocationMethod(TextChoices):
    """How the amount of a stream is set."""

    PRICE_POINT = "price_point", "Points times the price of a point"
    BANDS = "bands", "Bands of points"
    UNIT_COST = "unit_cost", "Number of units times the price of one"
    PRESENT_PACKAGE = "present_package", "Cost of the present package"
    FLAT_SUM = "flat_sum", "Flat sum"
    COSTED_PLAN = "costed_plan", "The plan’s lines"


#: Methods that need the points of an assessment.
POINTS_METHODS = (AllocationMethod.PRICE_POINT, AllocationMethod.BANDS)


class AllocationState(TextChoices):
    """Whether the family sees a figure."""

    DRAFT = "draft", "Being worked out"
    TO_RELEASE = "to_release", "Waits for a conversation"
    RELEASED = "released", "Shared with the family"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ConversationKind(TextChoices):
    """How a conversation was held."""

    VISIT = "visit", "At home"
    MEETING = "meeting", "At a meeting"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video"


class ChallengeState(TextChoices):
    """How far a challenge of a figure is."""

    OPEN = "open", "The council has to answer"
    UPHELD = "upheld", "Upheld: the figure changes"
    REJECTED = "rejected", "Answered: the figure stays"
    WITHDRAWN = "withdrawn", "Withdrawn by the family"


class PlanState(TextChoices):
    """How far a plan is."""

    DRAFT = "draft", "Being written"
    SUBMITTED = "submitted", "Waits to be signed"
    FINAL = "final", "Agreed"
    REPLACED = "replaced", "Replaced by a later version"
    ABANDONED = "abandoned", "Given up"


#: States of a plan that is being worked on.
OPEN_PLAN_STATES = (PlanState.DRAFT, PlanState.SUBMITTED)


class LineKind(TextChoices):
    """What a line of a plan is counted in (2012: money, hours, or a form of support)."""

    MONEY = "money", "An amount of money"
    HOURS = "hours", "Hours or another quantity"
    SUPPORT = "support", "A form of support"


class SigningParty(TextChoices):
    """For whom someone signs a plan."""

    COUNCIL = "council", "the council"
    FAMILY = "family", "the family"


class Route(TextChoices):
    """Ways to manage a pot (2013)."""

    COUNCIL = "council", "The council manages it"
    DIRECT_PAYMENT = "direct_payment", "Direct payment to the family"
    SERVICE_FUND = "service_fund", "Individual service fund"
    THIRD_PARTY = "third_party", "Someone holds it for the family"
    PREPAID_CARD = "prepaid_card", "Prepaid card"


#: Routes in which the family holds the money and records what it spends.
FAMILY_HELD_ROUTES = (Route.DIRECT_PAYMENT, Route.PREPAID_CARD)
#: Routes in which somebody else holds the money and accounts for it.
HOLDER_ROUTES = (Route.SERVICE_FUND, Route.THIRD_PARTY)


class FeeMode(TextChoices):
    """Where a fee for managing a pot comes from."""

    ADDED = "added", "Added to the budget"
    TOP_SLICED = "top_sliced", "Taken from the budget"


class WithholdingReason(TextChoices):
    """Why a direct payment may be withheld."""

    SAFEGUARDING = "safeguarding", "Safeguarding"
    CONSENT = "consent", "Consent"
    RECORDS = "records", "Records are missing"
    OTHER = "other", "Something else"


class PaymentState(TextChoices):
    """How far a payment to a family is."""

    SCHEDULED = "scheduled", "Due"
    PAID = "paid", "Paid"
    WITHHELD = "withheld", "Withheld"
    CANCELLED = "cancelled", "Not paid"


class SpendingState(TextChoices):
    """What the council thinks of spending that a family recorded."""

    RECORDED = "recorded", "Recorded"
    QUERIED = "queried", "The council has a question"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Not accepted"
    WITHDRAWN = "withdrawn", "Taken back by the family"


#: States in which the council has not decided yet, and the family may take its record back.
UNDECIDED_SPENDING_STATES = (SpendingState.RECORDED, SpendingState.QUERIED)
#: States in which what was recorded counts as spent; in the others it was given back to the pot.
COUNTED_SPENDING_STATES = (SpendingState.RECORDED, SpendingState.QUERIED, SpendingState.ACCEPTED)


class PaymentRhythm(TextChoices):
    """How often a family is paid."""

    ONCE = "once", "Once"
    FOUR_WEEKLY = "four_weekly", "Every four weeks"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every three months"


class RouteRequestState(TextChoices):
    """How far a family's wish for another way of managing is."""

    OPEN = "open", "The council has to answer"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Not agreed"


class ReviewKind(TextChoices):
    """When outcomes are asked about."""

    BASELINE = "baseline", "At the start"
    REVIEW = "review", "Review"


class Respondent(TextChoices):
    """Whose view an answer is."""

    PARENT = "parent", "Parent or carer"
    CHILD = "child", "Child or young person"


class OutcomeScore(IntegerChoices):
    """How things are with an outcome."""

    VERY_BAD = 1, "Very bad"
    BAD = 2, "Bad"
    IN_BETWEEN = 3, "In between"
    GOOD = 4, "Good"
    VERY_GOOD = 5, "Very good"


#: The answer where an outcome has no place in a child's life, which has no score.
DOES_NOT_APPLY = "Does not apply"
