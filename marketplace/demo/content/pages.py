"""Read the sections, pages and news of the Local Offer from `pages.toml`."""

import re
from urllib.parse import parse_qsl

from marketplace.catalogue.reference import ACCESS_FEATURES

from .reading import FOLDER, ContentError, Table, read_table
from .records import (
    BlockContent,
    BlockKind,
    LocalOfferContent,
    NewsContent,
    PageContent,
    SectionContent,
)

PAGES_FILE = FOLDER / "pages.toml"
#: The filters of the directory that a search link may set.
SEARCH_KEYS = frozenset(
    {"q", "category", "need", "age", "postcode", "distance", "day", "max_price", "stream", "access", "sort"}
)

_TAG = re.compile(r"</?(\w+)([^>]*)>")
_LINK = re.compile(r' href="[^"<>]+"')


def read_local_offer(categories: frozenset[str], needs: frozenset[str], streams: frozenset[str]) -> LocalOfferContent:
    """Return what `pages.toml` holds; raises ContentError for an unknown code, tag or field."""
    top = read_table(PAGES_FILE)
    known = {
        "category": categories,
        "need": needs,
        "stream": streams,
        "access": frozenset(code for code, _ in ACCESS_FEATURES),
    }
    offer = LocalOfferContent(
        sections=tuple(_section(row, known) for row in top.tables("sections", label="slug")),
        news=tuple(_news(row, known) for row in top.tables("news", label="slug")),
    )
    top.finish()
    slugs = [section.slug for section in offer.sections] + [item.slug for item in offer.news]
    slugs += [page.slug for section in offer.sections for page in section.pages]
    if len(set(slugs)) < len(slugs):
        raise ContentError("pages.toml: a slug is there twice.")
    return offer


def _section(row: Table, known: dict[str, frozenset[str]]) -> SectionContent:
    section = SectionContent(
        slug=row.text("slug"),
        title=row.text("title"),
        intro=row.text("intro"),
        pages=tuple(_page(page, known) for page in row.tables("pages", label="slug")),
    )
    row.finish()
    return section


def _page(row: Table, known: dict[str, frozenset[str]]) -> PageContent:
    page = PageContent(
        slug=row.text("slug"), title=row.text("title"), summary=row.text("summary"), body=_body(row, known)
    )
    row.finish()
    return page


def _news(row: Table, known: dict[str, frozenset[str]]) -> NewsContent:
    news = NewsContent(
        slug=row.text("slug"),
        title=row.text("title"),
        summary=row.text("summary"),
        published_days_ago=row.whole("published_days_ago"),
        body=_body(row, known),
    )
    row.finish()
    return news


def _body(row: Table, known: dict[str, frozenset[str]]) -> tuple[BlockContent, ...]:
    blocks = tuple(_block(block, known) for block in row.tables("body"))
    if not blocks:
        raise row.fail("the page is empty.")
    return blocks


def _block(row: Table, known: dict[str, frozenset[str]]) -> BlockContent:
    kind = row.choice("type", BlockKind)
    match kind:
        case BlockKind.HEADING | BlockKind.PARAGRAPH:
            block = BlockContent(kind=kind, text=_html(row, "text"))
        case BlockKind.LIST | BlockKind.STEPS:
            block = BlockContent(kind=kind, items=_items(row))
        case BlockKind.CALLOUT | BlockKind.QUESTION:
            block = BlockContent(kind=kind, title=row.text("title"), text=_html(row, "text"))
        case BlockKind.CONTACT:
            block = _contact(row)
        case BlockKind.SEARCH_LINK:
            block = BlockContent(kind=kind, label=row.text("label"), query=_query(row, known))
    row.finish()
    return block


def _items(row: Table) -> tuple[str, ...]:
    items = row.texts("items")
    for item in items:
        _refuse_unsafe(row, item)
    return items


def _contact(row: Table) -> BlockContent:
    return BlockContent(
        kind=BlockKind.CONTACT,
        title=row.text("title"),
        role=row.text("role", ""),
        phone=row.text("phone", ""),
        email=row.text("email", ""),
        hours=row.text("hours", ""),
    )


def _html(row: Table, name: str) -> str:
    text = row.text(name)
    _refuse_unsafe(row, text)
    return text


def _refuse_unsafe(row: Table, text: str) -> None:
    """Refuse every tag but b, i and a, and every attribute but href."""
    for tag, attributes in _TAG.findall(text):
        if tag not in ("b", "i", "a") or (attributes and not (tag == "a" and _LINK.fullmatch(attributes))):
            raise row.fail(f"the tag <{tag}{attributes}> is not allowed.")


def _query(row: Table, known: dict[str, frozenset[str]]) -> str:
    query = row.text("query")
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key not in SEARCH_KEYS or (key in known and value not in known[key]):
            raise row.fail(f"the search {query!r} cannot filter by {key}={value}.")
    return query
