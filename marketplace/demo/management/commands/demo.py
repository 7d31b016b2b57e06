"""Start a working marketplace with a fictional council."""

import socket
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from marketplace.accounts.models import User
from marketplace.core.embedded_postgres.server import empty_database, start_server

from ...loading.accounts import PASSWORD
from ...loading.council import LoadReport, load_council
from ...loading.history import first_day
from ...loading.sign_ins import sign_ins


class Command(BaseCommand):
    """Migrates, loads the council where it is not there yet, prints the sign-ins, serves."""

    help = "Start a working marketplace with a fictional council."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port, and whether to serve and to begin afresh."""
        parser.add_argument("--port", type=int, default=8000, help="the port to serve at (8000)")
        parser.add_argument("--no-serve", action="store_true", help="load only")
        parser.add_argument("--fresh", action="store_true", help="empty the embedded database first")

    def handle(self, *args: Any, port: int, no_serve: bool, fresh: bool, **options: Any) -> None:
        """Do it, and say how long the loading took."""
        console = Console()
        if not no_serve:
            _check_port(port)
        began = time.monotonic()
        if fresh:
            _empty()
        call_command("migrate", verbosity=0, interactive=False)
        _refuse_a_council_of_its_own()
        report = _load(console)
        console.print(_what_was_done(report, time.monotonic() - began))
        console.print(_sign_in_table())
        console.print(f"Everyone's password is [bold]{PASSWORD}[/bold]")
        if not no_serve:
            console.print(f"The marketplace is at [bold]http://localhost:{port}/[/bold] – stop it with Ctrl-C")
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


def _check_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CommandError(f"Port {port} cannot be used ({error}). Choose another one with --port.") from error


def _empty() -> None:
    if "DATA_FOLDER" not in settings.DATABASES["default"]:
        raise CommandError("--fresh empties only the embedded database, and DATABASE_URL names another one.")
    connection.close()
    empty_database(
        settings.DATABASES["default"]["APPLICATION_DATABASE"],
        start_server(Path(settings.DATABASES["default"]["DATA_FOLDER"])),
    )


def _refuse_a_council_of_its_own() -> None:
    if first_day() is None and User.objects.exists():
        raise CommandError("This database has people of its own in it. The demonstration needs an empty one.")


def _load(console: Console) -> LoadReport:
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:

        def track(title: str, items: Sequence[Any]) -> Iterable[Any]:
            return progress.track(items, total=len(items), description=title)

        return load_council(track=track)


def _what_was_done(report: LoadReport, seconds: float) -> str:
    if report.was_complete:
        done = "The fictional council was there already"
    elif report.was_resumed:
        done = f"An earlier load had stopped; loaded what was missing ({', '.join(report.loaded)})"
    else:
        done = "Loaded the fictional council"
    return f"{done}, in {seconds:.1f} seconds."


def _sign_in_table() -> Table:
    table = Table(title="Sign in as", title_justify="left")
    for heading in ("Role", "Name", "E-mail address", "Begin at"):
        table.add_column(heading)
    for entry in sign_ins():
        table.add_row(entry.role, entry.name, entry.email, entry.begin_at)
    return table
