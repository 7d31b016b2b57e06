"""What templates ask of the Local Offer's pages."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from wagtail.models import Page

from cms import selectors
from cms.models import CouncilSettings

register = template.Library()


@register.inclusion_tag("cms/components/announcements.html")
def announcements() -> dict[str, Any]:
    """Show the announcements of this moment."""
    return {"announcements": selectors.list_announcements()}


@register.simple_tag(takes_context=True)
def council_stylesheet(context: Context) -> str:
    """Return the address of the stylesheet with the council's colours; it changes when they do."""
    council = CouncilSettings.load(context.get("request"))
    return f"{reverse('local_offer:theme')}?v={council.theme_version}"


@register.inclusion_tag("components/breadcrumbs.html", takes_context=True)
def page_breadcrumbs(context: Context, page: Page) -> dict[str, Any]:
    """Show the pages above a page; the component itself begins with the front page."""
    request = context.get("request")
    above = selectors.list_breadcrumbs(page)[1:]
    return {"above": [(each.title, each.get_url(request)) for each in above], "current": page.title}


@register.inclusion_tag("cms/components/section_navigation.html", takes_context=True)
def section_navigation(context: Context, page: Page) -> dict[str, Any]:
    """Show the other pages of a page's section."""
    section, pages = selectors.list_section_pages(page)
    return {"section": section, "pages": pages, "page": page, "request": context.get("request")}
