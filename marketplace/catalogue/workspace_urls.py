"""Addresses of listings in the providers' and the officers' workspaces."""

from django.urls import include, path

from marketplace.providers import converters as _converters  # noqa: F401

from .workspace_views import council, listings, prices, sessions, vetting

LISTING = "listings/<slug:service_slug>/"

provider_patterns = [
    path("checks/", listings.checks, name="checks"),
    path("details/numbers/", vetting.numbers, name="numbers"),
    path("listings/", listings.index, name="index"),
    path("new-listing/", listings.new_listing, name="new_listing"),
    path(LISTING, listings.listing, name="listing"),
    path(f"{LISTING}questions/<slug:key>/", listings.step, name="step"),
    path(f"{LISTING}preview/", listings.preview, name="preview"),
    path(f"{LISTING}submit/", listings.submit, name="submit"),
    path(f"{LISTING}withdraw/", listings.withdraw, name="withdraw"),
    path(f"{LISTING}prices/", prices.prices, name="prices"),
    path(f"{LISTING}prices/add/", prices.new_price, name="new_price"),
    path(f"{LISTING}prices/free/", prices.free, name="free"),
    path(f"{LISTING}prices/<uuid:cost_id>/end/", prices.end_price, name="end_price"),
    path(f"{LISTING}sessions/", sessions.sessions, name="sessions"),
    path(f"{LISTING}sessions/add/", sessions.new_session, name="new_session"),
    path(f"{LISTING}sessions/<uuid:session_id>/", sessions.session, name="session"),
    path(f"{LISTING}sessions/<uuid:session_id>/cancel/", sessions.cancel, name="cancel_session"),
]

council_patterns = [
    path("", council.index, name="index"),
    path("<slug:service_slug>/", council.review, name="review"),
]

policy_patterns = [
    path("", vetting.policy, name="index"),
    path("require/", vetting.require, name="require"),
    path("<uuid:requirement_id>/end/", vetting.end, name="end"),
]

urlpatterns = [
    path("council/vetting/policy/", include((policy_patterns, "vetting_policy"))),
    path("provider/<provider:provider_slug>/", include((provider_patterns, "provider_listings"))),
    path("council/listings/", include((council_patterns, "council_listings"))),
]
