"""Changes to Wagtail's editor."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from . import reference  # noqa: F401  (registers the reference data)
from .editorial import reasons_not_to_publish


@hooks.register("before_bulk_action")
def check_pages_published_together(
    request: HttpRequest, action_type: str, objects: list[Page], action_class_instance: Any
) -> HttpResponse | None:
    """Hold pages published from a list to the checks of the editor's form, which Wagtail skips there."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = list(objects)
    if action_class_instance.cleaned_form.cleaned_data["include_descendants"]:
        for page in objects:
            pages += page.get_descendants().not_live()
    refused = False
    for page in pages:
        for reason in reasons_not_to_publish(page.get_latest_revision_as_object()):
            refused = True
            messages.error(request, f"“{page.get_admin_display_title()}” was not published. {reason}")
    return redirect(action_class_instance.next_url) if refused else None
