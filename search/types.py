"""What is asked of search and what it answers. Views and engines share these types and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import TextChoices

from marketplace.catalogue.models import Service
from marketplace.core.selectors import Place

#: Results on one page.
PAGE_SIZE = 20

#: The criteria by their names in the address: what a search that finds nothing can do without, the easiest first.
EASIEST_TO_DO_WITHOUT = ("distance", "day", "max_price", "stream", "age", "access", "need", "category", "q")

#: Facet → code of a term → how many services have it.
Facets = Mapping[str, Mapping[str, int]]


class Sort(TextChoices):
    """The order of the results."""

    RELEVANCE = "relevance", "Best match"
    DISTANCE = "distance", "Nearest"
    PRICE = "price", "Lowest price"
    NAME = "name", "Name, A to Z"


@dataclass(frozen=True)
class Filters:
    """What narrows a search besides its words. Codes are those of the taxonomies; ages are whole years."""

    categories: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    age: int | None = None
    access: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    max_price_pence: int | None = None
    stream: str = ""


@dataclass(frozen=True)
class SearchRequest:
    """One search. `distance_miles` counts only where there is a `place`; pages are numbered from 1."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    place: Place | None = None
    distance_miles: int | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    page_size: int = PAGE_SIZE

    @property
    def has_criterion(self) -> bool:
        """Say whether the search asks for anything at all."""
        return bool(self.text) or self.filters != Filters() or self.distance_miles is not None

    @property
    def says_more_than_words(self) -> bool:
        """Say whether something is near what was asked for although none of its words is."""
        return self.filters != Filters() or self.place is not None


@dataclass(frozen=True)
class Found:
    """What an engine answers: the ids of one page in order, and counts.

    `corrected` is the text that was searched instead, where the words as typed found less. `some_words` says that no
    service has all of the words, so that these have some. `without` counts, for an empty result, what leaving out one
    criterion would give; `nearest` is a little of that. `page` is the last page where one past the end was asked for.
    """

    ids: tuple[UUID, ...]
    total: int
    page: int
    facets: Facets
    corrected: str = ""
    some_words: bool = False
    suggestions: tuple[str, ...] = ()
    without: Mapping[str, int] = field(default_factory=dict)
    nearest: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class SearchResults:
    """One page of results; `hits` are public services with the facts that their cards show.

    `engine` names who answered; `degraded` says that another should have.
    """

    hits: tuple[Service, ...]
    total: int
    page: int
    page_size: int
    facets: Facets
    engine: str
    corrected: str = ""
    some_words: bool = False
    suggestions: tuple[str, ...] = ()
    without: Mapping[str, int] = field(default_factory=dict)
    nearest: tuple[Service, ...] = ()
    degraded: bool = False
