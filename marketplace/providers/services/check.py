"""Checks: what a provider sends, what the council decides, and who looked at the evidence."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.uploads import CheckedFile

from ..enums import CheckState
from ..errors import CheckRefused
from ..events import cover_ended, provider_changed
from ..models import CheckEvidence, CheckType, Provider, VettingCheck
from .register import guard_approval

#: A certificate has few pages; whoever has more can send them as one PDF.
MOST_FILES = 6


def submit_check(
    *,
    actor: Actor,
    provider: Provider,
    check_type: CheckType,
    reference: str,
    valid_from: date,
    valid_to: date,
    evidence: Sequence[CheckedFile] = (),
) -> VettingCheck:
    """Give the council evidence for a check; raises CheckRefused for too many files, and dates reversed or over."""
    if valid_to < valid_from:
        raise CheckRefused("The end date must be on or after the start date.")
    if valid_to < clock.today():
        raise CheckRefused("This evidence has run out already. Send the current one.")
    with _files_only_if_kept() as kept, transaction.atomic():
        check = VettingCheck.objects.create(
            provider=provider, check_type=check_type, reference=reference, valid_from=valid_from, valid_to=valid_to
        )
        _keep(actor, check, evidence, kept)
        facts = {"type": check_type.code, "files": len(evidence)}
        record_event(actor=actor, action="check.submit", subject=check, after=facts)
    return check


def add_evidence(*, actor: Actor, check: VettingCheck, evidence: Sequence[CheckedFile]) -> VettingCheck:
    """Add files to a check that waits; raises CheckRefused once it is decided, and for too many."""
    with _files_only_if_kept() as kept, transaction.atomic():
        check = _locked(check)
        if check.state != CheckState.SUBMITTED:
            raise CheckRefused("The council has decided about this check. Send new evidence instead.")
        _keep(actor, check, evidence, kept)
        record_event(actor=actor, action="check.add_evidence", subject=check, after={"files": len(evidence)})
    return check


@transaction.atomic
def open_evidence(*, actor: Actor, evidence: CheckEvidence) -> FieldFile:
    """Return the file, and write who took it."""
    record_event(
        actor=actor,
        action="check.open_evidence",
        subject=evidence.vetting_check,
        after={"evidence": str(evidence.pk)},
    )
    return evidence.file


@transaction.atomic
def decide_check(
    *,
    actor: Actor,
    check: VettingCheck,
    approve: bool,
    reason: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> VettingCheck:
    """Approve or refuse a check, once. Refusing needs a reason, which the provider reads.

    An approval may hold for a shorter time than was sent, with a reason. Raises CheckRefused, also where the provider
    may be one that the council refused.
    """
    check = _locked(check)
    if check.state != CheckState.SUBMITTED:
        raise CheckRefused("This check has been decided already.")
    if not approve and not reason:
        raise CheckRefused("Say why, so that the provider knows what to send.")
    before = {"state": check.state, **_dates(check)}
    if approve:
        guard_approval(check.provider)
        _shorten(check, valid_from or check.valid_from, valid_to or check.valid_to, reason)
    check.state = CheckState.APPROVED if approve else CheckState.REFUSED
    check.decided_by = actor.user
    check.decided_at = clock.now()
    check.reason = reason
    check.save()
    record_event(
        actor=actor,
        action="check.decide",
        subject=check,
        reason=reason,
        before=before,
        after={"state": check.state, **_dates(check)},
    )
    provider_changed.send(Provider, provider=check.provider)
    return check


@transaction.atomic
def end_check(*, actor: Actor, check: VettingCheck, last_day: date, reason: str) -> VettingCheck:
    """End an approved check before its time, such as an insurance that was cancelled.

    Families that are booked for days after it are told, and officers get them in a queue. Raises CheckRefused without
    a reason, for a check that is not approved or has run out, and for a day before yesterday or not before its end.
    """
    check = _locked(check)
    yesterday = clock.today() - timedelta(days=1)
    if not reason:
        raise CheckRefused("Say why, so that the provider knows what to send.")
    if check.state != CheckState.APPROVED or check.valid_to < clock.today():
        raise CheckRefused("Only an approved check that still holds can be ended.")
    if not yesterday <= last_day < check.valid_to:
        raise CheckRefused(
            f"Choose a last day from yesterday to {check.valid_to - timedelta(days=1):%-d %B %Y}: what was valid in "
            "the past stays so."
        )
    before = {"state": check.state, **_dates(check)}
    if last_day < check.valid_from:
        check.state = CheckState.REFUSED
    else:
        check.valid_to = last_day
    check.reason = reason
    check.save(update_fields=["state", "valid_to", "reason", "updated_at"])
    record_event(
        actor=actor,
        action="check.end",
        subject=check,
        reason=reason,
        before=before,
        after={"state": check.state, **_dates(check)},
    )
    provider_changed.send(Provider, provider=check.provider)
    cover_ended.send(Provider, provider=check.provider)
    return check


def _locked(check: VettingCheck) -> VettingCheck:
    return VettingCheck.objects.select_for_update(of=("self",)).select_related("provider").get(pk=check.pk)


def _shorten(check: VettingCheck, valid_from: date, valid_to: date, reason: str) -> None:
    if (valid_from, valid_to) == (check.valid_from, check.valid_to):
        return
    if not check.valid_from <= valid_from <= valid_to <= check.valid_to:
        raise CheckRefused(
            f"Choose days within what was sent: {check.valid_from:%-d %B %Y} to {check.valid_to:%-d %B %Y}."
        )
    if not reason:
        raise CheckRefused("Say why the check holds for a shorter time than was sent.")
    check.valid_from, check.valid_to = valid_from, valid_to


def _dates(check: VettingCheck) -> dict[str, str]:
    return {"valid_from": check.valid_from.isoformat(), "valid_to": check.valid_to.isoformat()}


def _keep(actor: Actor, check: VettingCheck, files: Sequence[CheckedFile], kept: list[FieldFile]) -> None:
    """Keep the files under names by chance, and note each in `kept` as soon as it lies there."""
    if check.evidence.count() + len(files) > MOST_FILES:
        raise CheckRefused(f"A check has at most {MOST_FILES} files. Put several pages into one PDF.")
    for sent in files:
        evidence = CheckEvidence(
            vetting_check=check,
            name=sent.name,
            content_type=sent.content_type,
            size_bytes=len(sent.content),
            sent_by=actor.user,
        )
        evidence.file.save(sent.name, ContentFile(sent.content), save=False)
        kept.append(evidence.file)
        evidence.save(force_insert=True)


@contextmanager
def _files_only_if_kept() -> Iterator[list[FieldFile]]:
    """Leave no file behind of a check that was not recorded."""
    kept: list[FieldFile] = []
    try:
        yield kept
    except BaseException:
        for file in kept:
            file.delete(save=False)
        raise
