"""One child's whole story, for officers."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, officer_required, request_roles
from marketplace.accounts.selectors import actor_for_officer

from ..forms.figures import StoryFilter
from ..selectors.story import PARTS, entries_of, story_of
from ..services import note_story_read

PAGE_SIZE = 25
#: What is printed fits on one page of the site, up to so many entries.
PRINTED_SIZE = 1_000


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_story(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show everything that happened with a child's budget; that somebody looked is recorded."""
    child = get_object_or_404(Child.objects.select_related("family"), pk=child_id)
    note_story_read(actor=actor_for_officer(request.user, _role(request)), child=child)
    form = StoryFilter(request.GET)
    part = form.cleaned_data["part"] if form.is_valid() else ""
    is_print = request.GET.get("print") == "yes"
    page = Paginator(story_of(child, part), PRINTED_SIZE if is_print else PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "child": child,
        "form": form,
        "page": page,
        "entries": entries_of(child, page.object_list),
        "part": PARTS.get(part, ""),
        "is_print": is_print,
    }
    return render(request, "budgets/story/story.html", context)


def _role(request: SignedInRequest) -> OfficerRole:
    return OfficerRole.BUDGETS if OfficerRole.BUDGETS in request_roles(request) else OfficerRole.FINANCE
