"""What people type, made fit for an engine."""

import re
import unicodedata

#: Longer texts are cut, and the page says so: nobody types this much, and every word costs time.
LONGEST_TEXT = 200

#: "after-school" and "after school" are the same words; a hyphen before a word means "without it".
_BETWEEN_WORDS = re.compile(r"(?<=\w)[-/\u2010-\u2015](?=\w)")
_OPERATORS = re.compile(r'"|(?:^|\s)-|\bor\b', re.IGNORECASE)
_WORD = re.compile(r"\w+(?:['’]\w+)?")


def tidy_text(text: str) -> str:
    """Return the text without control characters and with single spaces."""
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join(visible.split())


def shorten_text(text: str) -> str:
    """Return the text cut to LONGEST_TEXT."""
    return text[:LONGEST_TEXT].strip()


def split_compounds(text: str) -> str:
    """Return the text with compound words written apart."""
    return _BETWEEN_WORDS.sub(" ", text)


def has_operators(text: str) -> bool:
    """Say whether the text quotes a phrase, leaves a word out or names alternatives."""
    return bool(_OPERATORS.search(text))


def words_of(text: str) -> list[str]:
    """Return the words of the text in lower case, each once."""
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))


def replace_words(text: str, better: dict[str, str]) -> str:
    """Return the text with words replaced; `better` has lower-case keys."""
    return _WORD.sub(lambda match: better.get(match[0].lower(), match[0]), text)
