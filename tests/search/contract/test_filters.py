from datetime import timedelta
from typing import Any

import pytest

from marketplace.budgets.models import FundingStream
from marketplace.catalogue.enums import Setting
from marketplace.catalogue.models import AccessFeature, Category, Need, Service, ServiceArea
from marketplace.core import clock
from marketplace.core.selectors import Place
from search.types import Sort
from tests.factories import ServiceFactory, UnitCostFactory, make_stream

from .conftest import Find, names

GLOUCESTER = Place("GL1 2NE", "GL1", 51.8657, -2.2437)
#: About ten miles north of GLOUCESTER.
NORTH = {"latitude": 52.0104, "longitude": -2.2437}


def made(name: str, *, category: str = "", needs: str = "", access: str = "", **fields: Any) -> Service:
    service = ServiceFactory(name=name, categories=Category.objects.filter(code__in=category.split()), **fields)
    service.needs.set(Need.objects.filter(code__in=needs.split()))
    service.access_features.set(AccessFeature.objects.filter(code__in=access.split()))
    return service


def stream(code: str, *categories: str, **fields: Any) -> FundingStream:
    return make_stream(code, Category.objects.filter(code__in=categories), **fields)


def test_a_group_includes_its_kinds_and_categories_are_alternatives(find: Find) -> None:
    made("Club", category="after-school-clubs weekend-clubs")
    made("Talk", category="speech-and-language-therapy")
    made("Wheels", category="equipment")
    assert names(find(categories=("clubs-and-holiday-schemes",))) == ["Club"]
    assert names(find(categories=("after-school-clubs", "equipment"))) == ["Club", "Wheels"]
    assert names(find(categories=("holiday-schemes",))) == []
    assert names(find(categories=("nonsense",))) == []


def test_needs_are_alternatives_and_a_service_that_states_none_comes_after(find: Find) -> None:
    made("Anyone")
    made("Deaf club", needs="hearing-impairment")
    made("Riding", needs="autism adhd")
    made("Zebra", needs="adhd")
    assert names(find(needs=("autism",))) == ["Riding", "Anyone"]
    assert names(find(needs=("adhd", "hearing-impairment"))) == ["Deaf club", "Riding", "Zebra", "Anyone"]


def test_every_access_feature_must_be_there(find: Find) -> None:
    made("Both", access="hoist wheelchair")
    made("One", access="hoist")
    assert names(find(access=("hoist",))) == ["Both", "One"]
    assert names(find(access=("hoist", "wheelchair"))) == ["Both"]


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, ["All", "To 4"]), (4, ["All", "To 4"]), (5, ["5 to 11", "All"]), (11, ["5 to 11", "All", "From 11"]),
     (25, ["All", "From 11"])],
)  # fmt: skip
def test_an_age_lies_within_the_ages_of_a_service(find: Find, age: int, expected: list[str]) -> None:
    made("All")
    made("5 to 11", age_min=5, age_max=11)
    made("To 4", age_max=4)
    made("From 11", age_min=11)
    assert names(find(age=age)) == expected


def test_any_of_the_days_will_do(find: Find) -> None:
    made("Weekend", days=[5, 6])
    made("Monday", days=[0])
    made("Not said")
    assert names(find(days=(5,))) == ["Weekend"]
    assert names(find(days=(0, 6))) == ["Monday", "Weekend"]


def test_the_lowest_price_of_today_decides(find: Find) -> None:
    today = clock.today()
    UnitCostFactory(service=made("Cheap"), amount_pence=1000)
    two = made("Two prices")
    UnitCostFactory(service=two, amount_pence=3000)
    UnitCostFactory(service=two, amount_pence=900, unit="mile")
    past = made("Was cheap")
    UnitCostFactory(service=past, amount_pence=500, valid_to=today - timedelta(days=1))
    UnitCostFactory(service=past, amount_pence=2500, valid_from=today)
    UnitCostFactory(service=made("Will be cheap"), amount_pence=100, valid_from=today + timedelta(days=1))
    made("No price")
    assert names(find(max_price_pence=1000)) == ["Cheap", "Two prices"]
    assert names(find(max_price_pence=999)) == ["Two prices"]
    assert names(find(sort=Sort.PRICE)) == ["Two prices", "Cheap", "Was cheap", "No price", "Will be cheap"]


