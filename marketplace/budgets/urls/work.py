"""Addresses of officers' work, counts and a child's story."""

from django.urls import path

from ..views import counts, story, work

urlpatterns = [
    path("council/budgets/work/", work.council_work, name="council_work"),
    path("council/budgets/<uuid:child_id>/story/", story.council_story, name="council_story"),
    path("council/budgets/counts/", counts.council_counts, name="council_counts"),
    path("council/budgets/counts.csv", counts.council_counts_csv, name="council_counts_csv"),
    path("council/budgets/planned/", counts.council_planned, name="council_planned"),
    path("council/budgets/planned.csv", counts.council_planned_csv, name="council_planned_csv"),
]
