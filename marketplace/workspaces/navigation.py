"""The pages of each workspace, as its navigation lists them."""

from collections.abc import Iterator

from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Family
from marketplace.budgets.selectors.funds import holds_funds
from marketplace.core.navigation import NavigationLink, Section, links_from
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider

LISTINGS, BUDGETS, FINANCE = OfficerRole.LISTINGS, OfficerRole.BUDGETS, OfficerRole.FINANCE
COMMISSIONER, ADMINISTRATOR = OfficerRole.COMMISSIONER, OfficerRole.ADMINISTRATOR

# Budgets, bookings and demand are apps of their own, whose addresses the design fixes: they are written out here.
COUNCIL_SECTIONS = (
    Section("Vetting", "/council/vetting/", "Checks on providers", frozenset({LISTINGS})),
    Section("Claims", "/council/claims/", "People who say that an entry is theirs", frozenset({LISTINGS})),
    Section("Listings", "/council/listings/", "What providers offer", frozenset({LISTINGS})),
    Section("Freshness", "/council/freshness/", "Listings that nobody has checked for long", frozenset({LISTINGS})),
    Section("Reports", "/council/reports/", "Problems that people tell us of", frozenset({LISTINGS})),
    Section("Budgets", "/council/budgets/", "Children, work, awards and counts", frozenset({BUDGETS, FINANCE})),
    Section(
        "Budgets", "/council/budgets/counts/", "How many there are, and what they achieve", frozenset({COMMISSIONER})
    ),
    Section("Bookings", "/council/bookings/", "What families have booked", frozenset({BUDGETS, FINANCE})),
    Section("Requests", "/council/requests/", "What families ask for", frozenset({LISTINGS, COMMISSIONER})),
    Section("Demand", "/council/demand/", "Unmet need, area by area", frozenset({COMMISSIONER})),
    Section("Website", "/cms/", "Write the Local Offer pages", frozenset({OfficerRole.CONTENT})),
    Section("Officers", "/council/officers/", "Who does what at the council", frozenset({ADMINISTRATOR})),
)


def council_sections(roles: frozenset[str]) -> list[Section]:
    """Return the council's pages that an officer with these roles may open; of two with one title, the first."""
    sections: dict[str, Section] = {}
    for section in COUNCIL_SECTIONS:
        if section.roles & roles:
            sections.setdefault(section.title, section)
    return list(sections.values())


def council_links(path: str, roles: frozenset[str]) -> list[NavigationLink]:
    """Return the navigation of the council's workspace."""
    return links_from(path, [Section("Overview", reverse("workspaces:council_home")), *council_sections(roles)])


def family_links(path: str, family: Family | None, is_member: bool) -> list[NavigationLink]:
    """Return the navigation of a family's workspace; a supporter has no part in consent and the family's details."""
    sections = [
        Section("Overview", reverse("workspaces:family_home")),
        Section("Budgets", "/family/budgets/"),
        Section("Bookings", "/family/bookings/"),
        Section("Requests", "/family/requests/"),
    ]
    if is_member:
        sections += [
            Section("Supporters", _family_url("supporters", family)),
            Section("Your details", _family_url("details", family)),
        ]
    return links_from(path, sections)


def provider_links(path: str, provider: Provider | None, roles: frozenset[str]) -> list[NavigationLink]:
    """Return the navigation of a provider's workspace, as far as the person's roles there allow."""
    return links_from(path, [section for section in _provider_sections(provider) if _is_open(section, roles)])


def _provider_sections(provider: Provider | None) -> Iterator[Section]:
    owner, listings, bookings, finance = ProviderRole
    if provider is None:
        yield Section("Your organisations", reverse("workspaces:provider_home"))
    else:
        yield Section("Overview", reverse("workspaces:provider", args=[provider.slug]))
        yield Section("Listings", reverse("provider_listings:index", args=[provider.slug]), roles=frozenset({listings}))
        yield Section("Checks", reverse("provider_listings:checks", args=[provider.slug]), roles=frozenset({listings}))
        yield Section("Reports", reverse("provider_problems:index", args=[provider.slug]), roles=frozenset({listings}))
    yield Section("Bookings", "/provider/bookings/", roles=frozenset({bookings}))
    yield Section("Requests", "/provider/requests/", roles=frozenset({listings, bookings}))
    if provider is not None:
        if holds_funds(provider):
            url = reverse("budgets:provider_funds", args=[provider.slug])
            yield Section("Funds", url, roles=frozenset({bookings, finance}))
        yield Section("People", reverse("providers:members", args=[provider.slug]), roles=frozenset({owner}))
        yield Section("Details", reverse("providers:details", args=[provider.slug]), roles=frozenset({owner}))


def _is_open(section: Section, roles: frozenset[str]) -> bool:
    return not section.roles or ProviderRole.OWNER in roles or bool(section.roles & roles)


def _family_url(page: str, family: Family | None) -> str:
    if family is None:
        return reverse(f"accounts:only_family_{page}")
    return reverse(f"accounts:{page}", args=[family.pk])
