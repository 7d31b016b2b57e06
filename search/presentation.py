"""What the results page says about a search: its heading, the chosen filters, the choices left, the ways on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from marketplace.catalogue.enums import Weekday
from marketplace.core.money import format_pounds

from .filters import chosen_criteria
from .terms import Term, Terms
from .types import EASIEST_TO_DO_WITHOUT, Facets, SearchRequest, SearchResults

#: Where a family tells what it has not found.
ASK_PATH = "/family/requests/new/"

#: What a link says that leaves out one criterion of a search that finds nothing.
WAYS_ON = {
    "distance": "Any distance",
    "day": "Any day of the week",
    "max_price": "Any price",
    "stream": "Whoever pays for it",
    "age": "Any age",
    "access": "Without the access you asked for",
    "need": "Any need",
    "category": "Any kind of support",
    "q": "Without the words",
}


@dataclass(frozen=True)
class Link:
    """A link within the results; `count` is how many services it leads to, where that is known."""

    label: str
    url: str
    count: int | None = None


@dataclass(frozen=True)
class Option:
    """One box to tick or untick."""

    input_id: str
    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class OptionGroup:
    """A group of categories with its kinds."""

    whole: Option
    kinds: tuple[Option, ...]

    @property
    def whole_only(self) -> tuple[Option, ...]:
        """Return the group itself as the only option."""
        return (self.whole,)

    @property
    def has_choice(self) -> bool:
        """Say whether something inside is ticked."""
        return self.whole.checked or any(kind.checked for kind in self.kinds)


def describe_search(request: SearchRequest, total: int) -> str:
    """Return the heading: `23 services for “autism” near GL1`."""
    parts = [f"{total:,} service{'' if total == 1 else 's'}"]
    if request.text:
        parts.append(f"for “{request.text}”")
    if request.place:
        parts.append(f"near {request.place.outward}")
    return " ".join(parts)


def address_with(query: QueryDict, **changes: str | Sequence[str]) -> str:
    """Return the address of the first page of the same search with some fields changed; `""` takes a field out."""
    changed = query.copy()
    for name, value in {**changes, "page": ""}.items():
        changed.setlist(name, [value] if isinstance(value, str) else list(value))
    pairs = [(name, value) for name, values in changed.lists() for value in values if value.strip()]
    return f"/services/?{urlencode(pairs, errors='ignore')}" if pairs else "/services/"


def chosen_filters(query: QueryDict, request: SearchRequest, terms: Terms) -> list[Link]:
    """Return each filter in force as a link that takes it away."""
    links = []
    if request.place:
        links.append(Link(f"Near {request.place.label}", address_with(query, postcode="", distance="", sort="")))
    if request.distance_miles is not None:
        unit = "mile" if request.distance_miles == 1 else "miles"
        links.append(Link(f"Within {request.distance_miles} {unit}", address_with(query, distance="")))
    for name, value in chosen_criteria(request.filters).items():
        for each in value if isinstance(value, tuple) else (value,):
            kept = [other for other in query.getlist(name) if other != str(each)] if isinstance(value, tuple) else ""
            links.append(Link(_filter_label(name, each, terms), address_with(query, **{name: kept})))
    return links


def _filter_label(name: str, value: str | int, terms: Terms) -> str:
    match name:
        case "age":
            return f"Age {value}"
        case "day":
            return Weekday(int(value)).label
        case "max_price":
            return f"At most {format_pounds(int(value))}"
        case _:
            return terms.name_of(name, str(value))


def category_options(terms: Terms, facets: Facets, query: QueryDict) -> list[OptionGroup]:
    """Return the groups of categories that have services or are ticked, with such kinds."""
    options = iter_options("category", terms.category, facets, query, every=True)
    by_code = {option.value: option for option in options}
    groups = []
    for group, kinds in terms.groups():
        shown = tuple(by_code[kind.code] for kind in kinds if _is_shown(by_code[kind.code]))
        found = OptionGroup(by_code[group.code], shown)
        if _is_shown(found.whole) or found.has_choice:
            groups.append(found)
    return groups


def iter_options(
    facet: str, terms: Sequence[Term], facets: Facets, query: QueryDict, *, every: bool = False
) -> Iterator[Option]:
    """Yield the options of a facet that have services or are ticked (or every one)."""
    ticked = query.getlist(facet)
    counts = facets.get(facet, {})
    for position, term in enumerate(terms):
        option = Option(f"id_{facet}_{position}", term.code, term.name, counts.get(term.code, 0), term.code in ticked)
        if every or _is_shown(option):
            yield option


def day_terms() -> list[Term]:
    """Return the days of the week as terms."""
    return [Term(str(value), str(label)) for value, label in Weekday.choices]


def _is_shown(option: Option) -> bool:
    return option.count > 0 or option.checked


def ways_on(query: QueryDict, results: SearchResults) -> list[Link]:
    """Return, for a search that found nothing, the searches with one criterion fewer that find something."""
    return [
        Link(WAYS_ON[name], address_with(query, **{name: ""}), results.without[name])
        for name in EASIEST_TO_DO_WITHOUT
        if results.without.get(name)
    ]


def ask_address(request: SearchRequest) -> str:
    """Return the address of the form in which a family tells what it needs, filled in from the search.

    Of the postcode only the outward part goes along: addresses are logged.
    """
    pairs = [("q", request.text)]
    pairs += [("category", code) for code in request.filters.categories[:1]]
    pairs += [("need", code) for code in request.filters.needs]
    pairs += [("age", str(request.filters.age))] if request.filters.age is not None else []
    pairs += [("postcode", request.place.outward)] if request.place else []
    filled = [(name, value) for name, value in pairs if value]
    return f"{ASK_PATH}?{urlencode(filled, errors='ignore')}" if filled else ASK_PATH
