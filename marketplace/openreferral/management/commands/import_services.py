"""Import services that another directory publishes in the Open Referral UK form."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from marketplace.openreferral.reading import Unreadable, default_source, read_records
from marketplace.openreferral.services import ImportReport, import_records


class Command(BaseCommand):
    help = "Import services from a file or an address in the Open Referral UK form 1.0 or 3.0, as directory entries."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the services are, and a name for where they come from."""
        parser.add_argument("location", metavar="FILE_OR_URL")
        parser.add_argument("--source", help="A name for the source (default: the file's name, or the host).")

    def handle(self, *args: Any, location: str, source: str | None, **options: Any) -> None:
        """Read everything first, so that a file that is cut off writes nothing."""
        try:
            records = read_records(location)
        except Unreadable as error:
            raise CommandError(str(error)) from error
        name = (source or default_source(location)).strip()
        if not name or len(name) > 60:
            raise CommandError("Give the source a name of 1 to 60 characters with --source.")
        report = self._import(records, name)
        for label, warning in report.warnings:
            self.stderr.write(f"Note on {label}: {warning}.")
        for label, reason in report.rejected:
            self.stdout.write(f"Rejected {label}: {reason}.")
        self.stdout.write(str(report))

    def _import(self, records: list[Any], source: str) -> ImportReport:
        with Progress(console=Console(stderr=True), transient=True, disable=not self.stderr.isatty()) as progress:
            task = progress.add_task("Importing services", total=len(records))
            return import_records(records=records, source=source, on_progress=lambda: progress.advance(task))
