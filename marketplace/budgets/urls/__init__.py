"""Addresses of budgets; each module of this folder has those of one part."""

from . import assessments, figures, money, outcomes, plans, routes, streams, work

app_name = "budgets"

urlpatterns = [
    *money.urlpatterns,
    *streams.urlpatterns,
    *assessments.urlpatterns,
    *figures.urlpatterns,
    *plans.urlpatterns,
    *routes.urlpatterns,
    *outcomes.urlpatterns,
    *work.urlpatterns,
]
