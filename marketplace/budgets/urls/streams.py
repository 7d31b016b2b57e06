"""Addresses of funding streams and their rules."""

from django.urls import path

from ..views import streams

urlpatterns = [
    path("council/budgets/streams/", streams.council_streams, name="council_streams"),
    path("council/budgets/streams/add/", streams.new_stream, name="new_stream"),
    path("council/budgets/streams/<uuid:stream_id>/", streams.council_stream, name="council_stream"),
    path("council/budgets/streams/<uuid:stream_id>/change/", streams.change_rules, name="change_stream_rules"),
    path("council/budgets/streams/<uuid:stream_id>/end/", streams.end, name="end_stream"),
    path(
        "council/budgets/streams/rules/<uuid:rules_id>/withdraw/", streams.withdraw_rules, name="withdraw_stream_rules"
    ),
]
