"""The council's pages about budgets, as their second-level navigation and their work queues link to them."""

from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.core.navigation import NavigationLink, Section, links_from

_READERS = frozenset({OfficerRole.BUDGETS, OfficerRole.FINANCE})
_COUNTERS = _READERS | {OfficerRole.COMMISSIONER}

#: Title, name of the address and who may open it, in the order of the navigation.
_PAGES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("Children", "council_budgets", _READERS),
    ("Work", "council_work", _READERS),
    ("Signing", "signing", frozenset({OfficerRole.BUDGETS})),
    ("Figures to share", "council_release_queue", _READERS),
    ("Challenges", "council_challenges", _READERS),
    ("Payments", "council_payments", _READERS),
    ("Wishes", "council_route_requests", _READERS),
    ("Spending", "council_spending", _READERS),
    ("Periods", "council_periods", _READERS),
    ("Counts", "council_counts", _COUNTERS),
    ("Planned and actual", "council_planned", _READERS),
    ("Outcomes", "council_outcome_report", _COUNTERS),
    ("Questionnaires", "council_questionnaires", _READERS),
    ("Streams", "council_streams", _READERS),
    ("Policy", "council_policy", _READERS),
    ("Signers", "signers", frozenset({OfficerRole.ADMINISTRATOR})),
)


def address_of(name: str, *args: object) -> str:
    """Return the address of a page about budgets."""
    return reverse(f"budgets:{name}", args=args)


def council_tabs(path: str, roles: frozenset[str]) -> list[NavigationLink]:
    """Return the second-level navigation of the council's pages about budgets, as far as the roles allow."""
    pages = (Section(title, address_of(name), roles=who) for title, name, who in _PAGES if who & roles)
    return links_from(path, pages)
