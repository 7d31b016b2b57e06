"""Blocks written by hand or in a file, turned into the form that a page's body is stored in."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from django.utils.html import escape

from marketplace.core.errors import DomainError

#: A block as a file writes it: its `type`, and plain text for everything else.
BlockContent: TypeAlias = Mapping[str, Any]

_BLANK_LINE = re.compile(r"\n\s*\n")
_LINK = re.compile(r"\[([^\]]+)\]\(((?:https?://|mailto:|tel:|/)[^)\s]+)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")


class UnknownBlock(DomainError):
    """A block has a type that pages do not have."""

    code = "unknown_block"


def stream_from(content: Sequence[BlockContent]) -> list[dict[str, Any]]:
    """Return a body made of the blocks.

    Texts are plain: a blank line parts paragraphs, `**words**` are bold and `[words](https://…)` is a link. The types
    and their keys: heading (text, level 2 or 3), paragraph (text), list and steps (items), callout (title, text, kind),
    contact (name, role, phone, email, hours, title), search_link (label, category, need, query), question (question,
    answer), quote (quote, attribution), key_facts (title, facts: each a label and a text), table (caption, columns,
    rows). Raises UnknownBlock for any other type.
    """
    return [{"type": block["type"], "value": _value(block)} for block in content]


def rich_text(text: str) -> str:
    """Return plain text as the HTML of a rich text block."""
    return "".join(f"<p>{_line(paragraph)}</p>" for paragraph in _BLANK_LINE.split(text.strip()) if paragraph.strip())


def _line(text: str) -> str:
    joined = escape(" ".join(text.split()))
    return _BOLD.sub(r"<b>\1</b>", _LINK.sub(r'<a href="\2">\1</a>', joined))


def _value(block: BlockContent) -> Any:
    write = _WRITERS.get(block["type"])
    if write is None:
        raise UnknownBlock(f"“{block['type']}” is not a type of block. Use one of: {', '.join(sorted(_WRITERS))}.")
    return write(block)


def _texts(*names: str) -> Callable[[BlockContent], dict[str, str]]:
    return lambda block: {name: block[name] for name in names if name in block}


def _heading(block: BlockContent) -> dict[str, str]:
    return {"level": f"h{block.get('level', 2)}", "text": block["text"]}


def _items(block: BlockContent) -> list[str]:
    return [rich_text(item) for item in block["items"]]


def _callout(block: BlockContent) -> dict[str, str]:
    kinds = {"info": "information"}
    kind = block.get("kind", "information")
    return {"kind": kinds.get(kind, kind), "title": block["title"], "text": rich_text(block["text"])}


def _question(block: BlockContent) -> dict[str, str]:
    return {"question": block["question"], "answer": rich_text(block["answer"])}


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
    "contact": _texts("title", "name", "role", "phone", "email", "hours"),
    "search_link": _texts("label", "category", "need", "query"),
    "question": _question,
    "quote": _texts("quote", "attribution"),
    "key_facts": _key_facts,
    "table": _table,
}
