"""A child's whole story: every event and row of its budget in one timeline, the newest first.

An entry is an audit event about something of the child's, or a movement of its money, or a row that no event tells of.
So nothing is left out and nothing is told twice: what an event about a pot says of money, the movement says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, F, Model, OuterRef, QuerySet, Value

from marketplace.accounts.models import Child
from marketplace.core.models import AuditEvent

from ..audit_words import event_facts, event_title
from ..models import (
    Assessment,
    Challenge,
    FundingStream,
    HolderStatement,
    IndicativeAllocation,
    LedgerLeg,
    LedgerTransaction,
    ManagementRoute,
    OutcomeReview,
    PlanSignature,
    Pot,
    PresentPackage,
    ReleaseConversation,
    ScheduledPayment,
    SpendingRecord,
    SupportPlan,
    Withholding,
)
from ..story_words import leg_words, role_words, row_title, row_words

MONEY, LOOKS = "money", "looks"
#: The parts of a story, as an officer chooses among them. Who has looked is told only to who asks.
PARTS = {
    "assessments": "Assessments",
    "figures": "Figures",
    "conversations": "Conversations",
    "challenges": "Challenges",
    "plans": "Plans",
    "signatures": "Signatures",
    MONEY: "Awards and other movements of money",
    "routes": "Ways of managing",
    "payments": "Payments",
    "spending": "Spending that was recorded",
    "reviews": "Reviews of outcomes",
    "child": "The child’s details",
    LOOKS: "Who has looked at it",
}
#: What is recorded when somebody looks has this in its action.
_LOOK = ".view"
#: An event is written in the transaction of the movement that it tells of.
_SAME_TRANSACTION = timedelta(seconds=5)
_AUDIT, _LEDGER, _ROW = "audit", "ledger", "row"


@dataclass(frozen=True)
class _Source:
    """Rows of a child: their part of the story, the way to the child, when they were written, what words need."""

    model: type[Model]
    part: str
    child: str
    related: tuple[str, ...] = ()
    written: str = "created_at"

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def rows(self, child: Child) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.child: child.pk})


_SOURCES = (
    _Source(Child, "child", "pk"),
    _Source(Assessment, "assessments", "child", ("questionnaire",)),
    _Source(PresentPackage, "figures", "child", ("stream",)),
    _Source(IndicativeAllocation, "figures", "child", ("stream",)),
    _Source(ReleaseConversation, "conversations", "child", ("held_by",)),
    _Source(Challenge, "challenges", "allocation__child", ("allocation__stream",)),
    _Source(SupportPlan, "plans", "child"),
    _Source(PlanSignature, "signatures", "plan__child", ("plan", "stream"), "signed_at"),
    _Source(Pot, MONEY, "child", ("stream",)),
    _Source(ManagementRoute, "routes", "pot__child", ("pot__stream", "holder")),
    _Source(Withholding, "routes", "pot__child", ("pot__stream",)),
    _Source(ScheduledPayment, "payments", "route__pot__child", ("route__pot__stream",)),
    _Source(SpendingRecord, "spending", "pot__child", ("pot__stream",)),
    _Source(HolderStatement, "spending", "route__pot__child", ("route__pot__stream",)),
    _Source(OutcomeReview, "reviews", "child", ("child",)),
)
_BY_LABEL = {source.label: source for source in _SOURCES}


@dataclass(frozen=True)
class StoryEntry:
    """Something that happened: when, of which part, what, by whom in which role and for whom, and why."""

    at: datetime
    part: str
    title: str
    who: str = ""
    role: str = ""
    on_behalf_of: str = ""
    why: str = ""
    facts: list[str] = field(default_factory=list)


def story_of(child: Child, part: str = "") -> QuerySet[Any, dict[str, Any]]:
    """Return the keys of the entries of a child's story, or of one part of it, the newest first, in one statement."""
    first, *others = [rows.order_by().values("told_by", "key", "at") for rows in _keys(child, part)]
    return first.union(*others, all=True).order_by("-at", "key")


def entries_of(child: Child, keys: Iterable[dict[str, Any]]) -> list[StoryEntry]:
    """Return the entries of these keys in their order; the number of statements depends on how many kinds there are."""
    keys = list(keys)
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for key in keys:
        by_kind[key["told_by"]].append(key["key"])
    told = {
        **dict(_told_by_events(child, by_kind.pop(_AUDIT, []))),
        **dict(_told_by_movements(child, by_kind.pop(_LEDGER, []))),
    }
    for kind, pks in by_kind.items():
        told |= dict(_told_by_rows(_BY_LABEL[kind.removeprefix(_ROW)], pks))
    return [told[key["key"]] for key in keys]


def _keys(child: Child, part: str) -> Iterator[QuerySet[Any]]:
    for source in _SOURCES:
        if part == LOOKS:
            yield _key(_events(source, child).filter(action__contains=_LOOK), _AUDIT, "occurred_at")
        elif part in ("", source.part):
            yield _key(_telling(source, child), _AUDIT, "occurred_at")
            yield _key(_untold(source, child), _ROW + source.label, source.written)
    if part in ("", MONEY):
        legs = LedgerLeg.objects.filter(pot__child=child)
        yield _key(LedgerTransaction.objects.filter(pk__in=legs.values("transaction")), _LEDGER, "created_at")


