"""The council's queue of requests: what providers may read, and what not."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.accounts.permissions import officer_required
from marketplace.core.errors import DomainError

from .. import services
from ..enums import RequestState
from ..forms import ModerationForm
from ..models import UnmetRequest
from ..permissions import MODERATORS, SignedInRequest, moderator
from ..selectors import highest_price, requests_in_state, services_asked_for_prices

PAGE_SIZE = 20
#: The queues an officer can look at, by the word in the address.
QUEUES = {"waiting": RequestState.RECORDED, "published": RequestState.PUBLISHED, "withheld": RequestState.WITHHELD}
QUEUE_NAMES = {"waiting": "Waiting", "published": "On the providers’ board", "withheld": "Not published"}


@require_safe
@officer_required(*MODERATORS)
def moderation(request: HttpRequest) -> HttpResponse:
    """List the requests that wait for a decision, oldest first, or those decided."""
    queue = request.GET.get("queue", "")
    queue = queue if queue in QUEUES else "waiting"
    page = Paginator(requests_in_state(QUEUES[queue]), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "demand/moderation.html", {"page": page, "queue": queue, "queues": QUEUE_NAMES})


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(*MODERATORS)
def moderate(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Publish a request in words that are safe to show, or withhold it with a reason."""
    shown = UnmetRequest.objects.exclude(state=RequestState.WITHDRAWN).select_related("category", "session__service")
    asked = get_object_or_404(shown, pk=request_id)
    form = ModerationForm(request.POST or None, initial=_words_to_start_with(asked))
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, asked, form)
        except DomainError as error:
            form.add_error("reason" if "withhold" in request.POST else "published_text", error.sentence)
        else:
            return redirect("demand:moderation")
    return render(
        request, "demand/moderate.html", {"form": form, "asked": asked, "highest_price": highest_price(asked)}
    )


@require_safe
@officer_required(*MODERATORS)
def price_requests(request: HttpRequest) -> HttpResponse:
    """List the services whose prices were asked for, so that an officer can pass it on."""
    page = Paginator(services_asked_for_prices(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "demand/price_requests.html", {"page": page})


def _words_to_start_with(asked: UnmetRequest) -> dict[str, str]:
    return {
        "published_text": asked.published_text or asked.what,
        "published_when": asked.published_when or asked.when_wanted,
        "reason": asked.state_reason,
    }


def _decide(request: SignedInRequest, asked: UnmetRequest, form: ModerationForm) -> None:
    actor, typed = moderator(request.user), form.cleaned_data
    if "withhold" in request.POST:
        services.withhold_request(actor=actor, request=asked, reason=typed["reason"])
        messages.success(request, "The request is not published. The family can read your reason.")
    else:
        services.publish_request(actor=actor, request=asked, text=typed["published_text"], when=typed["published_when"])
        messages.success(request, "The request is on the providers’ board.")
