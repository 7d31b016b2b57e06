"""Addresses of assessments: the same pages on the family's side and on the council's."""

from django.urls import URLPattern, path

from .views import assessment
from .views.assessment_sides import View, council_side, family_side

#: The end of the address, the view, the end of its name, and whether it writes.
PAGES: tuple[tuple[str, View, str, bool], ...] = (
    ("", assessment.assessments, "s", False),
    ("begin/<uuid:questionnaire_id>/", assessment.begin, "_begin", True),
    ("<uuid:assessment_id>/", assessment.assessment, "", False),
    ("<uuid:assessment_id>/domains/<uuid:domain_id>/", assessment.domain, "_domain", True),
    ("<uuid:assessment_id>/check/", assessment.check, "_check", True),
    ("<uuid:assessment_id>/answers/", assessment.answers, "_answers", False),
    ("<uuid:assessment_id>/give-up/", assessment.withdraw, "_withdraw", True),
    ("<uuid:assessment_id>/renew/", assessment.renew, "_renew", True),
)


def assessment_paths() -> list[URLPattern]:
    """Return the addresses of both sides, named `family_assessment…` and `council_assessment…`."""
    return [
        path(
            f"{start}/budgets/<uuid:child_id>/assessment/{end}",
            side(view, writes=writes),
            name=f"{start}_assessment{name}",
        )
        for start, side in (("family", family_side), ("council", council_side))
        for end, view, name, writes in PAGES
    ]
