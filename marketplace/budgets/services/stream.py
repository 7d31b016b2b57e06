"""Funding streams and their dated rules: what a council starts with, and how officers change it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event

from ..enums import StreamOwner
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
def add_stream(
    *,
    actor: Actor,
    name: str,
    owner: StreamOwner,
    valid_from: date,
    categories: Iterable[Category],
    reason: str,
    **rules: Any,
) -> FundingStream:
    """Add a stream with its first rules, which hold from the stream's first day; that may lie in the past.

    `rules` are the other fields of StreamRules. Raises RulesRefused without a reason or a kind of service, for ages or
    shares that cannot be, and where another stream has the name.
    """
    kinds = list(categories)
    _check_rules(kinds, reason, rules)
    stream = _new_stream(name.strip(), owner, valid_from)
    made = StreamRules.objects.create(stream=stream, valid_from=valid_from, reason=reason, made_by=actor.user, **rules)
    made.categories.set(kinds)
    record_event(
        actor=actor,
        action="stream.add",
        subject=stream,
        reason=reason,
        after={"rules": str(made.pk), "valid_from": valid_from.isoformat()},
    )
    return stream


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
    RulesRefused without a reason or a kind of service, for a day before tomorrow, for ages or shares that cannot be, or
    where rules are planned for that day or later.
    """
    stream = FundingStream.objects.select_for_update().get(pk=stream.pk)
    kinds = list(categories)
    _check_rules(kinds, reason, rules)
    _check_day(stream, valid_from)
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


@transaction.atomic
def end_stream(*, actor: Actor, stream: FundingStream, last_day: date, reason: str) -> FundingStream:
    """Let a stream run until the last day, which is today or later; after it nothing is awarded or paid from it.

    An end that is still to come can be moved. Raises RulesRefused without a reason, for a last day before today or
    before the first one, for a stream that has ended, and where rules are planned or budgets run past the last day.
    """
    stream = FundingStream.objects.select_for_update().get(pk=stream.pk)
    _check_end(stream, last_day, reason)
    before, stream.valid_to = stream.valid_to, last_day
    stream.save(update_fields=["valid_to", "updated_at"])
    record_event(
        actor=actor,
        action="stream.end",
        subject=stream,
        reason=reason,
        before={"valid_to": before.isoformat() if before else None},
        after={"valid_to": last_day.isoformat()},
    )
    return stream


def _new_stream(name: str, owner: StreamOwner, valid_from: date) -> FundingStream:
    taken = f"There is a stream called {name} already. Choose another name."
    if not name or not slugify(name):
        raise RulesRefused("Give the stream a name.")
    if FundingStream.objects.filter(name__iexact=name).exists():
        raise RulesRefused(taken)
    last = FundingStream.objects.aggregate(last=Max("position", default=-1))["last"]
    try:
        with transaction.atomic():
            return FundingStream.objects.create(
                code=slugify(name)[:50], name=name, owner=owner, position=last + 1, valid_from=valid_from
            )
    except IntegrityError as error:
        raise RulesRefused(taken) from error


def _check_rules(categories: list[Category], reason: str, rules: dict[str, Any]) -> None:
    if not reason.strip():
        raise RulesRefused("Say why the rules are as they are; families can read it.")
    if not categories:
        raise RulesRefused("Choose at least one kind of service that the stream may pay for.")
    youngest, oldest = rules.get("age_min", 0), rules.get("age_max", 25)
    if oldest < youngest:
        raise RulesRefused("The oldest age must not be below the youngest.")
    if youngest < 0 or oldest > 25:
        raise RulesRefused("Ages are from 0 to 25.")
    if not 0 <= rules.get("carry_over_percent", 0) <= 100:
        raise RulesRefused("The share that goes into the next period is from 0 to 100 per cent.")
    if rules.get("review_months", 12) < 1:
        raise RulesRefused("There is at least one month between reviews.")


def _check_day(stream: FundingStream, valid_from: date) -> None:
    if valid_from <= clock.today():
        raise RulesRefused("Rules can change from tomorrow on, because bookings were made by those of today.")
    if stream.valid_to and valid_from > stream.valid_to:
        raise RulesRefused(f"{stream.name} ends on {stream.valid_to:%-d %B %Y}. Choose an earlier day.")
    planned = stream.rules.filter(valid_from__gte=valid_from).order_by("valid_from").first()
    if planned:
        raise RulesRefused(
            f"Other rules are planned from {planned.valid_from:%-d %B %Y}. Withdraw those first, or choose a later day."
        )


def _check_end(stream: FundingStream, last_day: date, reason: str) -> None:
    today = clock.today()
    if not reason.strip():
        raise RulesRefused("Say why the stream ends.")
    if stream.valid_to and stream.valid_to < today:
        raise RulesRefused(f"{stream.name} ended on {stream.valid_to:%-d %B %Y}.")
    if last_day < max(today, stream.valid_from):
        raise RulesRefused("The last day is today or later, because what was paid until now stays paid.")
    planned = stream.rules.filter(valid_from__gt=last_day).order_by("valid_from").first()
    if planned:
        raise RulesRefused(f"Rules are planned from {planned.valid_from:%-d %B %Y}. Withdraw those first.")
    running = stream.pots.filter(valid_to__gt=last_day).count()
    if running:
        raise RulesRefused(
            f"{running} budget{'s' if running > 1 else ''} from {stream.name} run{'' if running > 1 else 's'} past "
            f"{last_day:%-d %B %Y}. Choose a later day, or let those budgets end first."
        )
