"""Addresses of listings in the providers' and the officers' workspaces."""

from django.urls import include, path

from marketplace.providers import converters as _converters  # noqa: F401

from .workspace_views import council, council_problems, freshness, listings, prices, problems, sessions, vetting

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
    path(f"{LISTING}still-correct/", listings.still_correct, name="still_correct"),
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

provider_problem_patterns = [
    path("", problems.index, name="index"),
    path("<slug:reference>/", problems.problem, name="problem"),
    path("<slug:reference>/council/", problems.pass_on, name="pass_on"),
]

council_problem_patterns = [
    path("", council_problems.index, name="index"),
    path("<slug:reference>/", council_problems.problem, name="problem"),
]

council_freshness_patterns = [
    path("freshness/", freshness.index, name="index"),
    path("freshness/<slug:service_slug>/", freshness.listing, name="listing"),
    path("freshness/<slug:service_slug>/write/", freshness.write, name="write"),
    path("freshness/<slug:service_slug>/suspend/", freshness.suspend, name="suspend"),
    path("freshness/<slug:service_slug>/restore/", freshness.restore, name="restore"),
    path("listing-policy/", freshness.policy, name="policy"),
    path("listing-policy/change/", freshness.change_policy, name="change_policy"),
    path("listing-policy/<uuid:policy_id>/withdraw/", freshness.withdraw_policy, name="withdraw_policy"),
]

urlpatterns = [
    path("council/vetting/policy/", include((policy_patterns, "vetting_policy"))),
    path("council/", include((council_freshness_patterns, "council_freshness"))),
    path("provider/<provider:provider_slug>/reports/", include((provider_problem_patterns, "provider_problems"))),
    path("council/reports/", include((council_problem_patterns, "council_problems"))),
    path("provider/<provider:provider_slug>/", include((provider_patterns, "provider_listings"))),
    path("council/listings/", include((council_patterns, "council_listings"))),
]