def test_what_is_free_is_within_any_highest_price_and_comes_first_by_price(find: Find) -> None:
    UnitCostFactory(service=made("Cheap"), amount_pence=1)
    made("A price that nobody tells")
    made("Zero", is_free=True)
    made("Free elsewhere", is_free=True, source="elsewhere", external_id="1")
    assert names(find(max_price_pence=5_000_000)) == ["Cheap", "Zero", "Free elsewhere"]
    assert names(find(max_price_pence=0)) == ["Zero", "Free elsewhere"]
    by_price = find(sort=Sort.PRICE)
    assert names(by_price) == ["Free elsewhere", "Zero", "Cheap", "A price that nobody tells"]
    assert find(max_price_pence=0, categories=("leisure",)).without["category"] == 2


def test_a_stream_pays_for_its_categories_and_their_kinds_at_overlapping_ages(find: Find) -> None:
    today = clock.today()
    stream("breaks", "clubs-and-holiday-schemes", "equipment", age_max=17)
    stream("ended", "equipment", valid_from=today - timedelta(days=9), valid_to=today - timedelta(days=1))
    made("Club", category="weekend-clubs")
    made("Wheels", category="equipment", age_min=17)
    made("Wheels for adults", category="equipment", age_min=18)
    made("Talk", category="speech-and-language-therapy")
    assert names(find(stream="breaks")) == ["Club", "Wheels"]
    assert names(find(stream="ended")) == []
    assert names(find(stream="nonsense")) == []


def test_a_distance_keeps_what_is_near_what_comes_and_what_is_online(find: Find) -> None:
    made("Here")
    made("North", **NORTH)
    made("No point", latitude=None, longitude=None)
    made("Online", setting=Setting.ONLINE, latitude=None, longitude=None)
    comes = made("Comes", setting=Setting.HOME, latitude=None, longitude=None)
    ServiceArea.objects.create(service=comes, outward="GL1")
    elsewhere = made("Comes elsewhere", setting=Setting.HOME)
    ServiceArea.objects.create(service=elsewhere, outward="GL50")
    made("Says no area", setting=Setting.AREA)
    assert names(find(place=GLOUCESTER, distance_miles=5)) == ["Here", "Comes", "Online", "Says no area"]
    assert "North" in names(find(place=GLOUCESTER, distance_miles=10))
    assert find(place=GLOUCESTER).total == 7


def test_the_nearest_come_first_then_what_comes_then_online(find: Find) -> None:
    made("B far", **NORTH)
    made("C near")
    made("Online", setting=Setting.ONLINE, latitude=None, longitude=None)
    comes = made("Comes", setting=Setting.HOME)
    ServiceArea.objects.create(service=comes, outward="GL1")
    made("A no point", latitude=None, longitude=None)
    results = find(place=GLOUCESTER, sort=Sort.DISTANCE)
    assert names(results) == ["C near", "B far", "Comes", "Online", "A no point"]
    assert results.hits[0].miles == pytest.approx(0, abs=0.01)
    assert results.hits[1].miles == pytest.approx(10, abs=0.1)
    assert results.hits[2].comes_to_you
    assert names(find(place=GLOUCESTER)) == names(results)


