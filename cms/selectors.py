"""Reading pages: each function takes a number of queries that does not grow with the number of pages."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from marketplace.catalogue.models import Category
from marketplace.core import clock

from .models import Announcement, NewsPage

LATEST_NEWS = 3
#: The site's own root is the second level of Wagtail's tree; everything visitors see is from there down.
HOME_DEPTH = 2


def published(pages: Any) -> Any:
    """Keep the pages that everyone may read: the one definition of "visible to the public" for pages."""
    return pages.live().public()


def list_category_groups() -> QuerySet[Category]:
    """Return the groups of kinds of service, each with its kinds."""
    return Category.objects.filter(parent__isnull=True).prefetch_related("children")


def list_chosen_pages(chosen: Any) -> list[Page]:
    """Return the pages an editor chose, in the editor's order, without those that are not public (now)."""
    ids = [block["value"] for block in chosen.raw_data if block["value"]]
    if not ids:
        return []
    found = {page.pk: page for page in _with_summary(published(Page.objects.filter(pk__in=ids)))}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def list_child_pages(page: Page) -> list[Page]:
    """Return the public pages directly below a page, in the editors' order."""
    return list(_with_summary(published(page.get_children())))


def list_latest_news() -> list[NewsPage]:
    """Return the latest pieces of news."""
    return list(_latest_first(published(NewsPage.objects.all()))[:LATEST_NEWS])


def news_of(index: Page) -> QuerySet[NewsPage]:
    """Return all the news below its index, latest first."""
    return _latest_first(published(NewsPage.objects.child_of(index)))


def list_breadcrumbs(page: Page) -> list[Page]:
    """Return the public pages above a page, from the front page down; none for the front page itself."""
    if page.depth <= HOME_DEPTH:
        return []
    return list(page.get_ancestors().filter(depth__gte=HOME_DEPTH).live())


def list_section_pages(page: Page) -> tuple[Page | None, list[Page]]:
    """Return the section a page belongs to and the public pages in it; a page below the front page has none."""
    if page.depth <= HOME_DEPTH + 1:
        return None, []
    section = page.get_parent()
    return section, list(published(section.get_children()))


def list_announcements(moment: datetime | None = None) -> list[Announcement]:
    """Return the announcements now shown, the most urgent first."""
    return list(Announcement.objects.showing_at(moment or clock.now()))


def _with_summary(pages: Any) -> Any:
    return pages.defer_streamfields().specific()


def _latest_first(pages: Any) -> Any:
    return pages.defer_streamfields().order_by("-published_on", "-pk")
