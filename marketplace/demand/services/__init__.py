"""Writing down what families looked for and could not get."""

from .miss import record_search_miss

__all__ = ["record_search_miss"]
