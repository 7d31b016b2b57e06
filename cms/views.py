"""The addresses of the Local Offer that are not pages."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from .colour import darken, lighten, lighten_until_readable
from .models import CouncilSettings

ONE_YEAR = 365 * 24 * 60 * 60
FIVE_MINUTES = 5 * 60
#: How far a link or a button changes, in percent, while it is pointed at.
POINTED_AT = 30


@require_safe
def show_theme(request: HttpRequest) -> HttpResponse:
    """Send the council's colours as a stylesheet; an address with the present version may be kept for a year."""
    council = CouncilSettings.load(request)
    on_dark = lighten_until_readable(council.primary_colour)
    colours = {
        "action": council.primary_colour,
        "action_strong": darken(council.primary_colour, POINTED_AT),
        "dark_action": on_dark,
        "dark_action_strong": lighten(on_dark, POINTED_AT),
    }
    response = render(request, "cms/theme.css", colours, content_type="text/css; charset=utf-8")
    if request.GET.get("v") == council.theme_version:
        response["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    else:
        response["Cache-Control"] = f"public, max-age={FIVE_MINUTES}"
    return response


@require_safe
def sign_in_to_edit(request: HttpRequest) -> HttpResponseBase:
    """Send editors to the site's own sign-in, with its second factor, in place of Wagtail's.

    Someone who is signed in but may not edit is refused here: sending them on would bring them back for ever.
    """
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = reverse("wagtailadmin_home")
    if request.user.is_anonymous:
        return redirect_to_login(wanted)
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return HttpResponseRedirect(wanted)


@require_safe
def change_password(request: HttpRequest) -> HttpResponseBase:
    """Send people to the site's own page for a forgotten password, in place of Wagtail's."""
    return HttpResponseRedirect(resolve_url("account_reset_password"))
