"""Addresses of budgets."""

from django.urls import path

from .views import council, family, streams

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
]
