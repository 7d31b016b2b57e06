"""Makes the rows that tests start from. What a test is about, it makes through the services."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from marketplace.accounts.models import Child, Family, FamilyMember, SupportConsent, User
from marketplace.budgets.enums import StreamOwner
from marketplace.budgets.models import FundingStream, Pot, StreamRules
from marketplace.budgets.reference import FIRST_DAY
from marketplace.budgets.services import award_budget, close_pot
from marketplace.catalogue.enums import ListingState, Unit
from marketplace.catalogue.models import Category, Service, Session, UnitCost
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import Postcode
from marketplace.providers.enums import CheckState, ProviderRole
from marketplace.providers.models import CheckType, Provider, ProviderMember, VettingCheck

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@people.example")
    password = factory.django.Password(PASSWORD)


class FamilyFactory(DjangoModelFactory):
    class Meta:
        model = Family

    name = factory.Sequence(lambda n: f"Family {n}")
    postcode = "GL1 2NE"


class FamilyMemberFactory(DjangoModelFactory):
    class Meta:
        model = FamilyMember

    family = factory.SubFactory(FamilyFactory)
    user = factory.SubFactory(UserFactory)


class ChildFactory(DjangoModelFactory):
    class Meta:
        model = Child

    family = factory.SubFactory(FamilyFactory)
    given_name = factory.Sequence(lambda n: f"Child {n}")
    date_of_birth = factory.LazyFunction(lambda: clock.today().replace(day=1) - timedelta(days=9 * 366))


class SupportConsentFactory(DjangoModelFactory):
    class Meta:
        model = SupportConsent

    family = factory.SubFactory(FamilyFactory)
    supporter = factory.SubFactory(UserFactory)
    scopes = ["see"]
    valid_to = factory.LazyFunction(lambda: clock.today() + timedelta(days=90))
    given_by = factory.SubFactory(UserFactory)


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    name = factory.Sequence(lambda n: f"Provider {n}")
    slug = factory.Sequence(lambda n: f"provider-{n}")


class ProviderMemberFactory(DjangoModelFactory):
    class Meta:
        model = ProviderMember

    provider = factory.SubFactory(ProviderFactory)
    user = factory.SubFactory(UserFactory)
    role = ProviderRole.OWNER


class ServiceFactory(DjangoModelFactory):
    """A live service in Gloucester, without price or checks."""

    class Meta:
        model = Service
        skip_postgeneration_save = True

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda n: f"Service {n}")
    slug = factory.Sequence(lambda n: f"service-{n}")
    state = ListingState.LIVE
    summary = "A place to be with friends."
    description = "We meet every week."
    postcode = "GL1 2NE"
    latitude = 51.8657
    longitude = -2.2437

    @factory.post_generation
    def categories(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Put the service into the categories that were given."""
        if extracted:
            self.categories.set(extracted)


class UnitCostFactory(DjangoModelFactory):
    class Meta:
        model = UnitCost

    service = factory.SubFactory(ServiceFactory)
    amount_pence = 1250
    unit = Unit.SESSION
    valid_from = factory.LazyFunction(lambda: clock.today() - timedelta(days=400))
    minimum_quantity = Decimal(1)


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    service = factory.SubFactory(ServiceFactory)
    starts_at = factory.LazyFunction(lambda: clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=2))
    capacity = 6


class PostcodeFactory(DjangoModelFactory):
    class Meta:
        model = Postcode
        django_get_or_create = ("postcode",)

    postcode = "GL1 2NE"
    outward = factory.LazyAttribute(lambda row: row.postcode.split()[0])
    latitude = 51.8657
    longitude = -2.2437


def vet(provider: Provider, *, days: int = 365) -> None:
    """Give the provider every kind of check, approved, from a year ago to `days` from today."""
    today = clock.today()
    VettingCheck.objects.bulk_create(
        VettingCheck(
            provider=provider,
            check_type=check_type,
            reference="R-1",
            state=CheckState.APPROVED,
            valid_from=today - timedelta(days=365),
            valid_to=today + timedelta(days=days),
            decided_at=clock.now(),
        )
        for check_type in CheckType.objects.all()
    )


def bookable_service(*, category: str = "after-school-clubs", amount_pence: int = 1250, **fields: Any) -> Service:
    """Return a live, vetted and priced service; the taxonomies must be loaded."""
    unit = fields.pop("unit", Unit.SESSION)
    service = ServiceFactory(categories=[Category.objects.get(code=category)], **fields)
    UnitCostFactory(service=service, amount_pence=amount_pence, unit=unit)
    vet(service.provider)
    return service


def make_stream(code: str, categories: Iterable[Category] = (), **rules: Any) -> FundingStream:
    """Return a stream that runs since long ago and pays for the categories; keywords are its rules."""
    days = {name: rules.pop(name) for name in ("valid_from", "valid_to") if name in rules}
    stream = FundingStream.objects.create(
        code=code, name=code.replace("-", " ").capitalize(), owner=StreamOwner.CARE, **{"valid_from": FIRST_DAY, **days}
    )
    made = StreamRules.objects.create(stream=stream, valid_from=FIRST_DAY, summary="For fun", **rules)
    made.categories.set(categories)
    return stream


def close(pot: Pot) -> None:
    """Close the pot as the council will once its period is over and settled."""
    with clock.at(clock.now() + timedelta(days=1_000)):
        close_pot(actor=SYSTEM, pot=pot)


def pot_with(child: Child, stream: FundingStream, pence: int, **period: Any) -> Pot:
    """Return a pot of this year with so many pence, awarded through the service."""
    today = clock.today()
    return award_budget(
        actor=SYSTEM,
        child=child,
        stream=stream,
        valid_from=period.get("valid_from", today - timedelta(days=60)),
        valid_to=period.get("valid_to", today + timedelta(days=300)),
        amount_pence=pence,
        reason="For the test",
    )
