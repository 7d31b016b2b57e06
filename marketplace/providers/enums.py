"""The fixed vocabularies of providers and vetting."""

from django.db.models import TextChoices


class ProviderKind(TextChoices):
    """What sort of organisation a provider is."""

    CHARITY = "charity", "Charity or community group"
    COMPANY = "company", "Company"
    SOLE_TRADER = "sole_trader", "Sole trader"
    PERSONAL_ASSISTANT = "personal_assistant", "Personal assistant"
    SCHOOL = "school", "School or college"
    COUNCIL = "council", "Council service"
    HEALTH = "health", "Health service"


class ProviderRole(TextChoices):
    """What a member of a provider's staff may do."""

    OWNER = "owner", "Owner"
    LISTINGS = "listings", "Listings"
    BOOKINGS = "bookings", "Bookings"
    FINANCE = "finance", "Finance"


class CheckState(TextChoices):
    """How the council decided about a vetting check."""

    SUBMITTED = "submitted", "Waiting for the council"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"


class ClaimProof(TextChoices):
    """How a claim to an imported entry is proved."""

    EMAIL = "email", "A code sent to an address of the entry's domain"
    OFFICER = "officer", "The council looks at it"


class ClaimState(TextChoices):
    """How far a claim is."""

    OPEN = "open", "Open"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Taken back"


class MatchState(TextChoices):
    """What the council makes of a likeness between a provider and an entry of the register of refusals."""

    OPEN = "open", "To be decided"
    CLEARED = "cleared", "Not the same"
    SAME = "same", "The same: refused"
