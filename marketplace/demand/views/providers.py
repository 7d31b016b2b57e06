"""What providers see of unmet need."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..forms import BoardFilter
from ..permissions import provider_member_required
from ..selectors import board_areas, board_entries, published_requests

PAGE_SIZE = 20


@require_safe
@provider_member_required
def provider_board(request: HttpRequest) -> HttpResponse:
    """Show the published requests, without personal data."""
    form = BoardFilter(request.GET, areas=board_areas())
    chosen = form.cleaned_data if form.is_valid() else {}
    found = published_requests(category=chosen.get("category"), outward=chosen.get("area", ""))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filters": form, "applied": sum(map(bool, chosen.values())), "page": page}
    return render(request, "demand/provider_board.html", {**context, "entries": list(board_entries(list(page)))})
