"""Pages on which families say what they have not found."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.selectors import actor_for_family
from marketplace.catalogue.selectors import public_services
from marketplace.core.errors import DomainError

from .. import services
from ..forms import RequestForm
from ..permissions import SignedInRequest, family_required
from ..prefill import RequestLink
from ..selectors import requests_for

PAGE_SIZE = 20


@require_safe
@family_required(SupportScope.SEE)
def requests(request: SignedInRequest) -> HttpResponse:
    """List the family's requests."""
    page = Paginator(requests_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    mine = set(
        requests_for(request.user, SupportScope.BOOK).filter(pk__in=[r.pk for r in page]).values_list("pk", flat=True)
    )
    return render(request, "demand/requests.html", {"page": page, "may_withdraw": mine})


@require_http_methods(["GET", "HEAD", "POST"])
@family_required(SupportScope.BOOK)
def request_create(request: SignedInRequest) -> HttpResponse:
    """Ask what is needed; the address carries what a search or a full session knows already."""
    link = RequestLink.read(request.user, request.GET)
    form = RequestForm(request.POST or None, user=request.user, initial=link.initial())
    if request.method == "POST" and form.is_valid():
        family, child = form.family_and_child
        try:
            made = services.record_request(
                actor=actor_for_family(request.user, family),
                family=family,
                child=child,
                source=link.source,
                session=link.session,
                **form.answers(),
            )
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("demand:request_sent", made.pk)
    return render(request, "demand/request_create.html", {"form": form, "link": link})


@require_safe
@family_required(SupportScope.SEE)
def request_sent(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Say that a request is recorded, and what happens next."""
    sent = get_object_or_404(requests_for(request.user), pk=request_id)
    return render(request, "demand/request_sent.html", {"sent": sent})


@require_http_methods(["GET", "HEAD", "POST"])
@family_required(SupportScope.SEE)
def request_withdraw(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Ask whether to withdraw a request, and withdraw it."""
    asked = get_object_or_404(requests_for(request.user, SupportScope.BOOK), pk=request_id)
    if request.method != "POST":
        return render(request, "demand/request_withdraw.html", {"asked": asked})
    assert asked.family, "the person was let in for it"
    try:
        services.withdraw_request(actor=actor_for_family(request.user, asked.family), request=asked)
    except DomainError:
        messages.info(request, "You have withdrawn this request already.")
    else:
        messages.success(request, "Your request is withdrawn. Providers cannot see it any more.")
    return redirect("demand:requests")


@require_POST
def ask_for_prices(request: HttpRequest, slug: str) -> HttpResponse:
    """Count that someone asks a provider to list its prices; anyone may."""
    service = get_object_or_404(public_services().select_related("provider"), slug=slug)
    try:
        services.ask_for_prices(service=service)
    except DomainError as error:
        messages.info(request, error.sentence)
    else:
        messages.success(request, "We have counted your request. The council passes it to the provider.")
    return redirect(service.get_absolute_url())