def test_filters_work_together_and_with_words(find: Find) -> None:
    wanted = made("Swimming", category="leisure-lessons", needs="autism", access="hoist", age_min=5, days=[5])
    UnitCostFactory(service=wanted)
    stream("breaks", "leisure")
    everything: dict[str, Any] = {
        "categories": ("leisure",), "needs": ("autism",), "access": ("hoist",), "age": 5, "days": (5,),
        "max_price_pence": 1250, "stream": "breaks", "place": GLOUCESTER, "distance_miles": 1,
    }  # fmt: skip
    other: dict[str, Any] = {
        "categories": ("therapies",), "needs": ("adhd",), "access": ("bsl",), "age": 4, "days": (0,),
        "max_price_pence": 1249, "stream": "none", "place": Place("B1", "B1", 52.48, -1.89),
    }  # fmt: skip
    assert names(find("swimming", **everything)) == ["Swimming"]
    for name, value in other.items():
        results = find("swimming", **{**everything, name: value})
        assert results.total == 0, name
        assert len(results.without) == 9
        assert sorted(results.without.values()) == [0] * 8 + [1]
    assert find("riding", **everything).without["q"] == 1


def test_facets_count_without_their_own_filter_and_with_the_others(find: Find) -> None:
    stream("breaks", "clubs-and-holiday-schemes")
    made("Club", category="after-school-clubs weekend-clubs", needs="autism", access="hoist", days=[0, 5])
    made("Camp", category="holiday-schemes", needs="adhd", access="hoist wheelchair", days=[5])
    made("Talk", category="speech-and-language-therapy", days=[5])
    facets = find().facets
    assert facets["category"] == {
        "clubs-and-holiday-schemes": 2, "after-school-clubs": 1, "weekend-clubs": 1, "holiday-schemes": 1,
        "therapies": 1, "speech-and-language-therapy": 1,
    }  # fmt: skip
    assert facets["need"] == {"autism": 2, "adhd": 2}
    assert facets["access"] == {"hoist": 2, "wheelchair": 1}
    assert facets["day"] == {"0": 1, "5": 3}
    assert facets["stream"] == {"breaks": 2}
    narrowed = find(categories=("therapies",), days=(5,)).facets
    assert narrowed["category"]["clubs-and-holiday-schemes"] == 2
    assert narrowed["day"] == {"5": 1}
    assert narrowed["access"] == {}
    assert find("camp", days=(0,)).facets["day"] == {"5": 1}


def test_a_facet_tells_how_many_its_filter_finds(find: Find) -> None:
    stream("breaks", "clubs-and-holiday-schemes", age_max=10)
    for number in range(6):
        made(
            f"S{number}", category=["after-school-clubs", "weekend-clubs equipment", ""][number % 3],
            needs=["autism", "", "adhd autism"][number % 3], access=["hoist", "hoist bsl"][number % 2],
            days=[number], age_min=number + 8,
        )  # fmt: skip
    facets = find().facets
    one = {"category": "categories", "need": "needs", "access": "access"}
    for facet, name in one.items():
        for code, count in facets[facet].items():
            assert find(**{name: (code,)}).total == count, code
    assert find(days=(3,)).total == facets["day"]["3"]
    assert find(stream="breaks").total == facets["stream"]["breaks"]


def test_equals_stand_by_name_then_id_and_pages_do_not_overlap(find: Find) -> None:
    for number in range(7):
        made("Same" if number < 5 else f"Another {number}")
    ids = [hit.pk for page in (1, 2, 3) for hit in find(page=page, page_size=3).hits]
    same = sorted(Service.objects.filter(name="Same").values_list("pk", flat=True))
    assert len(set(ids)) == 7
    assert ids[2:] == same
    for sort in Sort:
        assert [hit.pk for hit in find(sort=sort, page_size=50).hits] == ids


def test_what_can_be_booked_here_comes_before_what_was_imported(find: Find) -> None:
    made("A imported", source="elsewhere", external_id="1")
    made("B own")
    assert names(find()) == ["B own", "A imported"]
    assert names(find(sort=Sort.NAME)) == ["A imported", "B own"]


@pytest.mark.parametrize("page", [3, 99_999, 10**30])
def test_past_the_end_comes_the_last_page(find: Find, page: int) -> None:
    for number in range(5):
        made(f"S{number}")
    results = find(page=page, page_size=3)
    assert (results.page, results.total, names(results)) == (2, 5, ["S3", "S4"])
    assert find("nothing", page=page).page == 1
