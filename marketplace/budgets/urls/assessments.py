"""Addresses of questionnaires, and of assessments: the same pages on the family's side and on the council's."""

from django.urls import URLPattern, path

from ..views import assessment, questionnaire_parts, questionnaires
from ..views.assessment_sides import View, council_side, family_side

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


def _assessment_paths() -> list[URLPattern]:
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


urlpatterns = [
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
    *_assessment_paths(),
]
