"""The terms by which one can filter, read in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import CharField, F, QuerySet, Value

from marketplace.budgets.models import FundingStream
from marketplace.catalogue.models import AccessFeature, Category, Need
from marketplace.core import clock


@dataclass(frozen=True)
class Term:
    """A category, need, access feature or funding stream; `group` is the code of the category above."""

    code: str
    name: str
    group: str = ""


@dataclass(frozen=True)
class Terms:
    """Every term in the order in which officers put them."""

    category: tuple[Term, ...]
    need: tuple[Term, ...]
    access: tuple[Term, ...]
    stream: tuple[Term, ...]

    def name_of(self, facet: str, code: str) -> str:
        """Return a term's name, or its code where the term is gone."""
        return next((term.name for term in getattr(self, facet) if term.code == code), code)

    def groups(self) -> Iterator[tuple[Term, list[Term]]]:
        """Return each group of categories with its kinds."""
        for group in self.category:
            if not group.group:
                yield group, [kind for kind in self.category if kind.group == group.code]


def load_terms() -> Terms:
    """Read every term."""
    rows = (
        _rows("category", Category.objects.annotate(group=F("parent__code")))
        .union(_rows("need", Need.objects.annotate(group=_NO_GROUP)), all=True)
        .union(_rows("access", AccessFeature.objects.annotate(group=_NO_GROUP)), all=True)
        .union(_rows("stream", FundingStream.objects.valid_on(clock.today()).annotate(group=_NO_GROUP)), all=True)
        .order_by("position", "name")
    )
    terms: dict[str, list[Term]] = {"category": [], "need": [], "access": [], "stream": []}
    for facet, code, name, group, _position in rows:
        terms[facet].append(Term(code, name, group or ""))
    return Terms(**{facet: tuple(found) for facet, found in terms.items()})


_NO_GROUP = Value(None, output_field=CharField())


def _rows(facet: str, terms: QuerySet) -> QuerySet:
    return (
        terms.order_by()
        .annotate(facet=Value(facet, output_field=CharField()))
        .values_list("facet", "code", "name", "group", "position")
    )
