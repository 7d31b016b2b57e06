"""Addresses of budgets."""

from django.urls import path

from .views import council, council_outcomes, counts, family, outcome_report, outcomes, story, work

app_name = "budgets"

urlpatterns = [
    path("family/budgets/", family.family_budgets, name="family_budgets"),
    path("family/budgets/<uuid:child_id>/", family.child_budget, name="child_budget"),
    path("council/budgets/", council.council_budgets, name="council_budgets"),
    path("council/budgets/<uuid:child_id>/", council.council_child, name="council_child"),
    path("council/budgets/<uuid:child_id>/award/", council.council_award, name="council_award"),
    path("council/budgets/pots/<uuid:pot_id>/reduce/", council.council_reduce, name="council_reduce"),
    # Work and figures of budget officers
    path("council/budgets/work/", work.council_work, name="council_work"),
    path("council/budgets/<uuid:child_id>/story/", story.council_story, name="council_story"),
    path("council/budgets/counts/", counts.council_counts, name="council_counts"),
    path("council/budgets/counts.csv", counts.council_counts_csv, name="council_counts_csv"),
    path("council/budgets/planned/", counts.council_planned, name="council_planned"),
    path("council/budgets/planned.csv", counts.council_planned_csv, name="council_planned_csv"),
    path("council/budgets/outcomes/", outcome_report.council_outcome_report, name="council_outcome_report"),
    path(
        "council/budgets/outcomes.svg",
        outcome_report.council_outcome_report_chart,
        name="council_outcome_report_chart",
    ),
    path("council/budgets/outcomes.csv", outcome_report.council_outcome_report_csv, name="council_outcome_report_csv"),
    # Outcomes
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
