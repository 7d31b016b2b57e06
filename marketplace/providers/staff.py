"""Writing about a provider's people: inviting them, their roles, their leaving."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from hashlib import sha256

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from marketplace.accounts.models import User
from marketplace.accounts.people import has_confirmed
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError
from marketplace.core.notices import link_to, tell_after_commit
from marketplace.core.tries import count_try

from .enums import ProviderRole
from .models import Provider, ProviderInvitation, ProviderMember
from .services import add_member

#: An invitation can be accepted for so long.
INVITATION_DAYS = 14
#: So many invitations a provider sends in an hour: enough for a team, too few to bother strangers.
INVITATIONS_AN_HOUR = 20


class InvitationRefused(DomainError):
    """The invitation cannot be sent or accepted as asked."""

    code = "invitation_refused"


class WrongAddress(InvitationRefused):
    """Whoever accepts has not confirmed the address to which the invitation went."""

    code = "wrong_address"


class LastOwner(DomainError):
    """A provider must keep an owner."""

    code = "last_owner"

    def __init__(self) -> None:
        super().__init__("There must be an owner who can sign in. Make somebody else an owner first.")


class RolesRefused(DomainError):
    """The roles cannot be changed as asked."""

    code = "roles_refused"


@transaction.atomic
def invite_person(*, actor: Actor, provider: Provider, email: str, roles: Iterable[ProviderRole]) -> ProviderInvitation:
    """Ask a person by e-mail to act for a provider; the link works for 14 days.

    Raises InvitationRefused without a role, for an address that has an open invitation or acts for the provider, and
    TooManyTries after very many within the hour.
    """
    email, wanted = email.strip().lower(), _in_order(roles)
    if not wanted:
        raise InvitationRefused("Choose what they may do.")
    _lock_people(provider)
    if provider.members.filter(user__email__iexact=email).exists():
        raise InvitationRefused("This person acts for you already. Change what they may do on the people page.")
    if open_invitations(provider).filter(email=email).exists():
        raise InvitationRefused("This address has an invitation already. Send it again from the people page.")
    _count(provider)
    secret = secrets.token_urlsafe(32)
    invitation = ProviderInvitation.objects.create(
        provider=provider,
        email=email,
        roles=wanted,
        secret_digest=_digest(secret),
        invited_by=actor.user,
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
    )
    record_event(actor=actor, action="provider.invite", subject=invitation, after={"roles": wanted})
    _send(invitation, secret)
    return invitation


@transaction.atomic
def send_invitation_again(*, actor: Actor, invitation: ProviderInvitation) -> ProviderInvitation:
    """Send an open invitation again with a new link for 14 days; the link sent before stops working."""
    invitation = _open_invitation(invitation)
    _count(invitation.provider)
    secret = secrets.token_urlsafe(32)
    invitation.secret_digest = _digest(secret)
    invitation.expires_at = clock.now() + timedelta(days=INVITATION_DAYS)
    invitation.save(update_fields=["secret_digest", "expires_at", "updated_at"])
    record_event(actor=actor, action="provider.invite_again", subject=invitation)
    _send(invitation, secret)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: ProviderInvitation) -> ProviderInvitation:
    """Take an open invitation back; its link stops working."""
    invitation = _open_invitation(invitation)
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at", "updated_at"])
    record_event(actor=actor, action="provider.withdraw_invitation", subject=invitation)
    return invitation


@transaction.atomic
def accept_invitation(*, user: User, secret: str) -> ProviderInvitation:
    """Let the person act for the provider in the roles of the invitation, once.

    Raises WrongAddress where the person has not confirmed the address to which it went, InvitationRefused where it was
    accepted, withdrawn, or has ended.
    """
    found = invitation_by(secret)
    if found is None:
        raise InvitationRefused("This invitation does not work. Ask for a new one.")
    _lock_people(found.provider)
    invitation = _open_invitation(found)
    # It may have been sent again, with another secret, since it was looked up.
    if invitation.expires_at <= clock.now() or invitation.secret_digest != _digest(secret):
        raise InvitationRefused("This invitation has ended. Ask for a new one.")
    if not has_confirmed(user, invitation.email):
        raise WrongAddress("This invitation went to another address. Sign in with that address, or confirm it first.")
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by", "updated_at"])
    actor = Actor(role="provider", user=user)
    record_event(actor=actor, action="provider.accept_invitation", subject=invitation)
    for role in invitation.roles:
        add_member(actor=actor, provider=invitation.provider, user=user, role=ProviderRole(role))
    return invitation


@transaction.atomic
def set_roles(*, actor: Actor, provider: Provider, user: User, roles: Iterable[ProviderRole]) -> None:
    """Let a person of the provider act in exactly these roles; with none, the person acts for it no more.

    Raises LastOwner where no owner who can sign in would be left, RolesRefused for somebody who does not act for it.
    """
    _lock_people(provider)
    before = set(provider.members.filter(user=user).values_list("role", flat=True))
    after = set(_in_order(roles))
    if not before:
        raise RolesRefused("This person does not act for you any more.")
    if ProviderRole.OWNER in before - after and not other_owners(provider, user):
        raise LastOwner
    provider.members.filter(user=user, role__in=before - after).delete()
    ProviderMember.objects.bulk_create(
        ProviderMember(provider=provider, user=user, role=role) for role in _in_order(after - before)
    )
    record_event(
        actor=actor,
        action="provider.set_roles" if after else "provider.remove_member",
        subject=provider,
        before={"user": str(user.pk), "roles": _in_order(before)},
        after={"user": str(user.pk), "roles": _in_order(after)},
    )


def other_owners(provider: Provider, user: User) -> bool:
    """Say whether somebody besides the person owns the provider and can sign in."""
    owners = provider.members.filter(role=ProviderRole.OWNER, user__is_active=True)
    return owners.exclude(user=user).exists()


def open_invitations(provider: Provider) -> QuerySet[ProviderInvitation]:
    """Return the invitations of the provider that are neither accepted nor withdrawn, those that have ended too."""
    return provider.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


def invitation_by(secret: str) -> ProviderInvitation | None:
    """Return the invitation to which the secret of a link belongs, whatever became of it."""
    return ProviderInvitation.objects.select_related("provider").filter(secret_digest=_digest(secret)).first()


def _lock_people(provider: Provider) -> None:
    """Let nobody else change who acts for the provider until the end of the transaction."""
    Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)


def _open_invitation(invitation: ProviderInvitation) -> ProviderInvitation:
    invitation = (
        ProviderInvitation.objects.select_for_update(of=("self",)).select_related("provider").get(pk=invitation.pk)
    )
    if invitation.accepted_at:
        raise InvitationRefused("This invitation was accepted already.")
    if invitation.withdrawn_at:
        raise InvitationRefused("This invitation was withdrawn. Ask for a new one.")
    return invitation


def _in_order(roles: Iterable[str]) -> list[str]:
    chosen = set(roles)
    return [role.value for role in ProviderRole if role in chosen]


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _count(provider: Provider) -> None:
    count_try(
        f"invite:{provider.pk}",
        at_most=INVITATIONS_AN_HOUR,
        sentence="You have sent many invitations. Wait an hour, then go on.",
    )


def _send(invitation: ProviderInvitation, secret: str) -> None:
    tell_after_commit(partial(_messages, invitation, secret))


def _messages(invitation: ProviderInvitation, secret: str) -> list[EmailMessage]:
    context = {"invitation": invitation, "url": link_to("providers:invitation", secret)}
    body = render_to_string("providers/email/invitation.txt", context)
    return [EmailMessage(f"Act for {invitation.provider}", body, to=[invitation.email])]
