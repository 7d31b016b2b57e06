"""Pages about unmet need."""

from django.http import Http404, HttpRequest, HttpResponse


def _not_yet(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


requests = request_create = ask_for_prices = provider_board = moderation = report = report_csv = _not_yet
