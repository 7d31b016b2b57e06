"""What families looked for and could not get: requests, what officers decided about them, and empty searches."""

from collections import defaultdict
from datetime import time, timedelta
from itertools import islice
from random import Random

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, Family
from marketplace.accounts.services import register_family
from marketplace.catalogue.models import Category, Need
from marketplace.catalogue.selectors import public_services, unit_costs_on
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.demand.enums import RequestSource
from marketplace.demand.models import UnmetRequest
from marketplace.demand.services import (
    ask_for_prices,
    publish_request,
    record_request,
    record_search_miss,
    withdraw_request,
    withhold_request,
)

from ..content.known import load_postcodes
from ..content.loader import load_unmet
from ..content.people import load_people
from ..content.records import UnmetContent
from ..content.searches import load_searches
from .accounts import add_account
from .authority import officer
from .load import PAST_DAYS, Load

_REQUESTS = 360
_SEARCHES = 260
_OTHER_FAMILIES = 96
#: Words that say where a family lives, with the areas in which its request is set.
_PLACES = {
    "past Coleford": ("GL15", "GL16"),
    "in the Forest": ("GL14", "GL15", "GL16", "GL17"),
    "Tetbury": ("GL8",),
    "Cirencester": ("GL7",),
    "Tewkesbury": ("GL20",),
    "Winchcombe": ("GL54",),
    "in Stroud": ("GL5", "GL6"),
    "Stonehouse": ("GL10",),
    "the Cotswolds": ("GL54", "GL55", "GL56"),
}
#: Families of an area tend to miss the same things: some requests are so much likelier there.
_MISSED_IN_AN_AREA = 2
_LIKELIER = 30
#: Requests of the last days still wait for an officer; those of the last months are on the board or were kept from it.
_WAITING_DAYS = 13
_BOARD_DAYS = 150
_SHARE_WITHDRAWN = 0.06
_SHARE_FROM_SEARCH = 0.25
_WITHHELD = (
    "We count it for the council's plans. It is not on the providers' board, because another family in your area asks "
    "for the same there."
)


def load_demand(load: Load) -> None:
    """Record the requests in the order in which they were made, then the searches that found nothing."""
    random = load.random("demand")
    families = _families_by_area(load, random)
    favourites = {area: random.sample(load_unmet(), _MISSED_IN_AN_AREA) for area in families}
    moments = sorted(_evening(load, random) for _ in range(load.number(_REQUESTS)))
    on_board: set[tuple[str, str]] = set()
    for moment in load.track(moments):
        area = random.choice([area for area, living in families.items() for _ in living])
        content = _draw(random, area, favourites[area])
        request = _record(random, content, area, random.choice(families[area]), moment)
        _decide(load, random, request, on_board)
    _load_searches(load, random, list(families))
    _ask_for_prices(load, random)


def _evening(load: Load, random: Random) -> clock.datetime:
    days_ago = random.randint(1, PAST_DAYS - 5)
    return load.ago(days_ago, time(random.randint(16, 21), random.randint(0, 59)))


def _families_by_area(load: Load, random: Random) -> dict[str, list[Family]]:
    """Register families that have no budget, and return all families by outward postcode."""
    names = load_people().other_families[: load.number(_OTHER_FAMILIES)]
    postcodes = [postcode for postcode in load_postcodes() if postcode.startswith("GL")]
    for number, surname in enumerate(names):
        given_name = random.choice(load_people().given_names)
        with clock.at(load.ago(PAST_DAYS + 10 + number)):
            user = add_account(f"{given_name} {surname}", f"{given_name}.{surname}@household.example".lower())
            register_family(user=user, name=f"{surname} family", postcode=random.choice(postcodes))
    areas: dict[str, list[Family]] = defaultdict(list)
    for family in Family.objects.prefetch_related("children", "members__user").order_by("created_at"):
        areas[family.postcode.split()[0]].append(family)
    return areas


