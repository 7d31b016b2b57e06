"""Funding streams and their dated rules: what a council starts with, and how officers change it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event

from ..errors import RulesRefused
from ..models import FundingStream, StreamRules
from ..reference import FIRST_DAY, STREAMS


@transaction.atomic
def load_streams() -> None:
    """Add the streams of `reference.py` that are not there yet, with their rules; what officers changed stays.

    Needs the taxonomies.
    """
    categories = {category.code: category for category in Category.objects.all()}
    for position, reference in enumerate(STREAMS):
        rules = asdict(reference)
        stream, created = FundingStream.objects.get_or_create(
            code=rules.pop("code"),
            defaults={
                "name": rules.pop("name"),
                "owner": rules.pop("owner"),
                "position": position,
                "valid_from": FIRST_DAY,
            },
        )
        if created:
            codes = rules.pop("categories")
            made = StreamRules.objects.create(stream=stream, valid_from=FIRST_DAY, **rules)
            made.categories.set([categories[code] for code in codes])


@transaction.atomic
def change_stream_rules(
    *,
    actor: Actor,
    stream: FundingStream,
    valid_from: date,
    categories: Iterable[Category],
    reason: str,
    **rules: Any,
) -> StreamRules:
    """Let a stream have these rules from a day on; those before it hold until the day before.

    Bookings and awards of days before are as they were. `rules` are the other fields of StreamRules. Raises
    RulesRefused without a reason or a kind of service, for a day before tomorrow, for reversed ages, or where rules are
    planned for that day or later.
    """
    stream = FundingStream.objects.select_for_update().get(pk=stream.pk)
    kinds = list(categories)
    _check_change(stream, valid_from, kinds, reason, rules)
    current = stream.rules.filter(valid_from__lt=valid_from).order_by("-valid_from").first()
    if current and (current.valid_to is None or current.valid_to >= valid_from):
        current.valid_to = valid_from - timedelta(days=1)
        current.save(update_fields=["valid_to", "updated_at"])
    made = StreamRules.objects.create(stream=stream, valid_from=valid_from, reason=reason, made_by=actor.user, **rules)
    made.categories.set(kinds)
    record_event(
        actor=actor,
        action="stream.change_rules",
        subject=stream,
        reason=reason,
        after={"rules": str(made.pk), "valid_from": valid_from.isoformat()},
    )
    return made


@transaction.atomic
def withdraw_stream_rules(*, actor: Actor, rules: StreamRules, reason: str) -> None:
    """Take back rules that have not begun; those before them hold on. Raises RulesRefused for rules that have begun."""
    stream = FundingStream.objects.select_for_update().get(pk=rules.stream_id)
    if not reason.strip():
        raise RulesRefused("Say why the rules are withdrawn.")
    if rules.valid_from <= clock.today():
        raise RulesRefused("These rules have begun, so they stay on record. Change them from a day to come instead.")
    before = stream.rules.filter(valid_to=rules.valid_from - timedelta(days=1)).first()
    valid_to = rules.valid_to
    record_event(
        actor=actor,
        action="stream.withdraw_rules",
        subject=stream,
        reason=reason,
        before={"rules": str(rules.pk), "valid_from": rules.valid_from.isoformat()},
    )
    rules.delete()
    if before:
        before.valid_to = valid_to
        before.save(update_fields=["valid_to", "updated_at"])


def _check_change(
    stream: FundingStream, valid_from: date, categories: list[Category], reason: str, rules: dict[str, Any]
) -> None:
    if not reason.strip():
        raise RulesRefused("Say why the rules change.")
    if valid_from <= clock.today():
        raise RulesRefused("Rules can change from tomorrow on, because bookings were made by those of today.")
    if stream.valid_to and valid_from > stream.valid_to:
        raise RulesRefused(f"{stream.name} ends on {stream.valid_to:%-d %B %Y}. Choose an earlier day.")
    if not categories:
        raise RulesRefused("Choose at least one kind of service that the stream may pay for.")
    if rules.get("age_max", 25) < rules.get("age_min", 0):
        raise RulesRefused("The oldest age must not be below the youngest.")
    planned = stream.rules.filter(valid_from__gte=valid_from).order_by("valid_from").first()
    if planned:
        raise RulesRefused(
            f"Other rules are planned from {planned.valid_from:%-d %B %Y}. Withdraw those first, or choose a later day."
        )
