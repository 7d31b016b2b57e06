"""What an editor must put right before a page is published, and the outline of a page's headings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail.blocks.base import get_error_json_data

#: The page's own title is the first level, so a body begins at the second.
FIRST_LEVEL = 2


@dataclass(frozen=True)
class Heading:
    """A heading in a body: its place among the blocks, its level, its words and the address to link to."""

    index: int
    level: int
    text: str
    anchor: str


def list_headings(body: Iterable[Any]) -> list[Heading]:
    """Return the headings of a body in order; each anchor is used once, even where two headings say the same."""
    headings: list[Heading] = []
    used: set[str] = set()
    for index, block in enumerate(body):
        if block.block_type != "heading":
            continue
        text = block.value["text"]
        anchor = _unused(slugify(text) or "section", used)
        used.add(anchor)
        headings.append(Heading(index, int(block.value["level"][1:]), text, anchor))
    return headings


def skipped_levels(headings: list[Heading]) -> dict[int, str]:
    """Return a sentence for each heading that is more than one level below the heading before it, by its place."""
    sentences = {}
    level_before = FIRST_LEVEL - 1
    for heading in headings:
        if heading.level > level_before + 1:
            sentences[heading.index] = (
                f"“{heading.text}” is a smaller heading (level {heading.level}) with no level {heading.level - 1} "
                f"heading above it. Make it level {heading.level - 1}, or put a level {heading.level - 1} "
                "heading before it."
            )
        level_before = heading.level
    return sentences


def reasons_not_to_publish(page: Any) -> list[str]:
    """Return sentences for what is wrong in a page's body; none where it may be published."""
    body = getattr(page, "body", None)
    if body is None:
        return []
    try:
        body.stream_block.clean(body)
    except ValidationError as error:
        found = get_error_json_data(error)
        reasons = list(found.get("messages", []))
        for index, inner in found.get("blockErrors", {}).items():
            reasons += [f"Block {index + 1} ({body[index].block.label}): {reason}" for reason in _messages(inner)]
        return reasons
    return []


def _messages(errors: Any) -> Iterator[str]:
    """Yield every message in the nested form in which Wagtail sends a block's errors to its editor."""
    yield from errors.get("messages", [])
    for name, inner in errors.get("blockErrors", {}).items():
        for message in _messages(inner):
            yield f"{name}: {message}" if isinstance(name, str) else message


def _unused(anchor: str, used: set[str]) -> str:
    if anchor not in used:
        return anchor
    number = 2
    while f"{anchor}-{number}" in used:
        number += 1
    return f"{anchor}-{number}"
