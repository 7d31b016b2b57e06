"""What every engine promises. `tests/search/contract/` holds each to it."""

from abc import ABC, abstractmethod

from ..types import Found, SearchRequest


class SearchEngine(ABC):
    """Finds public services; `name` is shown in diagnostics only."""

    name: str

    @abstractmethod
    def find(self, request: SearchRequest) -> Found:
        """Return one page of ids in order, with counts. Text of any kind gives an answer, never an error."""
