"""What families looked for and could not get: requests, what officers decided about them, and empty searches."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from random import Random

from django.db.models import Prefetch

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, Family, FamilyMember
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

REQUESTS = 360
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
    moments = sorted(_evening(load, random) for _ in range(load.number(REQUESTS)))
    desk = _Desk(load, random)
    for moment in load.track(moments):
        area = random.choice([area for area, living in families.items() for _ in living])
        content = _draw(random, area, favourites[area])
        family = random.choice(families[area])
        request = desk.record(content, area, family, moment)
        desk.decide(request, content, family)
    _load_searches(load, random, list(families))
    _ask_for_prices(load, random)


def _evening(load: Load, random: Random) -> datetime:
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
    members = Prefetch("members", FamilyMember.objects.select_related("user").order_by("created_at"))
    for family in Family.objects.prefetch_related("children", members).order_by("name", "postcode"):
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


class _Desk:
    """Where requests arrive, and where an officer decides what providers read."""

    def __init__(self, load: Load, random: Random) -> None:
        self._load = load
        self._random = random
        self._officer = officer(OfficerRole.LISTINGS)
        self._categories = {category.code: category for category in Category.objects.all()}
        self._needs = {need.code: need for need in Need.objects.all()}
        self._on_board: set[tuple[str, str]] = set()

    def record(self, content: UnmetContent, area: str, family: Family, moment: datetime) -> UnmetRequest:
        """Record what a family of the area asks for."""
        from_search = self._random.random() < _SHARE_FROM_SEARCH
        with clock.at(moment):
            return record_request(
                actor=_asker(family),
                family=family,
                child=_child_of_age(family, content),
                source=RequestSource.EMPTY_SEARCH if from_search else RequestSource.WRITTEN,
                what=content.what,
                category=self._categories[content.category],
                needs=[self._needs[code] for code in content.needs],
                age=self._random.randint(content.age_min, content.age_max),
                outward=area,
                when_wanted=content.when_wanted,
                how_often=content.how_often,
                highest_price_pence=content.most_pence,
                unit=content.unit,
            )

    def decide(self, request: UnmetRequest, content: UnmetContent, family: Family) -> None:
        """Look at a request two days later, unless it is new or the family took it back."""
        days_ago = (self._load.day - request.recorded_on).days
        is_withdrawn = self._random.random() < _SHARE_WITHDRAWN
        if days_ago <= _WAITING_DAYS:
            return
        with clock.at(clock.local_moment(request.recorded_on, time(11)) + timedelta(days=2)):
            entry = (content.category, request.outward)
            if is_withdrawn:
                withdraw_request(actor=_asker(family), request=request)
            elif days_ago > _BOARD_DAYS or entry in self._on_board:
                withhold_request(actor=self._officer, request=request, reason=_WITHHELD)
            else:
                self._on_board.add(entry)
                text = self._board_text(request, content)
                publish_request(actor=self._officer, request=request, text=text, when=request.when_wanted)

    def _board_text(self, request: UnmetRequest, content: UnmetContent) -> str:
        """Return the words of an officer, in which nobody can be recognised."""
        needs = [self._needs[code].name.lower() for code in content.needs]
        told = f" {', '.join(needs).capitalize()}." if needs else ""
        category = self._categories[content.category].name
        return f"{category} for a child or young person of {request.age} in {request.outward}.{told}"


def _asker(family: Family) -> Actor:
    return Actor(role="family", user=family.members.all()[0].user)


def _child_of_age(family: Family, content: UnmetContent) -> Child | None:
    ages = range(content.age_min, content.age_max + 1)
    return next((child for child in family.children.all() if child.age_on(clock.today()) in ages), None)


def _load_searches(load: Load, random: Random, areas: list[str]) -> None:
    searches = load_searches()
    for _ in range(load.number(_SEARCHES)):
        # The first searches of the list are made most often.
        search = searches[min(int(random.expovariate(6 / len(searches))), len(searches) - 1)]
        filters: dict[str, object] = {"need": [search.need] if search.need else [], "age": search.age}
        with clock.at(_evening(load, random)):
            record_search_miss(
                terms=search.terms, category_code=search.category, filters=filters, outward=random.choice([*areas, ""])
            )


def _ask_for_prices(load: Load, random: Random) -> None:
    """Ask for the prices of the services that publish none, on some days of the past months."""
    for service in public_services().filter(is_free=False).order_by("slug"):
        if unit_costs_on(service, load.day).exists():
            continue
        for _ in range(random.randint(1, 6)):
            with clock.at(load.ago(random.randint(1, 80), time(18))):
                ask_for_prices(service=service)
