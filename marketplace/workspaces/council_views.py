"""The officers' home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import officer_required, request_roles

from .navigation import council_sections
from .selectors import officer_queues


@require_safe
@officer_required(*OfficerRole)
def council_home(request: HttpRequest) -> HttpResponse:
    """Show an officer what waits, and the pages that their roles open."""
    roles = request_roles(request)
    context = {"queues": list(officer_queues(roles)), "sections": council_sections(roles)}
    return render(request, "workspaces/council.html", context)