def _key(rows: QuerySet[Any], told_by: str, written: str) -> QuerySet[Any]:
    return rows.annotate(told_by=Value(told_by, output_field=CharField()), key=F("pk"), at=F(written))


def _events(source: _Source, child: Child) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(object_type=source.label, object_id__in=source.rows(child).values("pk"))


def _telling(source: _Source, child: Child) -> QuerySet[AuditEvent]:
    """Return the events that tell of something: not of looking, nor of money, which the ledger tells."""
    events = _events(source, child).exclude(action__contains=_LOOK)
    return events.exclude(after__has_key="pence") if source.model is Pot else events


def _untold(source: _Source, child: Child) -> QuerySet[Any]:
    """Return the rows of which no event tells."""
    events = AuditEvent.objects.filter(object_type=source.label, object_id=OuterRef("pk"))
    return source.rows(child).filter(~Exists(events.exclude(action__contains=_LOOK)))


def _told_by_events(child: Child, pks: list[UUID]) -> Iterator[tuple[UUID, StoryEntry]]:
    events = AuditEvent.objects.select_related("actor").filter(pk__in=pks)
    subjects: dict[str, list[UUID]] = defaultdict(list)
    for event in events:
        subjects[event.object_type].append(event.object_id)
    streams = dict(FundingStream.objects.values_list("code", "name")) if subjects else {}
    rows = {label: _loaded(_BY_LABEL[label], keys) for label, keys in subjects.items()}
    for event in events:
        yield (
            event.pk,
            StoryEntry(
                at=event.occurred_at,
                part=PARTS[LOOKS] if _LOOK in event.action else PARTS[_BY_LABEL[event.object_type].part],
                title=event_title(event),
                why=event.reason,
                facts=[*row_words(rows[event.object_type][event.object_id]), *event_facts(event, streams)],
                **_who(event, child),
            ),
        )


def _told_by_movements(child: Child, pks: list[UUID]) -> Iterator[tuple[UUID, StoryEntry]]:
    movements = LedgerTransaction.objects.select_related("actor").filter(pk__in=pks)
    legs: dict[UUID, list[LedgerLeg]] = defaultdict(list)
    moved = LedgerLeg.objects.filter(transaction__in=pks, pot__child=child).select_related("pot__stream")
    for leg in moved.order_by("amount_pence", "pk"):
        legs[leg.transaction_id].append(leg)
    events = _events_about_money(movements, legs)
    for movement in movements:
        event = _event_of(movement, legs[movement.pk], events)
        named = {"who": str(movement.actor or "")}
        yield (
            movement.pk,
            StoryEntry(
                at=movement.created_at,
                part=PARTS[MONEY],
                title=movement.get_kind_display(),
                why=movement.reason,
                facts=[leg_words(leg) for leg in legs[movement.pk]],
                **(_who(event, child) if event else named),
            ),
        )


def _told_by_rows(source: _Source, pks: list[UUID]) -> Iterator[tuple[UUID, StoryEntry]]:
    for pk, row in _loaded(source, pks).items():
        written = getattr(row, source.written)
        yield pk, StoryEntry(at=written, part=PARTS[source.part], title=row_title(row), facts=row_words(row))


def _loaded(source: _Source, pks: Iterable[UUID]) -> dict[UUID, Any]:
    return source.model._default_manager.select_related(*source.related).in_bulk(set(pks))


def _who(event: AuditEvent, child: Child) -> dict[str, str]:
    """Return who acted, in which role and for whom; only the child's own family is named."""
    family = str(child.family) if event.on_behalf_of == child.family_id else ""
    return {"who": str(event.actor or ""), "role": role_words(event.actor_role), "on_behalf_of": family}


def _events_about_money(
    movements: Iterable[LedgerTransaction], legs: dict[UUID, list[LedgerLeg]]
) -> dict[UUID, list[AuditEvent]]:
    """Return what events say of who moved money, by pot: the ledger does not know of roles."""
    times = [movement.created_at for movement in movements]
    pots = {leg.pot_id for moved in legs.values() for leg in moved if leg.pot_id}
    found: dict[UUID, list[AuditEvent]] = defaultdict(list)
    if times:
        around = (min(times) - _SAME_TRANSACTION, max(times) + _SAME_TRANSACTION)
        about = AuditEvent.objects.filter(
            object_type=Pot._meta.label_lower, object_id__in=pots, occurred_at__range=around, after__has_key="pence"
        )
        for event in about.select_related("actor"):
            found[event.object_id].append(event)
    return found


def _event_of(
    movement: LedgerTransaction, legs: list[LedgerLeg], events: dict[UUID, list[AuditEvent]]
) -> AuditEvent | None:
    """Return the event that was written with a movement: of as much, by the same person, at the same moment."""
    for leg in legs:
        for event in events[leg.pot_id] if leg.pot_id else []:
            apart = abs(event.occurred_at - movement.created_at)
            is_same = event.actor_id == movement.actor_id and event.after["pence"] == leg.amount_pence
            if is_same and apart <= _SAME_TRANSACTION:
                return event
    return None
