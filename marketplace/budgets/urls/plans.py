"""Addresses of support plans: the same pages for a family and for officers, and those where officers sign."""

from django.urls import URLPattern, path

from ..plan_desk import COUNCIL, FAMILY
from ..views import plan, plan_part, signers, signing

_PLAN = "<uuid:plan_id>"
_LINE = f"{_PLAN}/lines/<uuid:line_id>"
_OUTCOME = f"{_PLAN}/outcomes/<uuid:outcome_id>"

#: Addresses below `/<side>/budgets/<child>/plan/`, with the views and the names of the pages.
_DESK_PAGES = (
    ("", plan.plans, "plans"),
    ("start/", plan.start, "start"),
    (f"{_PLAN}/", plan.document, "document"),
    (f"{_PLAN}/write/", plan.write, "write"),
    (f"{_PLAN}/matters/", plan.matters, "matters"),
    (f"{_PLAN}/safe/", plan.safe, "safe"),
    (f"{_PLAN}/check/", plan.check, "check"),
    (f"{_PLAN}/abandon/", plan.abandon, "abandon"),
    (f"{_PLAN}/amend/", plan.amend, "amend"),
    (f"{_PLAN}/return/", plan.give_back, "return"),
    (f"{_PLAN}/outcomes/", plan_part.outcomes, "outcomes"),
    (f"{_OUTCOME}/", plan_part.outcome, "outcome"),
    (f"{_OUTCOME}/remove/", plan_part.outcome_remove, "outcome_remove"),
    (f"{_PLAN}/lines/", plan_part.lines, "lines"),
    (f"{_PLAN}/lines/add/<str:kind>/", plan_part.line_add, "line_add"),
    (f"{_LINE}/", plan_part.line, "line"),
    (f"{_LINE}/remove/", plan_part.line_remove, "line_remove"),
    (f"{_LINE}/move/", plan_part.line_move, "line_move"),
    (f"{_LINE}/funding/", plan_part.line_funding, "line_funding"),
    (f"{_PLAN}/services/", plan_part.services, "services"),
    (f"{_PLAN}/services/<slug:slug>/", plan_part.service, "service"),
)


def _desk_paths(side: str) -> list[URLPattern]:
    below = f"{side}/budgets/<uuid:child_id>/plan/"
    return [path(below + rest, view, {"side": side}, name=f"{side}_plan_{name}") for rest, view, name in _DESK_PAGES]


urlpatterns = [
    *_desk_paths(FAMILY),
    *_desk_paths(COUNCIL),
    path(f"family/budgets/<uuid:child_id>/plan/{_PLAN}/sign/", plan.sign, {"side": FAMILY}, name="family_plan_sign"),
    path("council/budgets/signing/", signing.queue, name="signing"),
    path(f"council/budgets/signing/{_PLAN}/", signing.plan_to_sign, name="signing_plan"),
    path(f"council/budgets/signing/{_PLAN}/<uuid:stream_id>/", signing.sign, name="signing_stream"),
    path("council/budgets/signers/", signers.signers, name="signers"),
    path("council/budgets/signers/grades/add/", signers.grade_add, name="signing_grade_add"),
    path("council/budgets/signers/grades/<uuid:grade_id>/end/", signers.grade_end, name="signing_grade_end"),
    path("council/budgets/signers/grades/<uuid:grade_id>/limit/", signers.grade_limit, name="signing_grade_limit"),
    path("council/budgets/signers/appoint/", signers.signer_appoint, name="signer_appoint"),
    path("council/budgets/signers/<uuid:appointment_id>/end/", signers.signer_end, name="signer_end"),
]
