"""What every page of the Local Offer shares."""

from typing import Any

from django.db import models
from django.urls import Resolver404, get_resolver, resolve
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.views import serve

from cms.blocks import BodyBlock


class LocalOfferPageForm(WagtailAdminPageForm):
    """Checks what an editor writes against the rest of the site."""

    def clean(self) -> dict[str, Any]:
        """Refuse a top-level address that another part of the site already answers to."""
        cleaned: dict[str, Any] = super().clean()
        slug = cleaned.get("slug")
        below_home = self.parent_page is not None and self.parent_page.depth == 2
        if slug and below_home and is_taken_by_the_site(slug):
            self.add_error(
                "slug", f"The address /{slug}/ belongs to another part of this site. Choose a different slug."
            )
        return cleaned


class LocalOfferPage(Page):
    """A page with a summary, which opens it and stands for it in lists, and a body of blocks."""

    summary = models.TextField(
        max_length=400,
        blank=True,
        help_text="One or two plain sentences: what this page is about and who it is for. Lists show it too.",
    )
    body = StreamField(BodyBlock(required=False), blank=True)

    base_form_class = LocalOfferPageForm
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug", help_text="The last part of the page’s address. Changing it breaks people’s links."),
                FieldPanel("seo_title", help_text="A longer title for search engines; usually best left empty."),
                FieldPanel("search_description", help_text="What search engines show; left empty, the summary."),
            ],
            heading="Address and search engines",
        ),
        MultiFieldPanel(
            [FieldPanel("show_in_menus", help_text="Show this page in the site’s main navigation.")],
            heading="Navigation",
        ),
    ]

    class Meta:
        abstract = True


def is_taken_by_the_site(slug: str) -> bool:
    """Say whether an address such as /services/, or one below it, leads to something other than an editor's page."""
    if slug in {str(each.pattern).lstrip("^").partition("/")[0] for each in get_resolver().url_patterns}:
        return True
    try:
        return resolve(f"/{slug}/").func is not serve
    except Resolver404:
        return False
