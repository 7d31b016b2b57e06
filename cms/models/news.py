"""News."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from marketplace.core import clock

from .base import LocalOfferPage

NEWS_PER_PAGE = 10


class NewsIndexPage(LocalOfferPage):
    """All the news, latest first."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("summary")]

    class Meta:
        verbose_name = "news list"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the news."""
        from cms import selectors  # selectors read these models

        news = Paginator(selectors.news_of(self), NEWS_PER_PAGE)
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"news": news.get_page(request.GET.get("page"))}


class NewsPage(LocalOfferPage):
    """A piece of news."""

    published_on = models.DateField(
        "date", default=clock.today, help_text="The day shown with the news; the latest comes first."
    )

    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []
    search_fields = [*LocalOfferPage.search_fields, index.FilterField("published_on")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = "news page"
