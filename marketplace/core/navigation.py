"""Lists of pages to go to, with a mark on the one that is open."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A page to link to; `roles` are those that may open it (none means everyone in the workspace)."""

    title: str
    url: str
    hint: str = ""
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NavigationLink:
    """A section in the navigation; `current` is the value of aria-current, empty for any other page."""

    title: str
    url: str
    current: str


def links_from(path: str, sections: Iterable[Section]) -> list[NavigationLink]:
    """Mark the section that the path is in: of several that it begins with, the longest."""
    sections = list(sections)
    within = max((section.url for section in sections if path.startswith(section.url)), key=len, default=None)
    return [NavigationLink(section.title, section.url, _current(section.url, path, within)) for section in sections]


def _current(url: str, path: str, within: str | None) -> str:
    if url != within:
        return ""
    return "page" if url == path else "true"
