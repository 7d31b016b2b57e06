"""What each role may do for a provider, in words."""

from .enums import ProviderRole

#: In the order in which the people page explains them.
ROLE_WORDS: dict[str, str] = {
    ProviderRole.OWNER: "Everything, and who else may act for you",
    ProviderRole.LISTINGS: "Listings, prices, sessions, checks, and reports of problems",
    ProviderRole.BOOKINGS: "Answer families, keep the calendar, and see the funds you hold for them",
    ProviderRole.FINANCE: "Money: the funds you hold for families. Not listings, not bookings",
}


def role_choices() -> list[tuple[str, str]]:
    """Return the roles with what each may do, as choices of a form."""
    return [(role, f"{ProviderRole(role).label}: {words}") for role, words in ROLE_WORDS.items()]
