"""A service that costs families nothing has no price, and a priced one is not free, whoever writes first."""

import contextlib
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db.models import QuerySet

from marketplace.catalogue.bookability import Bookability
from marketplace.catalogue.enums import ListingState, Unit
from marketplace.catalogue.models import Service, UnitCost
from marketplace.catalogue.selectors import bookable_services, public_services
from marketplace.catalogue.services import (
    ListingRefused,
    PriceRefused,
    add_unit_cost,
    change_listing,
    create_listing,
    end_unit_cost,
    set_listing_free,
)
from marketplace.catalogue.services import listing as listing_service
from marketplace.catalogue.services import unit_cost as unit_cost_service
from marketplace.core import audit, clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.factories import ProviderFactory, ServiceFactory, UnitCostFactory, bookable_service
from tests.racing import race, refusals


def add_price(service: Service) -> UnitCost:
    return add_unit_cost(actor=SYSTEM, service=service, amount_pence=1250, unit=Unit.SESSION, valid_from=clock.today())


def make_free(service: Service) -> Service:
    return set_listing_free(actor=SYSTEM, service=service, is_free=True)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ListingState)
def test_a_listing_without_a_price_is_made_free_in_any_state_and_that_is_recorded(state: ListingState) -> None:
    service = ServiceFactory(state=state, state_reason="why")
    assert make_free(service).is_free
    service.refresh_from_db()
    assert (service.is_free, service.state) == (True, state)
    event = AuditEvent.objects.get(action="listing.set_free")
    assert (event.object_id, event.before, event.after) == (service.pk, {"is_free": False}, {"is_free": True})


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last"), [(-9, None), (-9, 0), (-9, 30), (5, None), (5, 6)])
def test_a_price_of_today_or_later_stands_in_the_way_of_free(first: int, last: int | None) -> None:
    today = clock.today()
    ends = None if last is None else today + timedelta(days=last)
    cost = UnitCostFactory(service__state=ListingState.DRAFT, valid_from=today + timedelta(days=first), valid_to=ends)
    for write in (set_listing_free, change_listing):
        with pytest.raises(ListingRefused, match="End the price first"):
            write(actor=SYSTEM, service=cost.service, is_free=True)
    assert not Service.objects.get().is_free
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_a_price_that_has_ended_does_not_stand_in_the_way_of_free() -> None:
    cost = UnitCostFactory(valid_to=clock.today() - timedelta(days=1))
    assert make_free(cost.service).is_free


@pytest.mark.django_db
def test_the_day_after_its_last_price_ends_a_listing_can_be_free() -> None:
    cost = UnitCostFactory()
    end_unit_cost(actor=SYSTEM, cost=cost, last_day=clock.today())
    with pytest.raises(ListingRefused):
        make_free(cost.service)
    with clock.at(clock.now() + timedelta(days=1)):
        assert make_free(cost.service).is_free


@pytest.mark.django_db
def test_a_free_listing_takes_no_price_until_it_says_that_it_is_not_free() -> None:
    service = ServiceFactory(is_free=True)
    with pytest.raises(PriceRefused, match="Say first that it is not free any more, then add the price"):
        add_price(service)
    assert not UnitCost.objects.exists()
    set_listing_free(actor=SYSTEM, service=service, is_free=False)
    assert add_price(service).amount_pence == 1250


@pytest.mark.django_db
def test_a_price_that_has_ended_is_not_brought_back() -> None:
    cost = UnitCostFactory(valid_to=clock.today() - timedelta(days=1))
    make_free(cost.service)
    with pytest.raises(PriceRefused, match="This price has ended already"):
        end_unit_cost(actor=SYSTEM, cost=cost, last_day=clock.today() + timedelta(days=30))
    cost.refresh_from_db()
    assert cost.valid_to == clock.today() - timedelta(days=1)


@pytest.mark.django_db
def test_a_draft_can_begin_free_and_be_changed() -> None:
    service = create_listing(actor=SYSTEM, provider=ProviderFactory(), name="Advice", is_free=True)
    change_listing(actor=SYSTEM, service=service, summary="We listen.")
    assert Service.objects.values_list("is_free", "summary").get() == (True, "We listen.")


def test_a_free_service_is_public_and_never_booked_not_even_for_a_day_that_had_a_price(taxonomies: None) -> None:
    service = bookable_service()
    yesterday = clock.today() - timedelta(days=1)
    service.unit_costs.update(valid_to=yesterday)
    assert service in bookable_services(yesterday)
    make_free(service)
    assert service in public_services()
    for day in (yesterday, clock.today()):
        assert service not in bookable_services(day)
        assert not Bookability(service).on(day)


@pytest.mark.django_db(transaction=True)
def test_of_a_price_and_free_at_the_same_moment_one_is_refused() -> None:
    service = ServiceFactory()
    results = race(partial(add_price, service), partial(make_free, service))
    assert len(refusals(results)) == 1
    assert Service.objects.get().is_free != UnitCost.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_control_a_free_service_has_a_price_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    service = ServiceFactory()
    both_have_decided = Barrier(2)

    def wait_for_the_other(**event: Any) -> AuditEvent:
        with contextlib.suppress(BrokenBarrierError):
            both_have_decided.wait(timeout=5)
        return audit.record_event(**event)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self: self)
    for module in (listing_service, unit_cost_service):
        monkeypatch.setattr(module, "record_event", wait_for_the_other)
    assert refusals(race(partial(add_price, service), partial(make_free, service))) == []
    assert Service.objects.get().is_free
    assert UnitCost.objects.exists()
