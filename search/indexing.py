"""Keeping the text of listings findable in PostgreSQL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Lower

from marketplace.catalogue.models import Category, Need, Service
from marketplace.providers.models import Provider

from .engines.matching import TEXT_CONFIG
from .models import VocabularyWord

#: Services refreshed in one statement of a rebuild.
CHUNK = 200

_TAGS_AND_ENTITIES = r"<[^>]*>|&[a-z#0-9]+;"
#: As in `text.split_compounds`: "after-school" is found by "after school".
_BETWEEN_WORDS = r"[-/\u2010-\u2015]"

_ADD_WORDS = """
    INSERT INTO search_vocabularyword (word)
    SELECT DISTINCT lexeme FROM ({texts}) AS listing, unnest(to_tsvector('simple', unaccent(listing.words)))
    WHERE lexeme ~ '^[a-z]{{4,40}}$'
      AND NOT EXISTS (SELECT FROM search_vocabularyword known WHERE known.word = lexeme)
    ORDER BY lexeme
    ON CONFLICT DO NOTHING"""

_postponed: ContextVar[set[UUID] | None] = ContextVar("services to refresh later", default=None)


@contextmanager
def postponed() -> Iterator[None]:
    """Refresh what changes within once, at the end, however often it changed; nothing where an exception ends it."""
    changed: set[UUID] = set()
    token = _postponed.set(changed)
    try:
        yield
    finally:
        _postponed.reset(token)
    ids = sorted(changed)
    for start in range(0, len(ids), CHUNK):
        refresh_search_vectors(ids[start : start + CHUNK])


def refresh_search_vectors(service_ids: Iterable[UUID]) -> int:
    """Compute what full-text search knows of these services, in the caller's transaction; return how many.

    Names weigh most, then what the service is (categories and their groups, needs, provider), then the summary, then
    the description. The vocabulary follows after the commit, where waiting for another writer holds up nobody.
    Within `postponed` nothing is done yet.
    """
    ids = list(service_ids)
    later = _postponed.get()
    if later is not None:
        later.update(ids)
        return 0
    if not ids:
        return 0
    refreshed = Service.objects.filter(pk__in=ids).update(search_vector=_vector())
    # Not a partial: Django names a robust callback that failed by a name which a partial has not.
    transaction.on_commit(lambda: add_words(ids), robust=True)
    return refreshed


def add_words(service_ids: list[UUID]) -> None:
    """Add the words of these services to the vocabulary."""
    words = Concat(*(_spaced(text) for text in (F("name"), _kinds(), F("summary"), F("description"))))
    texts = Service.objects.filter(pk__in=service_ids).order_by().annotate(words=_plain(Lower(words))).values("words")
    sql, params = texts.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_ADD_WORDS.format(texts=sql), params)


def rebuild() -> Iterator[int]:
    """Refresh every service and make the vocabulary anew; yield the size of each chunk when it is done."""
    ids = list(Service.objects.order_by("pk").values_list("pk", flat=True))
    VocabularyWord.objects.all().delete()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        refreshed = Service.objects.filter(pk__in=chunk).update(search_vector=_vector())
        add_words(chunk)
        yield refreshed


def _vector() -> Combinable:
    weighted = {"A": F("name"), "B": _kinds(), "C": F("summary"), "D": Concat(_spaced(F("description")), "eligibility")}
    vectors = [SearchVector(_plain(text), weight=weight, config=TEXT_CONFIG) for weight, text in weighted.items()]
    first, *rest = vectors
    return sum(rest, start=first)


def _kinds() -> Combinable:
    """Return the names of a service's categories, their groups, its needs and its provider as one text."""
    categories = Category.objects.filter(Q(services=OuterRef("pk")) | Q(children__services=OuterRef("pk")))
    needs = Need.objects.filter(services=OuterRef("pk"))
    provider = Provider.objects.filter(pk=OuterRef("provider"))
    return Concat(
        _spaced(_names(categories)), _spaced(_names(needs)), Subquery(provider.values("name")), output_field=TextField()
    )


def _names(terms: QuerySet) -> Func:
    names = ArraySubquery(terms.order_by("name").values("name").distinct())
    return Func(names, Value(" "), function="array_to_string", output_field=TextField())


def _spaced(text: Combinable) -> Combinable:
    return Concat(text, Value(" "), output_field=TextField())


def _plain(text: Combinable) -> Combinable:
    """Return the text without HTML and with compound words written apart."""
    for pattern in (_TAGS_AND_ENTITIES, _BETWEEN_WORDS):
        text = Func(text, Value(pattern), Value(" "), Value("gi"), function="regexp_replace", output_field=TextField())
    return text
