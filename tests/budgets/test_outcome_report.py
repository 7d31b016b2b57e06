"""What has changed for all children: net change by outcome, from which nobody can be singled out."""

import csv
import io
from datetime import timedelta

import pytest

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.enums import Respondent
from marketplace.budgets.models import FundingStream, OutcomeReview
from marketplace.budgets.selectors.outcome_report import OutcomeChange, outcome_changes
from marketplace.core import clock
from marketplace.core.suppression import NOT_SHOWN
from tests.conftest import Cast
from tests.factories import ChildFactory, FamilyFactory, FamilyMemberFactory, UserFactory, pot_with
from tests.guards import assert_guarded
from tests.pages import signed_in, words

from .case_scenario import Line, days, plan
from .outcome_scenario import answered, planned, scores

Streams = dict[str, FundingStream]
REPORT = "/council/budgets/outcomes/"


def change_of(code: str, respondent: Respondent = Respondent.PARENT) -> OutcomeChange:
    return next(change for change in outcome_changes(respondent) if change.outcome.code == code)


def reviewed(streams: Streams, first: int, latest: int) -> None:
    """Let another family answer twice: this of safety, and 3 of all else."""
    parent, child = UserFactory(), ChildFactory(family=FamilyFactory())
    FamilyMemberFactory(family=child.family, user=parent)
    pot_with(child, streams["equipment"], 1_000, valid_to=clock.today() + timedelta(days=900))
    answered(parent, planned(child), scores(3, stay_safe=first))
    answered(parent, OutcomeReview.objects.get(child=child, completed_at__isnull=True), scores(3, stay_safe=latest))


def test_net_change_is_about_right_and_kept_back_under_five_children(cast: Cast, streams: Streams) -> None:
    for _ in range(3):
        reviewed(streams, 2, 4)
    safe = change_of("stay-safe")
    assert (safe.compared.text, safe.net_words) == ("fewer than 5", "not shown")
    assert safe.improved in (NOT_SHOWN, safe.same) or safe.improved.text == "fewer than 5"
    for _ in range(9):
        reviewed(streams, 2, 4)
    for _ in range(6):
        reviewed(streams, 4, 2)
    safe = change_of("stay-safe")
    assert (safe.improved.text, safe.worsened.text, safe.compared.text) == ("10", "5", "20")
    assert safe.net_words == "about +25%"
    assert change_of("be-healthy").net_words == "about 0%"
    assert change_of("stay-safe", Respondent.CHILD).net_words == "not shown"


def test_what_plans_spend_on_an_outcome_stands_beside_it(cast: Cast, streams: Streams) -> None:
    equipment = [streams["equipment"]]
    officer = cast.officer(OfficerRole.BUDGETS)
    for child in ChildFactory.create_batch(6, family=cast.family):
        plan(child, officer, lines=[Line(200_000, equipment)])
    plan(cast.child, officer, lines=[Line(90_000, equipment, "be-healthy")])
    plan(cast.other_child, officer, valid_to=days(-1), lines=[Line(90_000, equipment, "enjoy-and-achieve")])
    assert change_of("stay-safe").planned.text == "not shown"
    for child in ChildFactory.create_batch(5, family=cast.family):
        plan(child, officer, lines=[Line(100_000, equipment, "be-healthy")])
    assert change_of("stay-safe").planned.text == "£12,000"
    assert change_of("be-healthy").planned.text == "£6,000"
    assert change_of("enjoy-and-achieve").planned.text == "£0"


@pytest.mark.usefixtures("taxonomies")
def test_the_page_its_chart_and_its_file_say_the_same(cast: Cast, streams: Streams) -> None:
    for _ in range(10):
        reviewed(streams, 2, 4)
    client = signed_in(cast.officer(OfficerRole.COMMISSIONER))
    page = client.get(REPORT, {"respondent": "parent"})
    assert "Stay safe 10 10" in words(page)
    assert "outcomes.svg?respondent=parent" in page.content.decode()
    table = list(csv.reader(io.StringIO(client.get("/council/budgets/outcomes.csv").content.decode("utf-8-sig"))))
    assert table[4][0] == "Stay safe"
    assert table[4][5] in words(page)
    chart = client.get("/council/budgets/outcomes.svg")
    assert chart["Content-Type"] == "image/svg+xml"
    assert "Stay safe" in chart.content.decode()
    assert client.get(REPORT, {"respondent": "dog"}).status_code == 200


def test_the_report_is_for_officers_and_commissioners(cast: Cast) -> None:
    for url in (REPORT, "/council/budgets/outcomes.csv", "/council/budgets/outcomes.svg"):
        assert_guarded(
            url,
            allowed=[cast.officers[role] for role in ("budgets", "finance", "commissioner")],
            refused_to=[cast.officer(OfficerRole.CONTENT), cast.parent, cast.provider_owner],
        )
