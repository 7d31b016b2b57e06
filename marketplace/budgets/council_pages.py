"""The council's pages about budgets, as their second-level navigation and their work queues link to them."""

from collections.abc import Iterator

from django.urls import NoReverseMatch, reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.core.navigation import NavigationLink, Section, links_from

_READERS = frozenset({OfficerRole.BUDGETS, OfficerRole.FINANCE})
_COUNTERS = _READERS | {OfficerRole.COMMISSIONER}

#: Title, name of the address and who may open it, in the order of the navigation.
_PAGES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("Children", "council_budgets", _READERS),
    ("Work", "council_work", _READERS),
    ("Signing", "council_signing", _READERS),
    ("Figures to share", "council_release", _READERS),
    ("Challenges", "council_challenges", _READERS),
    ("Payments", "council_payments", _READERS),
    ("Spending", "council_spending", _READERS),
    ("Periods", "council_periods", _READERS),
    ("Counts", "council_counts", _COUNTERS),
    ("Planned and actual", "council_planned", _READERS),
    ("Outcomes", "council_outcome_report", _COUNTERS),
    ("Questionnaires", "council_questionnaires", _READERS),
    ("Streams", "council_streams", _READERS),
    ("Policy", "council_policy", _READERS),
    ("Signers", "council_signers", _READERS),
)


def address_of(name: str, *args: object) -> str:
    """Return the address of a page about budgets, nothing where the site has no such page."""
    try:
        return reverse(f"budgets:{name}", args=args)
    except NoReverseMatch:
        return ""


def council_tabs(path: str, roles: frozenset[str]) -> list[NavigationLink]:
    """Return the second-level navigation of the council's pages about budgets, as far as the roles allow."""
    return links_from(path, [page for page in _pages() if page.roles & roles])


def _pages() -> Iterator[Section]:
    for title, name, roles in _PAGES:
        if url := address_of(name):
            yield Section(title, url, roles=roles)
