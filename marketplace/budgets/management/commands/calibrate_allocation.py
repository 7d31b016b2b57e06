"""Propose a price of a point and bands of points from what children have now."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from marketplace.budgets.calibration_chart import calibration_chart
from marketplace.budgets.calibration_words import WordTable, bands_table, changes_table, fit_table
from marketplace.budgets.enums import POINTS_METHODS, AllocationMethod
from marketplace.budgets.errors import CalibrationRefused
from marketplace.budgets.models import FundingStream
from marketplace.budgets.selectors.policy import allocation_policy_on
from marketplace.budgets.services.allocation_policy import protection_of
from marketplace.budgets.services.calibration import DEFAULT_BANDS, Proposal, calibrate
from marketplace.budgets.services.calibration_file import read_packages
from marketplace.budgets.services.calibration_policy import apply_calibration
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.errors import DomainError
from marketplace.core.money import format_pounds


class Command(BaseCommand):
    """Writes nothing but the chart unless told to apply."""

    help = (
        "Propose a price of a point and bands from a CSV file with the columns points and package (pounds a year), and "
        "say how many families would gain and lose."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the stream whose protection counts, and what to make of the proposal."""
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument("--stream", metavar="CODE", help="the stream whose transition protection counts")
        parser.add_argument("--bands", metavar="N", type=int, default=DEFAULT_BANDS, help="how many bands at most")
        parser.add_argument("--chart", metavar="FILE.svg", type=Path, help="where to write a picture")
        parser.add_argument("--apply", action="store_true", help="make it the stream's policy")
        parser.add_argument("--method", choices=[str(method) for method in POINTS_METHODS], help="what to apply")
        parser.add_argument("--from", dest="first_day", metavar="DATE", type=_day, help="first day of the policy")
        parser.add_argument("--questionnaire", default="", help="the questionnaire that gives the points")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, propose, show; then draw and apply where asked. A file with a wrong row changes nothing."""
        stream = self._stream(options)
        proposal = self._proposal(options["file"], options["bands"], stream)
        self._show(proposal)
        if options["chart"]:
            self._draw(proposal, options["chart"])
        if options["apply"]:
            self._apply(proposal, stream, options)

    def _stream(self, options: dict[str, Any]) -> FundingStream | None:
        if options["apply"] and not all(options[name] for name in ("stream", "method", "first_day")):
            raise CommandError("--apply needs --stream, --method and --from as well.")
        if options["stream"] is None:
            return None
        try:
            return FundingStream.objects.get(code=options["stream"])
        except FundingStream.DoesNotExist as error:
            codes = ", ".join(FundingStream.objects.values_list("code", flat=True))
            raise CommandError(f"There is no stream {options['stream']}. There are: {codes}.") from error

    def _proposal(self, file: Path, bands: int, stream: FundingStream | None) -> Proposal:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        policy = allocation_policy_on(stream, clock.today()) if stream else None
        protection = protection_of(policy) if policy else None
        try:
            return calibrate(read_packages(content), bands=bands, protection=protection)
        except CalibrationRefused as error:
            raise CommandError("\n".join(error.problems)) from error

    def _show(self, proposal: Proposal) -> None:
        console = Console(file=self.stdout, highlight=False)  # type: ignore[arg-type]
        console.print(f"{len(proposal.packages):,} people.")
        console.print(f"Price of a point: {format_pounds(proposal.price_point_pence)} a year.")
        for table in (bands_table(proposal), fit_table(proposal), changes_table(proposal)):
            console.print(_drawn(table))

    def _draw(self, proposal: Proposal, file: Path) -> None:
        try:
            file.write_bytes(calibration_chart(proposal))
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"The chart is in {file}.")

    def _apply(self, proposal: Proposal, stream: FundingStream | None, options: dict[str, Any]) -> None:
        assert stream is not None, "checked with the arguments"
        try:
            made = apply_calibration(
                actor=SYSTEM,
                stream=stream,
                method=AllocationMethod(options["method"]),
                price_point_pence=proposal.price_point_pence,
                bands=proposal.bands,
                valid_from=options["first_day"],
                questionnaire_name=options["questionnaire"],
            )
        except DomainError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"{stream.name}: {made.get_method_display().lower()} from {made.valid_from:%-d %B %Y}.")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _drawn(words: WordTable) -> Table:
    table = Table(title=words.title, title_justify="left")
    for number, head in enumerate(words.head):
        table.add_column(head, justify="right" if number else "left")
    for row in words.rows:
        table.add_row(*row)
    return table
