"""Providers, who runs them, and the council's checks on them with those that went before."""

from collections.abc import Iterator
from datetime import date, timedelta

from marketplace.accounts.enums import OfficerRole
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.providers.enums import CheckState
from marketplace.providers.models import CheckType, Provider
from marketplace.providers.selectors import actor_for_provider
from marketplace.providers.services import decide_check, register_provider, submit_check

from ..content.people import load_people
from ..content.records import CheckContent, ProviderContent
from .accounts import add_account
from .authority import officer
from .load import OPENED_DAYS_AGO, Load
from .sampling import sampled_providers

#: Bookings of the past year need checks that held then.
_CHECKED_SINCE_DAYS = 430
_SENT_BEFORE = timedelta(days=10)
_DECIDED_AFTER = timedelta(days=3, hours=4)


def load_providers(load: Load) -> None:
    """Register every provider, and let the council decide on its evidence."""
    types = {check_type.code: check_type for check_type in CheckType.objects.all()}
    vetting = officer(OfficerRole.LISTINGS)
    for number, content in enumerate(load.track(sampled_providers(load))):
        joined = OPENED_DAYS_AGO - 1 - number
        provider, owner = _register(load, content, joined)
        for check in content.checks:
            for valid_from, valid_to in _periods(load, check):
                _submit(load, owner, vetting, provider, types[check.code], check, valid_from, valid_to)


def owner_email(content: ProviderContent) -> str:
    """Return the address with which the provider's owner signs in."""
    given_name = load_people().owners[content.slug].split()[0].lower()
    return f"{given_name}@{content.email.split('@')[1]}"


def owner_of(provider: Provider) -> Actor:
    """Return the provider's owner as an actor."""
    return actor_for_provider(provider.members.select_related("user").order_by("created_at")[0].user)


def _register(load: Load, content: ProviderContent, joined: int) -> tuple[Provider, Actor]:
    with clock.at(load.ago(joined)):
        user = add_account(load_people().owners[content.slug], owner_email(content))
        owner = actor_for_provider(user)
        provider = register_provider(
            actor=owner,
            owner=user,
            name=content.name,
            slug=content.slug,
            kind=content.kind,
            description=content.description,
            address=content.address,
            town=content.town,
            postcode=content.postcode,
            phone=content.phone,
            email=content.email,
            website=content.website,
        )
    return provider, owner


def _periods(load: Load, check: CheckContent) -> Iterator[tuple[date, date]]:
    """Yield the periods of the evidence, the oldest first: those before it were as long, each up to the next."""
    valid_from = load.day - timedelta(days=check.from_days_ago)
    length = timedelta(days=check.valid_for_days)
    starts = [valid_from]
    if check.state == CheckState.APPROVED:
        while load.day - starts[0] < timedelta(days=_CHECKED_SINCE_DAYS):
            starts.insert(0, starts[0] - length)
    for start in starts[:-1]:
        yield start, start + length - timedelta(days=1)
    yield valid_from, valid_from + length


def _submit(
    load: Load,
    owner: Actor,
    vetting: Actor,
    provider: Provider,
    check_type: CheckType,
    content: CheckContent,
    valid_from: date,
    valid_to: date,
) -> None:
    sent = max(clock.local_moment(valid_from) - _SENT_BEFORE, provider.created_at) + timedelta(hours=11)
    with clock.at(sent):
        check = submit_check(
            actor=owner,
            provider=provider,
            check_type=check_type,
            reference=content.reference,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    if content.state == CheckState.SUBMITTED:
        return
    with clock.at(sent + _DECIDED_AFTER):
        approve = content.state == CheckState.APPROVED
        decide_check(actor=vetting, check=check, approve=approve, reason="" if approve else "It cannot be read.")
