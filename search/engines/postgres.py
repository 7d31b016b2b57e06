"""Search in PostgreSQL: full text, trigrams for misspellings, facets in one statement."""

from dataclasses import replace

from ..text import has_operators, replace_words, split_compounds, words_of
from ..types import Found, SearchRequest
from .base import SearchEngine
from .facets import Counts, WiderSearch, count_facets, look_wider
from .matching import ids_of_page
from .spelling import Spelling, check_spelling

#: Below this many results, other spellings are worth a look.
FEW_RESULTS = 3
MOST_SUGGESTIONS = 3


class PostgresEngine(SearchEngine):
    """Finds services in the database itself, so that what it answers is never behind."""

    name = "postgresql"

    def find(self, request: SearchRequest) -> Found:
        """Return one page of ids; see `SearchEngine.find`.

        Every word must be there. Only where no service has them all is a misspelling put right, and failing that, do
        services count that have some of the words.
        """
        request = replace(request, text=split_compounds(request.text))
        counts = count_facets(request)
        spelling = Spelling()
        if request.text and (counts.some_words or counts.total < FEW_RESULTS):
            spelling = check_spelling(words_of(request.text))
        corrected = _correct(request, counts, spelling)
        if corrected:
            request, counts = corrected
        page = _page(request, counts)
        wider = WiderSearch() if counts.total else look_wider(request)
        return Found(
            ids=ids_of_page(request, some_words=counts.some_words, page=page) if counts.total else (),
            total=counts.total,
            page=page,
            facets=counts.facets,
            corrected=request.text if corrected else "",
            some_words=counts.some_words,
            suggestions=_suggestions(request.text, spelling),
            without=wider.without,
            nearest=wider.nearest,
        )


def _correct(request: SearchRequest, counts: Counts, spelling: Spelling) -> tuple[SearchRequest, Counts] | None:
    """Return the search with its misspellings put right, where that finds more than the words as they were typed."""
    if not spelling.corrections or has_operators(request.text):
        return None
    corrected = replace(request, text=replace_words(request.text, spelling.corrections))
    corrected_counts = count_facets(corrected)
    finds_more = corrected_counts.total and (not counts.total or not corrected_counts.some_words)
    return (corrected, corrected_counts) if finds_more else None


def _page(request: SearchRequest, counts: Counts) -> int:
    last = max(1, -(-counts.total // request.page_size))
    return min(max(request.page, 1), last)


def _suggestions(text: str, spelling: Spelling) -> tuple[str, ...]:
    """Return the text with one word at a time replaced by one that more services use."""
    texts = [replace_words(text, {word: other}) for word, others in spelling.alternatives.items() for other in others]
    return tuple(dict.fromkeys(other for other in texts if other.lower() != text.lower()))[:MOST_SUGGESTIONS]
