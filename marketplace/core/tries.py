"""Counting how often somebody tries something, so that nobody can try it without end."""

from django.core.cache import cache

from .errors import DomainError


class TooManyTries(DomainError):
    """Somebody has tried too often."""

    code = "too_many_tries"


def count_try(what: str, *, at_most: int, seconds: int = 3600, sentence: str) -> None:
    """Count a try at `what` (who and what, never a name or an address in full).

    Raises TooManyTries with the sentence where there were more than `at_most` in so many seconds.
    """
    key = f"tries:{what}"
    if cache.add(key, 1, timeout=seconds):
        return
    try:
        tries = cache.incr(key)
    except ValueError:  # the time ended between the two lines
        return
    if tries > at_most:
        raise TooManyTries(sentence)
