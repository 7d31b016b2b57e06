"""Keeping listings true: asking providers, taking their word, and what officers do where no word comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor, record_event
from marketplace.core.errors import DomainError
from marketplace.core.notices import link_to
from marketplace.providers.models import Provider

from ..enums import ListingState
from ..freshness_links import freshness_token
from ..freshness_selectors import last_looked_at, listings_to_ask_about
from ..models import FreshnessRequest, Service
from ..people import keepers_of
from .listing import check_listing

#: The link in the e-mail works so long, the last day included.
LINK_DAYS = 30


class FreshnessRefused(DomainError):
    """A listing cannot be confirmed, or asked about, as asked."""

    code = "freshness_refused"


@dataclass(frozen=True)
class Asked:
    """What a provider was asked: how many listings the one e-mail names, and to how many people it went."""

    listings: int
    people: int


def ask_provider(*, provider: Provider) -> Asked:
    """Ask a provider in one e-mail about each of its listings that was not checked for long; nothing where none is due.

    It is noted before it is sent, so that two runs at once send one. Where the message cannot be sent, the notes are
    taken back and the OSError raised. A provider without people is not asked: officers find its listings in time.
    """
    today = clock.today()
    with transaction.atomic():
        Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
        addresses = _addresses(provider)
        due = list(listings_to_ask_about(today).filter(provider=provider).order_by("name")) if addresses else []
        requests = [_note(service, last_looked_at(service), today) for service in due]
    if not requests:
        return Asked(0, 0)
    try:
        _message(provider, requests, addresses).send()
    except OSError:
        _take_back(requests)
        raise
    return Asked(len(requests), len(addresses))


@transaction.atomic
def confirm_by_link(*, request: FreshnessRequest) -> Service:
    """Note that the provider says by the link in its e-mail that a listing is still correct, once.

    Raises FreshnessRefused where the link was used or has ended, or the listing is not live any more.
    """
    # The listing is locked first, as `check_listing` does it.
    service = Service.objects.select_for_update().get(pk=request.service_id)
    request.refresh_from_db()
    if request.answered_at:
        raise FreshnessRefused("This was confirmed already, so there is nothing left to do.")
    if request.ends_on < clock.today():
        raise FreshnessRefused("This link has ended. Sign in to confirm the listing.")
    if service.state != ListingState.LIVE:
        raise FreshnessRefused("Families do not see this listing at the moment. Sign in to look at it.")
    return check_listing(actor=Actor(role="provider:link"), service=service)


@transaction.atomic
def confirm_after_call(*, actor: Actor, service: Service, note: str) -> Service:
    """Note that an officer asked and the listing is right. Raises FreshnessRefused without who said so and how."""
    if not note.strip():
        raise FreshnessRefused("Say who told you, and how.")
    record_event(actor=actor, action="listing.call", subject=service, reason=note.strip())
    return check_listing(actor=actor, service=service)


def write_to_provider(*, actor: Actor, service: Service) -> int:
    """Ask the provider again about one listing, with a link of 30 days; return to how many people.

    Raises FreshnessRefused where nobody can be written to or somebody was today, OSError where it cannot be sent.
    """
    today = clock.today()
    with transaction.atomic():
        service = Service.objects.select_for_update().select_related("provider").get(pk=service.pk)
        addresses = _addresses(service.provider)
        if service.source or not addresses:
            raise FreshnessRefused("Nobody runs this listing here, so there is nobody to write to. Call them.")
        if service.state != ListingState.LIVE:
            raise FreshnessRefused("Families do not see this listing any more.")
        since = last_looked_at(service)
        ends_on = today + timedelta(days=LINK_DAYS)
        request = FreshnessRequest.objects.filter(service=service, unchecked_since=since).first()
        if request and request.ends_on == ends_on:
            raise FreshnessRefused("The provider was written to today. Give it time to answer.")
        before = request.ends_on if request else None
        request = _note(service, since, today, actor)
    try:
        _message(service.provider, [request], addresses).send()
    except OSError:
        _take_back([request], {request.pk: before} if before else {})
        raise
    return len(addresses)


def _addresses(provider: Provider) -> list[str]:
    return sorted(keepers_of(provider).values_list("email", flat=True))


def _note(service: Service, since: date, today: date, actor: Actor = SYSTEM) -> FreshnessRequest:
    ends_on = today + timedelta(days=LINK_DAYS)
    request, _ = FreshnessRequest.objects.update_or_create(
        service=service, unchecked_since=since, defaults={"ends_on": ends_on}
    )
    record_event(actor=actor, action="listing.ask", subject=service, after={"ends_on": ends_on.isoformat()})
    return request


@transaction.atomic
def _take_back(requests: Iterable[FreshnessRequest], before: dict[object, date] | None = None) -> None:
    for request in requests:
        record_event(actor=SYSTEM, action="listing.ask_failed", subject=request.service)
        if before and request.pk in before:
            FreshnessRequest.objects.filter(pk=request.pk).update(ends_on=before[request.pk])
        else:
            FreshnessRequest.objects.filter(pk=request.pk, answered_at__isnull=True).delete()


def _message(provider: Provider, requests: list[FreshnessRequest], addresses: list[str]) -> EmailMessage:
    links = [(r.service, link_to("catalogue:still_correct", freshness_token(r))) for r in requests]
    context = {"provider": provider, "links": links, "ends_on": requests[0].ends_on}
    body = render_to_string("catalogue/email/still_correct.txt", context)
    subject = "Are your listings still correct?" if len(requests) > 1 else "Is your listing still correct?"
    return EmailMessage(subject, body, to=addresses)
