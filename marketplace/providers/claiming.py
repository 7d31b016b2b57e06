"""Writing about claims: somebody says that an entry of another directory is theirs, and proves it.

A claim is approved under the lock of its provider, so that of several the first wins and the others are told.
"""

import hmac
import secrets
from datetime import timedelta
from functools import partial
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.dispatch import Signal
from django.template.loader import render_to_string

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError
from marketplace.core.models import AuditEvent
from marketplace.core.notices import link_to, tell_after_commit

from .enums import ClaimProof, ClaimState, ProviderRole
from .errors import StoppedByRegister
from .free_mail import FREE_MAIL_DOMAINS
from .models import Provider, ProviderClaim
from .services import add_member, guard_entry, guard_provider, provider_changed

CODE_MINUTES = 30
#: After so many wrong codes the code works no more.
TRIES = 5
#: One person is sent at most so many codes in an hour, whatever the entry.
CODES_AN_HOUR = 3

#: Sent with `provider` and `actor` inside the transaction in which an imported entry becomes its owner's.
provider_taken_over = Signal()


class ClaimRefused(DomainError):
    """The claim cannot be made, proved or decided as asked."""

    code = "claim_refused"


class ClaimedAlready(ClaimRefused):
    """Somebody else has the entry by now."""

    code = "claimed_already"

    def __init__(self) -> None:
        super().__init__("Somebody has claimed this entry already. If that is wrong, write to the council.")


def proving_domains(provider: Provider) -> list[str]:
    """Return the domains of the entry's e-mail address and website at which an address proves a claim."""
    host = urlsplit(provider.website).hostname or ""
    named = [provider.email.rpartition("@")[2], host.removeprefix("www.")]
    domains = dict.fromkeys(domain.lower() for domain in named if "." in domain)
    return [domain for domain in domains if not is_free_mail(domain)]


def is_free_mail(domain: str) -> bool:
    """Say whether anybody can get an address at the domain, or at one above it."""
    parts = domain.lower().split(".")
    return any(".".join(parts[n:]) in FREE_MAIL_DOMAINS for n in range(len(parts)))


@transaction.atomic
def send_claim_code(*, user: User, provider: Provider, email: str) -> ProviderClaim:
    """Send a code of 6 digits to an address at the entry's own domain; a code sent before works no more.

    Raises ClaimRefused for an address elsewhere and after 3 codes within the hour, ClaimedAlready where it is too late,
    StoppedByRegister where the council refused the organisation or the person.
    """
    provider = _claimable(provider, user)
    email = email.strip().lower()
    if email.rpartition("@")[2] not in proving_domains(provider):
        raise ClaimRefused(
            f"The address must end in {_either(proving_domains(provider))}, as the entry’s own e-mail or website does. "
            "Otherwise ask the council to look at it."
        )
    _check_codes_sent(user)
    code = f"{secrets.randbelow(1_000_000):06}"
    claim = _open_claim(provider, user) or ProviderClaim(provider=provider, claimed_by=user)
    claim.proof, claim.email, claim.wrong_codes = ClaimProof.EMAIL, email, 0
    claim.code_digest = _digest(claim, code)
    claim.code_expires_at = clock.now() + timedelta(minutes=CODE_MINUTES)
    claim.save()
    record_event(actor=_claimant(user), action="claim.send_code", subject=claim)
    tell_after_commit(partial(_code_message, email, code))
    return claim


def prove_claim(*, claim: ProviderClaim, code: str) -> ProviderClaim:
    """Approve a claim by the code that was sent; five wrong ones use the code up, and are kept as counted.

    Raises ClaimRefused for a wrong, ended or used-up code, ClaimedAlready where somebody was faster.
    """
    with transaction.atomic():
        provider = _locked(claim.provider)
        claim = _still_open(claim)
        problem = _problem_with(claim, code)
        if problem is None:
            if not provider.source:
                raise ClaimedAlready
            return _approve(claim, provider, _claimant(claim.claimed_by))
        claim.save(update_fields=["wrong_codes", "updated_at"])
    raise ClaimRefused(problem)


@transaction.atomic
def ask_officer(*, user: User, provider: Provider, explanation: str) -> ProviderClaim:
    """Ask the council to look at a claim. Raises ClaimRefused without an explanation, ClaimedAlready if too late."""
    provider = _claimable(provider, user)
    if not explanation.strip():
        raise ClaimRefused("Tell the council how it can know that this is you.")
    claim = _open_claim(provider, user) or ProviderClaim(provider=provider, claimed_by=user)
    claim.proof, claim.explanation = ClaimProof.OFFICER, explanation.strip()
    claim.email, claim.code_digest, claim.code_expires_at = "", "", None
    claim.save()
    record_event(actor=_claimant(user), action="claim.ask_officer", subject=claim)
    return claim


@transaction.atomic
def approve_claim(*, actor: Actor, claim: ProviderClaim, reason: str = "") -> ProviderClaim:
    """Give the entry to who claims it, as an officer decides. Raises ClaimedAlready where somebody has it."""
    provider = _locked(claim.provider)
    claim = _still_open(claim)
    if not provider.source:
        raise ClaimedAlready
    claim.reason = reason.strip()
    try:
        return _approve(claim, provider, actor)
    except StoppedByRegister as error:
        raise ClaimRefused(
            "The council refused this organisation or person before. Look under Vetting, Refusals, and refuse the "
            "claim or lift the refusal first."
        ) from error


