"""Which part of a statement is wanted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from marketplace.core import clock
from marketplace.core.forms import FilterForm

from ..models import Pot

ALL = "all"


class StatementFilter(FilterForm):
    """Narrows a statement to a period and a stream; without a period, to the pots of today, or those of the last."""

    period = forms.ChoiceField(label="Period", required=False)
    stream = forms.ChoiceField(label="Stream", required=False)

    def __init__(self, *args: Any, pots: Sequence[Pot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pots = pots
        periods = sorted({(pot.valid_from, pot.valid_to) for pot in pots}, reverse=True)
        streams = sorted({pot.stream for pot in pots}, key=lambda stream: (stream.position, stream.name))
        self._choices_of("period").choices = [
            ("", "Now"),
            *((f"{first}_{last}", f"{first:%-d %B %Y} to {last:%-d %B %Y}") for first, last in periods),
            (ALL, "All periods"),
        ]
        self._choices_of("stream").choices = [("", "All streams"), *((stream.code, stream.name) for stream in streams)]

    def pots(self) -> list[Pot]:
        """Return the pots that are wanted; where the answers make no sense, those of today."""
        wanted = self.cleaned_data if self.is_valid() else {}
        pots = self._of_period(wanted.get("period", ""))
        stream = wanted.get("stream")
        return [pot for pot in pots if not stream or pot.stream.code == stream]

    def _of_period(self, period: str) -> list[Pot]:
        if period == ALL:
            return list(self._pots)
        if period:
            return [pot for pot in self._pots if f"{pot.valid_from}_{pot.valid_to}" == period]
        today = clock.today()
        return [pot for pot in self._pots if pot.valid_from <= today <= pot.valid_to] or self._latest()

    def _latest(self) -> list[Pot]:
        last = max((pot.valid_to for pot in self._pots), default=date.min)
        return [pot for pot in self._pots if pot.valid_to == last]

    def _choices_of(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field
