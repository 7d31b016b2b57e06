"""Addresses of budgets."""

from django.urls import path

from .assessment_urls import assessment_paths
from .views import council, family, questionnaire_parts, questionnaires, streams

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
]
