"""The report's finding, in words; said from the protected figures only."""

from django.utils.formats import date_format

from marketplace.core.suppression import Figure

from .report import DemandReport, named


def report_sentence(report: DemandReport) -> str:
    """Return what the report shows, as one or two sentences."""
    first, last = report.choice.first, report.choice.last
    period = f"In {_month(first)}" if first == last else f"From {_month(first)} to {_month(last)}"
    if report.is_empty:
        return f"{period}, nobody told us of anything they could not find."
    said = f"{period}, families looked for something and did not find it {_times(report.total)}."
    most = _most(report)
    return f"{said} {most}" if most else said


def _times(figure: Figure) -> str:
    if figure.value is not None:
        return f"about {figure.text} times"
    return f"{figure.text} times" if figure.is_small else "several times"


def _most(report: DemandReport) -> str:
    kinds, areas = named(report.categories_by_count()), named(report.areas_by_count())
    parts = []
    if len(kinds) > 1 and kinds[0][1].value:
        parts.append(f"The kind of support named most was {kinds[0][0]} (about {kinds[0][1]}).")
    if len(areas) > 1 and areas[0][1].value:
        parts.append(f"The area named most was {areas[0][0]} (about {areas[0][1]}).")
    return " ".join(parts)


def _month(month: object) -> str:
    return date_format(month, "F Y")  # type: ignore[arg-type]
