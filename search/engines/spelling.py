"""Words that were perhaps meant: trigrams find them, and what public listings contain decides."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.db import connection

from marketplace.catalogue.selectors import public_services

from .matching import TEXT_CONFIG

#: Shorter words are abbreviations more often than misspellings, and everything resembles them.
SHORTEST_WORD = 4
MOST_WORDS = 8
ALIKE = 0.75

# The first letter is taken to be right, which keeps the words to compare few.
_STATEMENT = """
    WITH public AS MATERIALIZED ({public}),
    asked AS (
        SELECT word, websearch_to_tsquery('{config}', word) AS query
        FROM unnest(%s::text[]) AS word
    ),
    counted AS (
        SELECT word, query, (SELECT count(*) FROM public p WHERE p.search_vector @@ asked.query) AS uses
        FROM asked WHERE numnode(query) > 0
    )
    SELECT counted.word, counted.uses, other.word,
           (SELECT count(*) FROM public p WHERE p.search_vector @@ plainto_tsquery('{config}', other.word))
    FROM counted CROSS JOIN LATERAL (
        SELECT v.word FROM search_vocabularyword v
        WHERE v.word LIKE left(unaccent(counted.word), 1) || '%%'
          AND plainto_tsquery('{config}', v.word) <> counted.query
        ORDER BY greatest(similarity(v.word, counted.word), word_similarity(counted.word, v.word)) DESC, v.word
        LIMIT 8
    ) other"""


@dataclass(frozen=True)
class Spelling:
    """For words that no public listing has, the likeliest other (`corrections`); for any, words that more have."""

    corrections: dict[str, str] = field(default_factory=dict)
    alternatives: dict[str, list[str]] = field(default_factory=dict)


def check_spelling(words: Sequence[str]) -> Spelling:
    """Look for words like these that more public listings have; one statement."""
    asked = [word for word in words if len(word) >= SHORTEST_WORD and word.isalpha()][:MOST_WORDS]
    if not asked:
        return Spelling()
    corrections: dict[str, str] = {}
    alternatives: dict[str, list[str]] = defaultdict(list)
    for word, uses, other in sorted(_similar_words(asked), key=lambda row: -_likeness(row[0], row[2])):
        if uses == 0:
            corrections.setdefault(word, other)
        alternatives[word].append(other)
    return Spelling(corrections, dict(alternatives))


def _similar_words(asked: list[str]) -> list[tuple[str, int, str]]:
    sql, params = public_services().order_by().values("search_vector").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(public=sql, config=TEXT_CONFIG), [*params, asked])
        rows = cursor.fetchall()
    return [
        (word, uses, other)
        for word, uses, other, other_uses in rows
        if other_uses > uses and _likeness(word, other) >= ALIKE
    ]


def _likeness(word: str, other: str) -> float:
    """Return how alike two words are, from 0 to 1; a word that goes on from the one typed is much alike."""
    if other.startswith(word):
        return 0.9
    return SequenceMatcher(None, word, other).ratio()
