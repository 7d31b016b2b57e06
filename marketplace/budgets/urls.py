"""Addresses of budgets."""

from django.urls import path

from . import plan_urls
from .views import council, family

app_name = "budgets"

urlpatterns = [
    path("family/budgets/", family.family_budgets, name="family_budgets"),
    path("family/budgets/<uuid:child_id>/", family.child_budget, name="child_budget"),
    path("council/budgets/", council.council_budgets, name="council_budgets"),
    path("council/budgets/<uuid:child_id>/", council.council_child, name="council_child"),
    path("council/budgets/<uuid:child_id>/award/", council.council_award, name="council_award"),
    path("council/budgets/pots/<uuid:pot_id>/reduce/", council.council_reduce, name="council_reduce"),
    # Support plans, sign-off and signers
    *plan_urls.paths,
]
