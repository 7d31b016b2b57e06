"""Addresses of a child's budget: awards, changes, statements, periods and their end."""

from django.urls import path

from ..views import council, family, period_end, pot_changes, statement

urlpatterns = [
    path("family/budgets/", family.family_budgets, name="family_budgets"),
    path("family/budgets/<uuid:child_id>/", family.child_budget, name="child_budget"),
    path("council/budgets/", council.council_budgets, name="council_budgets"),
    path("council/budgets/<uuid:child_id>/", council.council_child, name="council_child"),
    path("council/budgets/<uuid:child_id>/award/", council.council_award, name="council_award"),
    path("council/budgets/pots/<uuid:pot_id>/reduce/", council.council_reduce, name="council_reduce"),
    path("family/budgets/<uuid:child_id>/forecast.svg", family.family_forecast_chart, name="family_forecast_chart"),
    path("family/budgets/<uuid:child_id>/periods/", family.family_periods, name="family_periods"),
    path("family/budgets/<uuid:child_id>/seen/", family.family_seen_by, name="family_seen_by"),
    path("family/budgets/<uuid:child_id>/statement/", statement.family_statement, name="family_statement"),
    path("family/budgets/<uuid:child_id>/statement.csv", statement.family_statement_csv, name="family_statement_csv"),
    path("council/budgets/<uuid:child_id>/periods/", period_end.council_child_periods, name="council_child_periods"),
    path("council/budgets/<uuid:child_id>/statement/", statement.council_statement, name="council_statement"),
    path(
        "council/budgets/<uuid:child_id>/statement.csv", statement.council_statement_csv, name="council_statement_csv"
    ),
    path("council/budgets/periods/", period_end.council_periods, name="council_periods"),
    path("council/budgets/periods/close/", period_end.council_close_due, name="council_close_due"),
    path("council/budgets/pots/<uuid:pot_id>/close/", period_end.council_close, name="council_close"),
    path("council/budgets/pots/<uuid:pot_id>/move/", pot_changes.council_move, name="council_move"),
    path("council/budgets/pots/<uuid:pot_id>/release/", pot_changes.council_release, name="council_release"),
    path("council/budgets/pots/<uuid:pot_id>/set-aside/", pot_changes.council_set_aside, name="council_set_aside"),
]
