"""Counting: how many services match, and how many of them each term of a facet has."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, Value

from marketplace.core import clock

from ..types import EASIEST_TO_DO_WITHOUT, Facets, SearchRequest
from .matching import all_words, conditions, measured_services

#: Facets are counted without their own filter, so theirs stay columns while other criteria narrow the candidates.
FACETS = ("category", "need", "access", "day", "stream")

#: How many services are shown that only just do not match.
ALTERNATIVES = 3

# Each part counts the services of `kept` for which every other facet's filter holds: `{others}`. `termed` has them once
# for each of their categories and once for its group.
_PARTS = {
    "total": "SELECT 'total', '', count(*) FROM kept c WHERE {others}",
    "some_words": "SELECT 'some_words', '', count(*) FROM mode WHERE NOT all_words",
    "category": """
        SELECT 'category', category.code, counted.services
        FROM (SELECT term, count(DISTINCT c.pk) AS services FROM termed c WHERE {others} GROUP BY term) counted
        JOIN catalogue_category category ON category.id = counted.term""",
    "need": """
        SELECT 'need', coalesce(need.code, ''), count(*)
        FROM kept c
        LEFT JOIN catalogue_service_needs link ON link.service_id = c.pk
        LEFT JOIN catalogue_need need ON need.id = link.need_id
        WHERE {others} GROUP BY need.code""",
    "access": """
        SELECT 'access', feature.code, count(*)
        FROM kept c
        JOIN catalogue_service_access_features link ON link.service_id = c.pk
        JOIN catalogue_accessfeature feature ON feature.id = link.accessfeature_id
        WHERE {others} GROUP BY feature.code""",
    "day": """
        SELECT 'day', weekday::text, count(*)
        FROM kept c CROSS JOIN LATERAL (SELECT DISTINCT unnest(c.days) AS weekday) day
        WHERE {others} GROUP BY weekday""",
    "stream": """
        SELECT 'stream', stream.code, count(DISTINCT c.pk)
        FROM termed c
        JOIN budgets_streamrules_categories paid ON paid.category_id = c.term
        JOIN budgets_streamrules rules ON rules.id = paid.streamrules_id
        JOIN budgets_fundingstream stream ON stream.id = rules.stream_id
        WHERE {others} AND rules.age_max >= coalesce(c.age_min, 0) AND rules.age_min <= coalesce(c.age_max, 25)
          AND daterange(stream.valid_from, stream.valid_to, '[]') * daterange(rules.valid_from, rules.valid_to, '[]')
              @> %s::date
        GROUP BY stream.code""",
}


@dataclass(frozen=True)
class Counts:
    """What was counted; `some_words` says that no service has all of the words."""

    total: int = 0
    some_words: bool = False
    facets: Facets = field(default_factory=dict)


@dataclass(frozen=True)
class WiderSearch:
    """What leaving out one criterion would find: how much for each, and a few ids for the easiest to do without."""

    without: Mapping[str, int] = field(default_factory=dict)
    nearest: tuple[UUID, ...] = ()


def count_facets(request: SearchRequest) -> Counts:
    """Count the matches and every facet in one statement."""
    criteria = conditions(request, with_some_words=True)
    flags = {name: criteria.pop(name) for name in FACETS if name in criteria}
    candidates = measured_services(request).filter(*criteria.values()).annotate(**_columns(request, flags))
    sql, params = candidates.values(
        "pk", "days", "age_min", "age_max", "all_words", *map(_column, flags)
    ).query.sql_with_params()
    # Where a service has all of the words and passes every filter, services with only some of them do not count.
    statement = f"""
        WITH candidate AS MATERIALIZED ({sql}),
        mode AS (SELECT coalesce(bool_or(c.all_words), true) AS all_words FROM candidate c WHERE {_all(flags)}),
        kept AS (SELECT c.* FROM candidate c, mode WHERE c.all_words OR NOT mode.all_words),
        termed AS MATERIALIZED (
            SELECT c.*, unnest(ARRAY[kind.id, kind.parent_id]) AS term
            FROM kept c
            JOIN catalogue_service_categories link ON link.service_id = c.pk
            JOIN catalogue_category kind ON kind.id = link.category_id
        )
        {" UNION ALL ".join(part.format(others=_all(flags, but=name)) for name, part in _PARTS.items())}"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, clock.today()])
        return _read(cursor.fetchall())


def look_wider(request: SearchRequest) -> WiderSearch:
    """Count, for each criterion, what the request would find without it, with a few of what is found; one statement."""
    flags = conditions(request, with_some_words=True)
    if not flags:
        return WiderSearch()
    candidates = measured_services(request).annotate(**_columns(request, flags))
    nearest = ["miles"] if request.place else []
    sql, params = candidates.values("pk", "name", "all_words", *nearest, *map(_column, flags)).query.sql_with_params()
    order = ", ".join([*(f"c.{column}" for column in nearest), "c.name", "c.pk"])
    parts = ", ".join(_found_without(flags, name, order) for name in flags)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts} FROM ({sql}) c", params)  # noqa: S608
        row = cursor.fetchone()
    counts = dict(zip(flags, row[::2], strict=True))
    ids = dict(zip(flags, row[1::2], strict=True))
    easiest = next((name for name in EASIEST_TO_DO_WITHOUT if counts.get(name)), None)
    return WiderSearch(counts, tuple(ids[easiest]) if easiest else ())


def _found_without(flags: dict[str, Q], name: str, order: str) -> str:
    """Return the SQL for how many pass every flag but one, and for a few of them; all of the words before some."""
    some = _all(flags, but=name)
    # Without the words, none of them counts; with them, the search that the link leads to wants all where it can.
    strict = some if name == "q" else f"{some} AND c.all_words"
    count = f"coalesce(nullif(count(*) FILTER (WHERE {strict}), 0), count(*) FILTER (WHERE {some}))"
    a_few = f"array_agg(c.pk ORDER BY {order})"
    return f"{count}, (coalesce({a_few} FILTER (WHERE {strict}), {a_few} FILTER (WHERE {some})))[:{ALTERNATIVES}]"


def _columns(request: SearchRequest, flags: dict[str, Q]) -> dict[str, Any]:
    columns: dict[str, Any] = {_column(name): _truth(condition) for name, condition in flags.items()}
    has_all = _truth(Q(search_vector=all_words(request.text))) if request.text else Value(True)
    return columns | {"all_words": has_all}


def _truth(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _column(name: str) -> str:
    return f"passes_{name}"


def _all(flags: dict[str, Q], but: str = "") -> str:
    """Return the SQL that every flag holds, except one. The names are ours, never a visitor's."""
    return " AND ".join(f"c.{_column(name)}" for name in flags if name != but) or "true"


def _read(rows: list[tuple[str, str, int]]) -> Counts:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for part, code, count in rows:
        counts[part][code] = count
    needs = counts["need"]
    none_stated = needs.pop("", 0)
    # A service that states no needs counts as meeting any.
    counts["need"] = {code: count + none_stated for code, count in needs.items()}
    return Counts(
        total=counts["total"][""],
        some_words=bool(counts["some_words"][""] and counts["total"][""]),
        facets={facet: counts[facet] for facet in FACETS},
    )