def _draw(random: Random, area: str, favourites: list[UnmetContent]) -> UnmetContent:
    """Draw a request that can be made in the area: one that names a place only there, and likelier there."""
    contents, weights = [], []
    for content in load_unmet():
        places = [areas for words, areas in _PLACES.items() if words in content.what]
        if any(area not in areas for areas in places):
            continue
        contents.append(content)
        weights.append(_LIKELIER if places or content in favourites else 1)
    return random.choices(contents, weights)[0]


def _record(random: Random, content: UnmetContent, area: str, family: Family, moment: clock.datetime) -> UnmetRequest:
    from_search = random.random() < _SHARE_FROM_SEARCH
    age = random.randint(content.age_min, content.age_max)
    with clock.at(moment):
        return record_request(
            actor=Actor(role="family", user=family.members.all()[0].user),
            family=family,
            child=_child_of_age(family, content),
            source=RequestSource.EMPTY_SEARCH if from_search else RequestSource.WRITTEN,
            what=content.what,
            category=Category.objects.get(code=content.category),
            needs=Need.objects.filter(code__in=content.needs),
            age=age,
            outward=area,
            when_wanted=content.when_wanted,
            how_often=content.how_often,
            highest_price_pence=content.most_pence,
            unit=content.unit,
        )


def _child_of_age(family: Family, content: UnmetContent) -> Child | None:
    ages = range(content.age_min, content.age_max + 1)
    return next((child for child in family.children.all() if child.age_on(clock.today()) in ages), None)


def _decide(load: Load, random: Random, request: UnmetRequest, on_board: set[tuple[str, str]]) -> None:
    """Let an officer look at a request two days later, unless it is new or the family took it back."""
    days_ago = (load.day - request.recorded_on).days
    drawn = random.random()
    if days_ago <= _WAITING_DAYS:
        return
    with clock.at(clock.local_moment(request.recorded_on, time(11)) + timedelta(days=2)):
        if drawn < _SHARE_WITHDRAWN:
            withdraw_request(actor=Actor(role="family", user=_asker(request)), request=request)
            return
        entry = (request.category.code, request.outward)
        if days_ago <= _BOARD_DAYS and entry not in on_board:
            on_board.add(entry)
            publish_request(
                actor=officer(OfficerRole.LISTINGS),
                request=request,
                text=_board_text(request),
                when=request.when_wanted,
            )
        else:
            withhold_request(actor=officer(OfficerRole.LISTINGS), request=request, reason=_WITHHELD)


def _asker(request: UnmetRequest):  # type: ignore[no-untyped-def]
    assert request.family is not None
    return request.family.members.all()[0].user


def _board_text(request: UnmetRequest) -> str:
    """Return the words of an officer, in which nobody can be recognised."""
    needs = [need.name.lower() for need in request.needs.all()]
    told = f" {', '.join(needs).capitalize()}." if needs else ""
    return f"{request.category.name} for a child or young person of {request.age} in {request.outward}.{told}"


def _load_searches(load: Load, random: Random, areas: list[str]) -> None:
    searches = load_searches()
    for _ in range(load.number(_SEARCHES)):
        # The first searches of the list are made most often.
        search = searches[min(int(random.expovariate(6 / len(searches))), len(searches) - 1)]
        filters = {"need": [search.need] if search.need else [], "age": search.age}
        with clock.at(_evening(load, random)):
            record_search_miss(
                terms=search.terms, category_code=search.category, filters=filters, outward=random.choice([*areas, ""])
            )


def _ask_for_prices(load: Load, random: Random) -> None:
    """Ask for the prices of the services that publish none, on some days of the past months."""
    for service in islice(public_services().order_by("slug"), None):
        if unit_costs_on(service, load.day).exists():
            continue
        for _ in range(random.randint(1, 6)):
            with clock.at(load.ago(random.randint(1, 80), time(18))):
                ask_for_prices(service=service)
