"""Reading streams: their rules past, present and planned."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from marketplace.core import clock
from marketplace.core.dates import is_valid_on

from ..models import FundingStream, StreamRules
from ..stream_words import binding_sentences, changes


@dataclass(frozen=True)
class RulesInTime:
    """Rules of a stream with where they stand today (`planned`, `now` or `past`) and what they changed."""

    rules: StreamRules
    stands: str
    changes: list[str]

    @property
    def sentences(self) -> list[str]:
        """Return what binds the stream by these rules."""
        return list(binding_sentences(self.rules).values())


def all_streams() -> QuerySet[FundingStream]:
    """Return every stream, those that ended too, with their rules and what each may pay for."""
    return FundingStream.objects.prefetch_related("rules__categories")


def rules_in_time(stream: FundingStream) -> list[RulesInTime]:
    """Return the stream's rules, the latest first."""
    today = clock.today()
    rows = list(stream.rules.select_related("made_by").prefetch_related("categories").order_by("valid_from"))
    earlier: list[StreamRules | None] = [None, *rows]
    return [
        RulesInTime(rules, _stands(rules, today), list(changes(before, rules)) if before else [])
        for before, rules in reversed(list(zip(earlier, rows, strict=False)))
    ]


def planned_rules(stream: FundingStream, day: date) -> StreamRules | None:
    """Return the rules that begin next after the day, none where none are planned.

    Prefetch `rules__categories` where this is asked of many streams.
    """
    later = (rules for rules in stream.rules.all() if rules.valid_from > day)
    return min(later, key=lambda rules: rules.valid_from, default=None)


def _stands(rules: StreamRules, today: date) -> str:
    if rules.valid_from > today:
        return "planned"
    return "now" if is_valid_on(rules, today) else "past"
