"""Addresses of budgets."""

from django.urls import path

from marketplace.providers import converters as _converters  # noqa: F401

from . import plan_urls
from .assessment_urls import assessment_paths
from .views import (
    calibration,
    challenges,
    council,
    council_outcomes,
    council_payments,
    council_routes,
    council_spending,
    council_statements,
    counts,
    family,
    family_figure,
    family_managing,
    family_spending,
    figures,
    outcome_report,
    outcomes,
    period_end,
    policy,
    pot_changes,
    provider_funds,
    questionnaire_parts,
    questionnaires,
    statement,
    story,
    streams,
    work,
)

app_name = "budgets"

urlpatterns = [
    path("family/budgets/", family.family_budgets, name="family_budgets"),
    path("family/budgets/<uuid:child_id>/", family.child_budget, name="child_budget"),
    path("council/budgets/", council.council_budgets, name="council_budgets"),
    path("council/budgets/<uuid:child_id>/", council.council_child, name="council_child"),
    path("council/budgets/<uuid:child_id>/award/", council.council_award, name="council_award"),
    path("council/budgets/pots/<uuid:pot_id>/reduce/", council.council_reduce, name="council_reduce"),
    # Funding streams and their rules
    path("council/budgets/streams/", streams.council_streams, name="council_streams"),
    path("council/budgets/streams/add/", streams.new_stream, name="new_stream"),
    path("council/budgets/streams/<uuid:stream_id>/", streams.council_stream, name="council_stream"),
    path("council/budgets/streams/<uuid:stream_id>/change/", streams.change_rules, name="change_stream_rules"),
    path("council/budgets/streams/<uuid:stream_id>/end/", streams.end, name="end_stream"),
    path(
        "council/budgets/streams/rules/<uuid:rules_id>/withdraw/", streams.withdraw_rules, name="withdraw_stream_rules"
    ),
    # Questionnaires, and the assessments that answer them
    path("council/budgets/questionnaires/", questionnaires.council_questionnaires, name="council_questionnaires"),
    path("council/budgets/questionnaires/add/", questionnaires.new_questionnaire, name="new_questionnaire"),
    path(
        "council/budgets/questionnaires/<uuid:questionnaire_id>/",
        questionnaires.council_questionnaire,
        name="council_questionnaire",
    ),
    path(
        "council/budgets/questionnaires/<uuid:questionnaire_id>/preview/",
        questionnaires.preview_questionnaire,
        name="preview_questionnaire",
    ),
    path(
        "council/budgets/questionnaires/<uuid:questionnaire_id>/change/",
        questionnaires.change,
        name="change_questionnaire",
    ),
    path(
        "council/budgets/questionnaires/<uuid:questionnaire_id>/publish/",
        questionnaires.publish,
        name="publish_questionnaire",
    ),
    path(
        "council/budgets/questionnaires/<uuid:questionnaire_id>/retire/",
        questionnaires.retire,
        name="retire_questionnaire",
    ),
    path(
        "council/budgets/questionnaires/<uuid:questionnaire_id>/delete/",
        questionnaires.delete,
        name="delete_questionnaire",
    ),
    path(
        "council/budgets/questionnaires/<uuid:questionnaire_id>/new-version/",
        questionnaires.new_version,
        name="new_questionnaire_version",
    ),
    path(
        "council/budgets/questionnaires/<slug:kind>/add/<uuid:parent_id>/",
        questionnaire_parts.add,
        name="add_questionnaire_part",
    ),
    path(
        "council/budgets/questionnaires/<slug:kind>/<uuid:part_id>/change/",
        questionnaire_parts.change,
        name="change_questionnaire_part",
    ),
    path(
        "council/budgets/questionnaires/<slug:kind>/<uuid:part_id>/delete/",
        questionnaire_parts.delete,
        name="delete_questionnaire_part",
    ),
    path(
        "council/budgets/questionnaires/<slug:kind>/<uuid:part_id>/move/",
        questionnaire_parts.move,
        name="move_questionnaire_part",
    ),
    *assessment_paths(),
    # Ways of managing, payments to families, what families and holders spend.
    path("council/budgets/pots/<uuid:pot_id>/route/", council_routes.council_route, name="council_route"),
    path(
        "council/budgets/routes/<uuid:route_id>/withdraw/",
        council_routes.council_withdraw_route,
        name="council_withdraw_route",
    ),
    path("council/budgets/route-requests/", council_routes.council_route_requests, name="council_route_requests"),
    path(
        "council/budgets/route-requests/<uuid:request_id>/refuse/",
        council_routes.council_refuse_route_request,
        name="council_refuse_route_request",
    ),
    path("council/budgets/payments/", council_payments.council_payments, name="council_payments"),
    path("council/budgets/payments/export/", council_payments.council_payments_csv, name="council_payments_csv"),
    path(
        "council/budgets/payments/<uuid:payment_id>/cancel/",
        council_payments.council_cancel_payment,
        name="council_cancel_payment",
    ),
    path(
        "council/budgets/pots/<uuid:pot_id>/payments/",
        council_payments.council_pot_payments,
        name="council_pot_payments",
    ),
    path("council/budgets/pots/<uuid:pot_id>/withhold/", council_payments.council_withhold, name="council_withhold"),
    path(
        "council/budgets/withholdings/<uuid:withholding_id>/end/",
        council_payments.council_end_withholding,
        name="council_end_withholding",
    ),
    path(
        "council/budgets/pots/<uuid:pot_id>/statements/",
        council_statements.council_statements,
        name="council_statements",
    ),
    path("council/budgets/spending/", council_spending.council_spending, name="council_spending"),
    path("council/budgets/spending/sample/", council_spending.council_sample_spending, name="council_sample_spending"),
    path(
        "council/budgets/spending/<uuid:record_id>/",
        council_spending.council_spending_record,
        name="council_spending_record",
    ),
    path(
        "council/budgets/spending/<uuid:record_id>/receipt/", council_spending.council_receipt, name="council_receipt"
    ),
    path("family/budgets/<uuid:child_id>/managing/", family_managing.family_managing, name="family_managing"),
    path(
        "family/budgets/<uuid:child_id>/managing/<uuid:pot_id>/ask/",
        family_managing.family_ask_for_route,
        name="family_ask_for_route",
    ),
    path("family/budgets/<uuid:child_id>/spending/", family_spending.family_spending, name="family_spending"),
    path(
        "family/budgets/<uuid:child_id>/spending/add/", family_spending.family_add_spending, name="family_add_spending"
    ),
    path(
        "family/budgets/spending/<uuid:record_id>/",
        family_spending.family_spending_record,
        name="family_spending_record",
    ),
    path(
        "family/budgets/spending/<uuid:record_id>/withdraw/",
        family_spending.family_withdraw_spending,
        name="family_withdraw_spending",
    ),
    path("family/budgets/spending/<uuid:record_id>/receipt/", family_spending.family_receipt, name="family_receipt"),
    path("provider/<provider:provider_slug>/funds/", provider_funds.provider_funds, name="provider_funds"),
    path(
        "provider/<provider:provider_slug>/funds/<uuid:route_id>/", provider_funds.provider_fund, name="provider_fund"
    ),
    # Policy, figures and challenges.
    path("council/budgets/policy/", policy.council_policy, name="council_policy"),
    path("council/budgets/policy/change/", policy.council_policy_change, name="council_policy_change"),
    path(
        "council/budgets/policy/<uuid:policy_id>/withdraw/",
        policy.council_policy_withdraw,
        name="council_policy_withdraw",
    ),
    path("council/budgets/policy/calibrate/", calibration.council_calibrate, name="council_calibrate"),
    path("council/budgets/policy/calibrate/use/", calibration.council_calibrate_use, name="council_calibrate_use"),
    path("council/budgets/policy/streams/<slug:code>/", policy.council_stream_policies, name="council_stream_policies"),
    path("council/budgets/policy/streams/<slug:code>/add/", policy.council_policy_method, name="council_policy_method"),
    path(
        "council/budgets/policy/streams/<slug:code>/add/<str:method>/",
        policy.council_policy_add,
        name="council_policy_add",
    ),
    path(
        "council/budgets/policy/amounts/<uuid:policy_id>/withdraw/",
        policy.council_allocation_policy_withdraw,
        name="council_allocation_policy_withdraw",
    ),
    path("council/budgets/release/", figures.council_release_queue, name="council_release_queue"),
    path("council/budgets/<uuid:child_id>/figures/", figures.council_figures, name="council_figures"),
    path("council/budgets/<uuid:child_id>/figures/new/", figures.council_figure_new, name="council_figure_new"),
    path(
        "council/budgets/<uuid:child_id>/figures/release/",
        figures.council_figures_release,
        name="council_figures_release",
    ),
    path("council/budgets/<uuid:child_id>/packages/new/", figures.council_package_new, name="council_package_new"),
    path(
        "council/budgets/packages/<uuid:package_id>/", figures.council_package_correct, name="council_package_correct"
    ),
    path(
        "council/budgets/figures/<uuid:allocation_id>/offer/",
        figures.council_figure_offer,
        name="council_figure_offer",
    ),
    path(
        "council/budgets/figures/<uuid:allocation_id>/override/",
        figures.council_figure_override,
        name="council_figure_override",
    ),
    path(
        "council/budgets/figures/<uuid:allocation_id>/withdraw/",
        figures.council_figure_withdraw,
        name="council_figure_withdraw",
    ),
    path("council/budgets/challenges/", challenges.council_challenges, name="council_challenges"),
    path("council/budgets/challenges/<uuid:challenge_id>/", challenges.council_challenge, name="council_challenge"),
    path("family/budgets/<uuid:child_id>/figure/", family_figure.family_figure, name="family_figure"),
    path(
        "family/budgets/figures/<uuid:allocation_id>/challenge/",
        family_figure.family_challenge,
        name="family_challenge",
    ),
    path(
        "family/budgets/challenges/<uuid:challenge_id>/withdraw/",
        family_figure.family_challenge_withdraw,
        name="family_challenge_withdraw",
    ),
    # The life of an award, and what the family sees of it.
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
    # Support plans, sign-off and signers
    *plan_urls.paths,
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
