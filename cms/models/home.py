"""The front page."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import ChosenPagesBlock

from .base import LocalOfferPage


class HomePage(LocalOfferPage):
    """The front page: a search, kinds of service, pages that editors chose, and the latest news."""

    hero_heading = models.CharField(
        "main heading", max_length=120, help_text="What people can do here, in a few words a family would use."
    )
    hero_intro = models.TextField(
        "introduction", max_length=300, blank=True, help_text="One or two sentences under the main heading."
    )
    featured_heading = models.CharField(
        "heading of the chosen pages", max_length=120, default="Information and guidance"
    )
    featured = StreamField(
        ChosenPagesBlock(required=False, max_num=9),
        blank=True,
        verbose_name="chosen pages",
        help_text="Up to nine pages, the most needed first.",
    )

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.SectionPage", "cms.InformationPage", "cms.PersonalBudgetsPage", "cms.NewsIndexPage"]
    max_count = 1
    search_fields = [*LocalOfferPage.search_fields, index.SearchField("hero_heading"), index.SearchField("hero_intro")]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("hero_heading"), FieldPanel("hero_intro")], heading="Top of the page"),
        MultiFieldPanel([FieldPanel("featured_heading"), FieldPanel("featured")], heading="Chosen pages"),
        FieldPanel("body", help_text="Anything more; shown beneath the chosen pages."),
    ]

    class Meta:
        verbose_name = "home page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the kinds of service, the chosen pages and the latest news."""
        from cms import selectors  # selectors read these models

        return super().get_context(request, *args, **kwargs) | {
            "categories": selectors.list_category_groups(),
            "featured_pages": selectors.list_chosen_pages(self.featured),
            "latest_news": selectors.list_latest_news(),
        }
