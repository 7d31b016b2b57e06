"""Writing about providers: joining, what they say about themselves, their people."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from marketplace.accounts.models import User
from marketplace.core.audit import Actor, record_event

from ..enums import ProviderRole
from ..events import provider_changed
from ..models import Provider, ProviderMember
from .register import guard_provider, guard_registration

#: Words that follow `/provider/` in the addresses of pages that belong to no single provider.
RESERVED_SLUGS = frozenset({"bookings", "requests"})


@transaction.atomic
def register_provider(
    *, actor: Actor, name: str, owner: User | None = None, slug: str = "", **details: Any
) -> Provider:
    """Create a provider, with its owner where there is one; `details` are fields of Provider.

    Raises StoppedByRegister where it is one that the council refused; one that is merely like it waits for an officer.
    """
    guard_registration(owner=owner, name=name, **details)
    provider = Provider.objects.create(name=name, slug=slug or free_provider_slug(name), **details)
    if owner:
        ProviderMember.objects.create(provider=provider, user=owner, role=ProviderRole.OWNER)
    record_event(actor=actor, action="provider.register", subject=provider)
    guard_provider(provider)
    return provider


@transaction.atomic
def change_provider(*, actor: Actor, provider: Provider, **details: Any) -> Provider:
    """Change what a provider says about itself; `details` are fields of Provider.

    Raises StoppedByRegister where it would then be one that the council refused.
    """
    for field, value in details.items():
        setattr(provider, field, value)
    guard_provider(provider)
    provider.save(update_fields=[*details, "updated_at"])
    record_event(actor=actor, action="provider.change", subject=provider, after={"fields": sorted(details)})
    provider_changed.send(Provider, provider=provider)
    return provider


@transaction.atomic
def add_member(*, actor: Actor, provider: Provider, user: User, role: ProviderRole) -> ProviderMember:
    """Let a person act for a provider in a role; a role already held is left as it is."""
    member, created = ProviderMember.objects.get_or_create(provider=provider, user=user, role=role)
    if created:
        record_event(actor=actor, action="provider.add_member", subject=member, after={"role": role})
    return member


def free_provider_slug(name: str) -> str:
    """Return an address for the name that no provider has."""
    stem = slugify(name)[:110] or "provider"
    taken = RESERVED_SLUGS.union(Provider.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
