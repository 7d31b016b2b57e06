"""Many services of every shape, made quickly: for statement counts and for the bench."""

import random
from datetime import timedelta
from itertools import pairwise

from marketplace.catalogue.enums import ListingState, Setting
from marketplace.catalogue.models import AccessFeature, Category, Need, Service, ServiceArea, Session, UnitCost
from marketplace.core import clock
from marketplace.providers.models import Provider
from search.indexing import rebuild
from tests.factories import make_stream, vet

WORDS = [
    "swimming", "riding", "music", "play", "sensory", "autism", "youth", "club", "saturday", "holiday", "support",
    "family", "drama", "football", "art", "cooking", "respite", "trampoline", "farm", "forest", "dance", "therapy",
    "talking", "signing", "parents", "café", "mentoring", "travel", "garden", "inclusive",
]  # fmt: skip


def make_services(own: int, imported: int = 0, *, providers: int = 20, first: int = 0) -> None:
    """Make live services: own ones with prices, sessions and checks, imported ones with words only."""
    dice = random.Random(7)
    made = [
        Provider.objects.create(name=f"{dice.choice(WORDS).title()} Trust {n}", slug=f"generated-{first}-{n}")
        for n in range(providers)
    ]
    for provider in made[: providers // 2]:
        vet(provider)
    services = [_service(dice, first + number, made, imported=number >= own) for number in range(own + imported)]
    Service.objects.bulk_create(services)
    for model, through, field, most in (
        (Category, Service.categories.through, "category_id", 2),
        (Need, Service.needs.through, "need_id", 3),
        (AccessFeature, Service.access_features.through, "accessfeature_id", 4),
    ):
        keys = list(model.objects.values_list("pk", flat=True))
        through.objects.bulk_create(
            through(service_id=service.pk, **{field: key})
            for service in services[: own if model is not Category else None]
            for key in dice.sample(keys, min(len(keys), dice.randint(1, most)))
        )
    _offer(dice, services[:own])
    list(rebuild())


def make_streams() -> None:
    """Make nine funding streams that pay for a few groups each."""
    groups = list(Category.objects.filter(parent=None))
    for number, pair in enumerate(pairwise([*groups, groups[0]])):
        make_stream(f"stream-{number}", pair)


def _service(dice: random.Random, number: int, providers: list[Provider], *, imported: bool) -> Service:
    words = dice.choices(WORDS, k=90 if imported else 40)
    has_point = not imported or dice.random() < 0.5
    return Service(
        provider=dice.choice(providers),
        name=f"{' '.join(words[:3]).title()} {number}",
        slug=f"generated-{number}",
        state=ListingState.LIVE,
        summary=" ".join(words[:15]),
        description=" ".join(f"<p>{word}</p>" if imported else word for word in words),
        age_min=dice.choice([None, 0, 5, 11]),
        age_max=dice.choice([None, 11, 18, 25]),
        days=dice.sample(range(7), dice.randint(0, 4)) if not imported else [],
        setting=dice.choice([Setting.PLACE, Setting.PLACE, Setting.HOME, Setting.ONLINE]),
        latitude=51.8657 + dice.uniform(-0.4, 0.4) if has_point else None,
        longitude=-2.2437 + dice.uniform(-0.4, 0.4) if has_point else None,
        source="elsewhere" if imported else "",
        external_id=str(number) if imported else "",
    )


def _offer(dice: random.Random, services: list[Service]) -> None:
    start = clock.now().replace(minute=0, second=0, microsecond=0)
    UnitCost.objects.bulk_create(
        UnitCost(service=s, amount_pence=dice.randrange(500, 9000, 50), unit=unit, valid_from=clock.today())
        for s in services
        for unit in ("session", "hour")
    )
    Session.objects.bulk_create(
        Session(
            service=service,
            starts_at=start + timedelta(days=day),
            ends_at=start + timedelta(days=day, hours=2),
            capacity=6,
            places_taken=dice.randint(0, 6),
        )
        for service in services
        for day in (3, 10, 17, 24)
    )
    ServiceArea.objects.bulk_create(
        ServiceArea(service=service, outward=outward) for service in services[::3] for outward in ("GL1", "GL2")
    )
