"""Load the fictional council and serve it."""

import socket
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import get_internal_wsgi_application
from django.core.servers.basehttp import run as run_server
from django.test import override_settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from marketplace.bookings.services import sweep_overdue
from marketplace.core.errors import DomainError
from marketplace.core.notices import silence
from marketplace.demo.loading import LoadReport, load_council
from marketplace.demo.loading.accounts import PASSWORD
from marketplace.demo.loading.emptying import database_name, empty_database, is_embedded, refuse_if_not_ours
from marketplace.demo.loading.sign_ins import sign_ins

ADDRESS = "127.0.0.1"
#: A narrower terminal wraps the lines, rather than losing the ends of the addresses.
_WIDTH = 120


class Command(BaseCommand):
    """Safe to run again: what is there stays, and a load that was interrupted goes on where it stopped."""

    help = "Load the fictional Severn Vale Council, print how to sign in, and serve it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port, and what not to do."""
        parser.add_argument("--port", type=int, default=8000, help="The port to serve on (8000).")
        parser.add_argument("--no-serve", action="store_true", help="Only load; do not serve.")
        parser.add_argument("--fresh", action="store_true", help="Empty the database first, and load everything anew.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then serve until Ctrl-C."""
        self.console = Console(highlight=False)
        self.console.width = max(self.console.width, _WIDTH)
        port = None if options["no_serve"] else options["port"]
        if port:
            _refuse_busy_port(port)
        try:
            self._load(fresh=options["fresh"])
            if port:
                self._serve(port)
        except DomainError as error:
            raise CommandError(error.sentence) from error
        except KeyboardInterrupt:
            self.console.print("\nStopped. What was loaded stays; the next start goes on from there.")

    def _load(self, *, fresh: bool) -> None:
        began = time.monotonic()
        refuse_if_not_ours()
        if fresh:
            self._empty()
        with self.console.status("Preparing the database"):
            # First, because a step of these goes through every model that is known by then; it halves the time.
            call_command("migrate", "wagtailcore", verbosity=0)
            call_command("migrate", verbosity=0)
        with _progress(self.console) as progress:
            report = load_council(track=_Tracker(progress))
        with silence():
            sweep_overdue()
        self._tell(report, time.monotonic() - began)

    def _empty(self) -> None:
        if not is_embedded():
            name = database_name()
            self.console.print(f"This removes everything in the database {name}.")
            try:
                confirmed = input("Type “yes” to go on: ").strip() == "yes"
            except EOFError:
                confirmed = False
            if not confirmed:
                raise CommandError(f"Nothing was removed from {name}.")
        empty_database()

    def _tell(self, report: LoadReport, seconds: float) -> None:
        if report.was_complete:
            self.console.print(f"Severn Vale Council is loaded already. Ready in {seconds:.1f} seconds.")
        elif report.was_resumed:
            stages = ", ".join(report.loaded)
            self.console.print(f"An earlier load had stopped half-way. Loaded the rest in {seconds:.0f} s: {stages}.")
        else:
            self.console.print(f"Loaded Severn Vale Council in {seconds:.0f} seconds.")
        self.console.print(_sign_in_table())

    def _serve(self, port: int) -> None:
        handler = get_internal_wsgi_application()
        self.console.print(f"\nOpen [bold]http://localhost:{port}/[/bold]   (Ctrl-C stops it)\n")
        try:
            # As visitors see the site: its own error pages, not Django's for developers.
            with override_settings(DEBUG=False):
                run_server(ADDRESS, port, handler, threading=True)
        except OSError as error:
            raise _port_in_use(port) from error


class _Tracker:
    """Shows how far each stage is, as a bar of its own."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __call__(self, title: str, items: Sequence[Any]) -> Iterable[Any]:
        return self._progress.track(items, total=len(items), description=title)


def _progress(console: Console) -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=console)


def _sign_in_table() -> Table:
    title = f"Sign in as anyone below. The password is [bold]{PASSWORD}[/bold] for all."
    table = Table(title=title, title_justify="left", title_style="", box=None, padding=(0, 1, 0, 0))
    for heading in ("Role", "E-mail", "Look first at"):
        table.add_column(heading, no_wrap=True)
    for person in sign_ins():
        table.add_row(person.role, person.email, person.first_page)
    return table


def _refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except (OSError, OverflowError) as error:
            raise _port_in_use(port) from error


def _port_in_use(port: int) -> CommandError:
    return CommandError(
        f"Port {port} cannot be used: another program has it. Choose another one with --port {port + 1}."
    )
