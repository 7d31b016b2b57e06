"""Load the table of postcodes from a national file."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from rich.console import Console
from rich.progress import Progress

from marketplace.core.models import Postcode
from marketplace.core.postcode_files import PostcodesUnreadable, read_postcodes

BATCH = 5_000


class Command(BaseCommand):
    help = "Load postcodes from a CSV file of the ONS Postcode Directory or of Code-Point Open."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and the areas to keep."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--areas", default="", help="Keep these postcode areas or districts only, such as GL,BS16.")

    def handle(self, *args: Any, file: str, areas: str, **options: Any) -> None:
        """Add and change postcodes in batches, in one transaction; those not in the file stay."""
        path = Path(file)
        wanted = {area.strip().upper() for area in areas.split(",") if area.strip()}
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines, transaction.atomic():
                loaded, bad = self._load(lines, path.stat().st_size, wanted)
        except FileNotFoundError:
            raise CommandError(f"There is no file {file}.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not a text file.") from error
        except PostcodesUnreadable as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"loaded={loaded} rejected={bad}")

    def _load(self, lines: TextIO, size: int, wanted: set[str]) -> tuple[int, int]:
        loaded = bad = 0
        with Progress(console=Console(stderr=True), transient=True, disable=not self.stderr.isatty()) as progress:
            task = progress.add_task("Loading postcodes", total=size)
            rows = read_postcodes(_counted(lines, lambda length: progress.advance(task, length)))
            while batch := list(islice(rows, BATCH)):
                bad += batch.count(None)
                kept = {row.pk: row for row in batch if row and _is_wanted(row.outward, wanted)}
                _save(kept.values())
                loaded += len(kept)
        return loaded, bad


def _save(rows: Iterable[Postcode]) -> None:
    Postcode.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["postcode"], update_fields=["outward", "latitude", "longitude"]
    )


def _is_wanted(outward: str, wanted: set[str]) -> bool:
    area = "".join(takewhile(str.isalpha, outward))
    return not wanted or outward in wanted or area in wanted


def _counted(lines: TextIO, count: Any) -> Iterator[str]:
    for line in lines:
        count(len(line))
        yield line
