"""Importing the services of another directory."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction

from marketplace.catalogue.events import listing_changed
from marketplace.catalogue.models import Service
from marketplace.catalogue.services.imported import ImportedEntries, Outcome

from .records import Rejected, digest_of, read_record, record_id

#: How many changed listings are announced at a time.
CHUNK = 500


@dataclass
class ImportReport:
    """What became of every record."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        counted = " ".join(f"{outcome.value}={self.counts[outcome]}" for outcome in Outcome)
        return f"{counted} rejected={len(self.rejected)}"


@transaction.atomic
def import_records(
    *, records: list[Any], source: str, on_progress: Callable[[], object] = lambda: None
) -> ImportReport:
    """Make or update a directory entry for every record; idempotent by source and the record's id.

    A record is written wholly or rejected with a reason; the whole run is one transaction. The search index is told
    once, at the end.
    """
    report, entries, seen = ImportReport(), ImportedEntries(source), set[str]()
    for number, record in enumerate(records, start=1):
        label = f"record {number}"
        try:
            external_id = label = record_id(record)
            if external_id in seen:
                raise Rejected("its id was used by a record before it")
            seen.add(external_id)
            if entries.has(external_id, digest_of(record)):
                report.counts[Outcome.UNCHANGED] += 1
                continue
            listing, warnings = read_record(record)
            report.counts[entries.save(listing)] += 1
            report.warnings += [(label, warning) for warning in warnings]
        except Rejected as rejected:
            report.rejected.append((label, str(rejected)))
        except DatabaseError as error:
            report.rejected.append((label, f"the database refused it ({type(error).__name__})"))
        finally:
            on_progress()
    announce(entries.changed)
    return report


def announce(service_ids: Iterable[Any]) -> None:
    """Tell the apps above the catalogue which listings changed."""
    ids = list(service_ids)
    for start in range(0, len(ids), CHUNK):
        listing_changed.send(Service, service_ids=ids[start : start + CHUNK])
