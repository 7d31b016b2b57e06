"""Other people's HTML, made fit for our pages."""

import html
import re

import nh3
from django.utils.html import strip_tags
from django.utils.text import Truncator

#: What a reader can still take in; the longest description met in a real file had 145,000 characters.
LONGEST_DESCRIPTION = 20_000
LONGEST_SUMMARY = 250

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_KEPT = {"p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "a", "h3"}
#: Blocks that are not kept still end a line: without one, the words on either side would run together.
_BLOCKS = {"div", "section", "article", "header", "tr", "td", "th", "blockquote", "figure", "hr"}
_LINK = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)
_HEADING_TAG = re.compile(r"<(/?)h[1-6]>")
_BLOCK_TAG = re.compile(rf"<(/?)(?:{'|'.join(sorted(_BLOCKS))})>")
_EMPTY = re.compile(r"<(p|li|ul|ol|h3|b|strong|i|em)>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")
_MANY_BREAKS = re.compile(r"(?:\s*<br>\s*){3,}")
_OUTER_BREAKS = re.compile(r"^(?:\s|<br>)+|(?:\s|<br>)+$")


def clean_description(text: str) -> str:
    """Return HTML with paragraphs, lists, emphasis, links and one rank of headings, cut at 20,000 characters."""
    cleaned = nh3.clean(
        text,
        tags=_KEPT | _HEADINGS | _BLOCKS,
        attributes={"a": {"href"}},
        attribute_filter=lambda tag, name, value: value if name != "href" or _LINK.match(value.strip()) else None,
        url_schemes={"http", "https", "mailto"},
    )
    cleaned = _HEADING_TAG.sub(r"<\1h3>", cleaned)
    cleaned = _BLOCK_TAG.sub(lambda tag: "<br>" if tag[1] else "", cleaned)
    cleaned = _MANY_BREAKS.sub("<br><br>", _without_empty_elements(cleaned))
    cleaned = _OUTER_BREAKS.sub("", cleaned)
    if len(cleaned) <= LONGEST_DESCRIPTION:
        return cleaned
    return Truncator(cleaned).chars(LONGEST_DESCRIPTION, truncate="… (shortened)", html=True)


def plain_text(text: str) -> str:
    """Return the words of HTML on one line."""
    spaced = re.sub(r"<(?:br|/p|/li|/h[1-6]|/div|/td|/tr)\b[^>]*>", " ", text, flags=re.IGNORECASE)
    return " ".join(html.unescape(strip_tags(spaced)).split())


def summary_of(description: str) -> str:
    """Return the beginning of a cleaned description as plain text, cut between words."""
    words = plain_text(description[: LONGEST_SUMMARY * 20])
    return cut(words, LONGEST_SUMMARY)


def cut(text: str, longest: int) -> str:
    """Return the text, cut between words and marked as cut where it is longer."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    return f"{kept.rsplit(' ', 1)[0] if ' ' in kept[longest // 2 :] else kept}…"


def _without_empty_elements(text: str) -> str:
    """Drop what editors leave behind, such as `<p><br></p>`, however it is nested."""
    for _ in range(5):
        shorter = _EMPTY.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text
