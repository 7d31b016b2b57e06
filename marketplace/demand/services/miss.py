"""Counting searches that found nothing."""

import json
import re
from datetime import timedelta

from django.db import connection

from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.postcode import outward_part

#: What is kept of a search besides its words: never where someone lives, how they sorted or which page they were on.
KEPT_FILTERS = ("need", "age", "distance", "day", "max_price", "stream", "access", "setting", "when", "bookable")
LONGEST_TERMS = 200
LONGEST_VALUE = 60
MOST_VALUES = 5

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Words typed into a search box may name someone: what can be told apart from a search term is left out.
_ADDRESS = re.compile(r"\S+@\S+|\b[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*[0-9][A-Za-z]{2}\b|\+?[0-9][0-9 ()-]{8,}[0-9]")

_COUNT_MISS = """
    INSERT INTO demand_searchmiss (id, terms, category_id, filters, outward, week, times)
    VALUES (gen_random_uuid(), %s, %s, %s::jsonb, %s, %s, 1)
    ON CONFLICT (week, terms, category_id, filters, outward) DO UPDATE SET times = demand_searchmiss.times + 1
"""


def record_search_miss(*, terms: str, category_code: str, filters: dict[str, object], outward: str) -> None:
    """Count a search that found nothing: one row a week for the same terms, filters and outward postcode.

    Nobody is recorded. What does not fit or cannot be stored is cut or left out: a search never fails over this.
    """
    today = clock.today()
    category = Category.objects.filter(code=_plain(category_code, 60)).values_list("pk", flat=True).first()
    row = (
        _plain(_ADDRESS.sub(" ", _plain(terms, 1000)), LONGEST_TERMS).lower(),
        category,
        json.dumps(_kept_filters(filters), sort_keys=True),
        outward_part(_plain(outward, 12)) or "",
        today - timedelta(days=today.weekday()),
    )
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_MISS, row)


def _kept_filters(filters: object) -> dict[str, object]:
    if not isinstance(filters, dict):
        return {}
    kept = {name: _value(filters[name]) for name in KEPT_FILTERS if name in filters}
    return {name: value for name, value in kept.items() if value not in ("", [])}


def _value(value: object) -> object:
    if value is None or value is False:
        return ""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**9):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(filter(None, (_plain(each, LONGEST_VALUE) for each in list(value)[:MOST_VALUES])))
    return _plain(value, LONGEST_VALUE)


def _plain(text: object, longest: int) -> str:
    """Return the text on one line, without what PostgreSQL cannot store, cut to a length."""
    # Cut first as well: ten thousand characters need not be looked at.
    storable = ("" if text is None else str(text))[: longest * 10].encode(errors="ignore").decode()
    return " ".join(_CONTROL.sub(" ", storable).split())[:longest].strip()
