"""Blocks written by hand or in a file, turned into the form that a page's body is stored in."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode

import nh3

from marketplace.core.errors import DomainError

#: A block as a file writes it: its `type`, and texts for everything else.
BlockContent: TypeAlias = Mapping[str, Any]

_BLANK_LINE = re.compile(r"\n\s*\n")
_TAGS = {"a", "b", "i"}
_LINK_SCHEMES = {"http", "https", "mailto", "tel"}


class UnknownBlock(DomainError):
    """A block has a type that pages do not have."""

    code = "unknown_block"


def stream_from(content: Sequence[BlockContent]) -> list[dict[str, Any]]:
    """Return a body made of the blocks.

    The types and their keys: heading (text, level 2 or 3), paragraph (text), list and steps (items), callout (title,
    text, kind), question (title, text), contact (title: whom to ask, role, phone, email, hours), search_link (label,
    query: as in the address of the results), quote (text, attribution), key_facts (title, facts: each a label and a
    text), table (caption, columns, rows). Of texts and items see `rich_text`. Raises UnknownBlock for another type.
    """
    return [{"type": block["type"], "value": _value(block)} for block in content]


def rich_text(text: str) -> str:
    """Return a text as the HTML of a rich text block.

    A blank line parts paragraphs. The tags b, i and a (with an address) are kept, all others are taken out.
    """
    clean = nh3.clean(text, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_LINK_SCHEMES, link_rel=None)
    paragraphs = (" ".join(paragraph.split()) for paragraph in _BLANK_LINE.split(clean))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


def _value(block: BlockContent) -> Any:
    write = _WRITERS.get(block["type"])
    if write is None:
        raise UnknownBlock(f"“{block['type']}” is not a type of block. Use one of: {', '.join(sorted(_WRITERS))}.")
    return write(block)


def _heading(block: BlockContent) -> dict[str, str]:
    return {"level": f"h{block.get('level', 2)}", "text": block["text"]}


def _items(block: BlockContent) -> list[str]:
    return [rich_text(item) for item in block["items"]]


def _callout(block: BlockContent) -> dict[str, str]:
    kind = block.get("kind", "information")
    return {"kind": kind, "title": block["title"], "text": rich_text(block["text"])}


def _question(block: BlockContent) -> dict[str, str]:
    return {"question": block["title"], "answer": rich_text(block["text"])}


def _contact(block: BlockContent) -> dict[str, str]:
    return {"name": block.get("title", "")} | {
        name: block.get(name, "") for name in ("role", "phone", "email", "hours")
    }


def _search_link(block: BlockContent) -> dict[str, str]:
    asked = dict(parse_qsl(block["query"]))
    fields = {"query": asked.pop("q", ""), "category": asked.pop("category", ""), "need": asked.pop("need", "")}
    return {"label": block["label"], **fields, "more": urlencode(asked)}


def _key_facts(block: BlockContent) -> dict[str, Any]:
    return {"title": block.get("title", "At a glance"), "facts": [dict(fact) for fact in block["facts"]]}


def _table(block: BlockContent) -> dict[str, Any]:
    return {
        "caption": block["caption"],
        "columns": [{"type": "text", "heading": heading} for heading in block["columns"]],
        "rows": [{"values": list(row)} for row in block["rows"]],
    }


_WRITERS: dict[str, Callable[[BlockContent], Any]] = {
    "heading": _heading,
    "paragraph": lambda block: rich_text(block["text"]),
    "list": _items,
    "steps": _items,
    "callout": _callout,
    "contact": _contact,
    "search_link": _search_link,
    "question": _question,
    "quote": lambda block: {"quote": block["text"], "attribution": block.get("attribution", "")},
    "key_facts": _key_facts,
    "table": _table,
}
