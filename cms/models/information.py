"""Sections, and the pages of information within them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import ChosenPagesBlock
from cms.editorial import Heading, list_headings

from .base import LocalOfferPage


class SectionPage(LocalOfferPage):
    """A part of the Local Offer: an introduction and a list of the pages in it."""

    parent_page_types = ["cms.HomePage", "cms.SectionPage"]
    subpage_types = ["cms.SectionPage", "cms.InformationPage", "cms.PersonalBudgetsPage"]

    class Meta:
        verbose_name = "section"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages of the section."""
        from cms import selectors  # selectors read these models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"child_pages": selectors.list_child_pages(self)}


class ReviewedPage(LocalOfferPage):
    """A page whose information somebody answers for: when it was reviewed, when it is due, whom to ask."""

    last_reviewed_on = models.DateField(
        "last reviewed",
        null=True,
        blank=True,
        help_text="The day on which someone last checked that all of it is true.",
    )
    review_due_on = models.DateField(
        "review due", null=True, blank=True, help_text="The day by which to check it again: within a year is usual."
    )
    contact_name = models.CharField(
        "name", max_length=120, blank=True, help_text="A person’s name if you can: families ask for it most."
    )
    contact_role = models.CharField("role or team", max_length=120, blank=True)
    contact_phone = models.CharField("phone", max_length=30, blank=True)
    contact_email = models.EmailField("e-mail", blank=True)
    related = StreamField(
        ChosenPagesBlock(required=False, max_num=6),
        blank=True,
        verbose_name="related pages",
        help_text="Up to six pages.",
    )

    parent_page_types = ["cms.HomePage", "cms.SectionPage"]
    subpage_types: list[str] = []
    search_fields = [*LocalOfferPage.search_fields, index.SearchField("contact_name")]
    content_panels = [
        *LocalOfferPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("contact_name"), FieldPanel("contact_role")]),
                FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")]),
            ],
            heading="Who to ask about this",
        ),
        FieldRowPanel([FieldPanel("last_reviewed_on"), FieldPanel("review_due_on")], heading="Review"),
        FieldPanel("related"),
    ]
    template = "cms/information_page.html"

    class Meta:
        abstract = True

    @property
    def headings(self) -> list[Heading]:
        """Return the headings of the body, from which the list of contents is made."""
        return list_headings(self.body)

    def clean(self) -> None:
        """Refuse a review that is due before the last one."""
        super().clean()
        if self.last_reviewed_on and self.review_due_on and self.review_due_on <= self.last_reviewed_on:
            raise ValidationError({"review_due_on": "The next review must be due after the day of the last one."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the related pages."""
        from cms import selectors  # selectors read these models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"related_pages": selectors.list_chosen_pages(self.related)}


class InformationPage(ReviewedPage):
    """A page of information or guidance."""

    class Meta:
        verbose_name = "information page"


class PersonalBudgetsPage(ReviewedPage):
    """ "What can I spend it on?": information, with the funding streams as the rules now stand."""

    max_count = 1
    template = "cms/personal_budgets_page.html"

    class Meta:
        verbose_name = "personal budgets page"
