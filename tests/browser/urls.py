"""The site's addresses, with some for pages that show only when something is wrong or set up differently."""

from allauth.account.decorators import verified_email_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.csrf import csrf_failure

from marketplace.urls import urlpatterns as site_patterns


def bad_request(request: HttpRequest) -> HttpResponse:
    """Refuse the request as one that makes no sense."""
    raise BadRequest


def broken(request: HttpRequest) -> HttpResponse:
    """Fail."""
    raise RuntimeError("This is a test of the page for errors.")


def closed(request: HttpRequest) -> HttpResponse:
    """Show what a council without new accounts shows."""
    return render(request, "account/signup_closed.html")


@verified_email_required
def verified_only(request: HttpRequest) -> HttpResponse:
    """Send away whose e-mail address is not confirmed."""
    return HttpResponse()


urlpatterns = [
    path("states/bad-request/", bad_request),
    path("states/broken/", broken),
    path("states/refused-form/", csrf_failure),
    path("states/sign-up-closed/", closed),
    path("states/verified-only/", verified_only),
    *site_patterns,
]
