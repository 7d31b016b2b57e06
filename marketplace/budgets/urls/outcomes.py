"""Addresses of outcomes, and of the report on them."""

from django.urls import path

from ..views import council_outcomes, outcome_report, outcomes

urlpatterns = [
    path("council/budgets/outcomes/", outcome_report.council_outcome_report, name="council_outcome_report"),
    path(
        "council/budgets/outcomes.svg",
        outcome_report.council_outcome_report_chart,
        name="council_outcome_report_chart",
    ),
    path("council/budgets/outcomes.csv", outcome_report.council_outcome_report_csv, name="council_outcome_report_csv"),
    path("family/budgets/<uuid:child_id>/outcomes/", outcomes.outcomes, name="outcomes"),
    path("family/budgets/<uuid:child_id>/outcomes/<uuid:review_id>/", outcomes.answer_outcomes, name="answer_outcomes"),
    path("family/budgets/<uuid:child_id>/outcomes/<uuid:review_id>/wish/", outcomes.childs_wish, name="childs_wish"),
    path(
        "family/budgets/<uuid:child_id>/outcomes/<slug:respondent>.svg", outcomes.outcomes_chart, name="outcomes_chart"
    ),
    path("council/budgets/<uuid:child_id>/outcomes/", council_outcomes.council_outcomes, name="council_outcomes"),
    path(
        "council/budgets/<uuid:child_id>/outcomes/plan/",
        council_outcomes.council_plan_reviews,
        name="council_plan_reviews",
    ),
    path(
        "council/budgets/<uuid:child_id>/outcomes/<slug:respondent>.svg",
        council_outcomes.council_outcomes_chart,
        name="council_outcomes_chart",
    ),
    path(
        "council/budgets/outcomes/<uuid:review_id>/move/",
        council_outcomes.council_reschedule_review,
        name="council_reschedule_review",
    ),
]