@transaction.atomic
def refuse_claim(*, actor: Actor, claim: ProviderClaim, reason: str) -> ProviderClaim:
    """Refuse a claim with a reason, which the person reads."""
    _locked(claim.provider)
    claim = _still_open(claim)
    if not reason.strip():
        raise ClaimRefused("Say why, so that the person knows what to do.")
    return _decide(claim, ClaimState.REFUSED, actor, reason.strip())


@transaction.atomic
def withdraw_claim(*, user: User, claim: ProviderClaim) -> ProviderClaim:
    """Take one's own claim back."""
    _locked(claim.provider)
    return _decide(_still_open(claim), ClaimState.WITHDRAWN, _claimant(user), "")


def _approve(claim: ProviderClaim, provider: Provider, actor: Actor) -> ProviderClaim:
    guard_entry(provider=provider, owner=claim.claimed_by)
    before = {"source": provider.source}
    claim = _decide(claim, ClaimState.APPROVED, actor, claim.reason)
    provider.source = ""
    provider.save(update_fields=["source", "updated_at"])
    add_member(actor=actor, provider=provider, user=claim.claimed_by, role=ProviderRole.OWNER)
    guard_provider(provider)
    record_event(actor=actor, action="provider.take_over", subject=provider, before=before, after={"source": ""})
    provider_taken_over.send(Provider, provider=provider, actor=actor)
    provider_changed.send(Provider, provider=provider)
    for other in provider.claims.filter(state=ClaimState.OPEN):
        _decide(other, ClaimState.REFUSED, actor, "Somebody else has shown that this entry is theirs.")
    return claim


def _decide(claim: ProviderClaim, state: ClaimState, actor: Actor, reason: str) -> ProviderClaim:
    claim.state, claim.decided_at, claim.decided_by, claim.reason = state, clock.now(), actor.user, reason
    claim.save(update_fields=["state", "decided_at", "decided_by", "reason", "updated_at"])
    record_event(
        actor=actor,
        action="claim.decide",
        subject=claim,
        reason=reason,
        before={"state": ClaimState.OPEN},
        after={"state": state},
    )
    if state in (ClaimState.APPROVED, ClaimState.REFUSED):
        tell_after_commit(partial(_decision_message, claim))
    return claim


def _locked(provider: Provider) -> Provider:
    return Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)


def _claimable(provider: Provider, user: User) -> Provider:
    provider = _locked(provider)
    if not provider.source:
        raise ClaimedAlready
    if provider.refused_on:
        raise ClaimRefused("This entry cannot be claimed. Write to the council.")
    guard_entry(provider=provider, owner=user)
    return provider


def _still_open(claim: ProviderClaim) -> ProviderClaim:
    """Return the claim as it now is; its provider is locked, so nobody decides it meanwhile."""
    claim = ProviderClaim.objects.select_related("claimed_by").get(pk=claim.pk)
    if claim.state == ClaimState.OPEN:
        return claim
    if claim.state == ClaimState.REFUSED and not claim.provider.source:
        raise ClaimedAlready
    raise ClaimRefused(f"This claim is decided already: {claim.get_state_display().lower()}.")


def _open_claim(provider: Provider, user: User) -> ProviderClaim | None:
    return provider.claims.filter(claimed_by=user, state=ClaimState.OPEN).first()


def _problem_with(claim: ProviderClaim, code: str) -> str | None:
    """Return what is wrong with the code, having counted a wrong one; None where it is right."""
    if claim.proof != ClaimProof.EMAIL or claim.code_expires_at is None:
        return "The council looks at this claim. There is no code to enter."
    if claim.wrong_codes >= TRIES:
        return "Too many wrong codes were entered. Ask for a new one."
    if claim.code_expires_at <= clock.now():
        return f"The code has ended: it works for {CODE_MINUTES} minutes. Ask for a new one."
    if hmac.compare_digest(claim.code_digest, _digest(claim, code.replace(" ", ""))):
        return None
    claim.wrong_codes += 1
    left = TRIES - claim.wrong_codes
    return (
        f"This is not the code. You can try {left} more time{'' if left == 1 else 's'}."
        if left
        else ("This is not the code, and you cannot try again. Ask for a new one.")
    )


def _digest(claim: ProviderClaim, code: str) -> str:
    """Return the digest of a code, keyed: six digits alone could be found by trying them all."""
    return hmac.new(settings.SECRET_KEY.encode(), f"claim:{claim.pk}:{code}".encode(), sha256).hexdigest()


def _check_codes_sent(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    sent = AuditEvent.objects.filter(
        actor=user, action="claim.send_code", occurred_at__gt=clock.now() - timedelta(hours=1)
    )
    if sent.count() >= CODES_AN_HOUR:
        raise ClaimRefused(f"We send at most {CODES_AN_HOUR} codes an hour. Wait, or ask the council to look at it.")


def _claimant(user: User) -> Actor:
    return Actor(role="claimant", user=user)


def _either(domains: list[str]) -> str:
    return " or ".join(f"@{domain}" for domain in domains) or "a domain of its own, and this entry names none"


def _code_message(email: str, code: str) -> list[EmailMessage]:
    body = render_to_string("providers/email/claim_code.txt", {"code": code, "minutes": CODE_MINUTES})
    return [EmailMessage("Your code", body, to=[email])]


def _decision_message(claim: ProviderClaim) -> list[EmailMessage]:
    url = link_to("providers:claim", claim.provider.slug)
    body = render_to_string("providers/email/claim_decided.txt", {"claim": claim, "url": url})
    return [EmailMessage("Your claim is decided", body, to=[claim.claimed_by.email])]
