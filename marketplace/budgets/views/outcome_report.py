"""What has changed for all children, by outcome."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.core.charts import picture_policy
from marketplace.core.csv_export import csv_response

from ..forms.figures import RespondentFilter
from ..outcome_charts import changes_chart
from ..selectors.outcome_report import outcome_changes

_READERS = (OfficerRole.BUDGETS, OfficerRole.FINANCE, OfficerRole.COMMISSIONER)


@officer_required(*_READERS)
@require_safe
def council_outcome_report(request: SignedInRequest) -> HttpResponse:
    """Show net change by outcome, beside what plans spend on it."""
    form = RespondentFilter(request.GET)
    context = {"form": form, "changes": outcome_changes(form.chosen), "query": request.GET.urlencode()}
    return render(request, "budgets/outcomes/report.html", context)


@picture_policy
@officer_required(*_READERS)
@require_safe
def council_outcome_report_chart(request: SignedInRequest) -> HttpResponse:
    """Draw net change by outcome."""
    changes = outcome_changes(RespondentFilter(request.GET).chosen)
    return HttpResponse(changes_chart(changes), content_type="image/svg+xml")


@officer_required(*_READERS)
@require_safe
def council_outcome_report_csv(request: SignedInRequest) -> HttpResponse:
    """Send the figures, as they stand on the page, as a file."""
    chosen = RespondentFilter(request.GET).chosen
    header = ["Outcome", "Children compared", "Better", "The same", "Worse", "Net change", "Planned in pounds"]
    rows = (
        [
            change.outcome.name,
            change.compared.text,
            change.improved.text,
            change.same.text,
            change.worsened.text,
            change.net_words,
            change.planned.cell,
        ]
        for change in outcome_changes(chosen)
    )
    return csv_response(f"outcomes-{chosen}.csv", header, rows)
