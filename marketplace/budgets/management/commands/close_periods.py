"""Close every budget whose period is over and settled."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marketplace.budgets.selectors import PeriodEnd, ended_pots, period_ends
from marketplace.budgets.services import close_pot
from marketplace.core.audit import SYSTEM
from marketplace.core.errors import DomainError
from marketplace.core.money import format_pounds

#: How many pots are looked at together.
BATCH = 200
ROW = "{:<36}  {:<28.28}  {:<10}  {:>12}  {:>12}  {}"


class Command(BaseCommand):
    """Each pot is closed in a transaction of its own, so running it again goes on where it was stopped."""

    help = "Close the budgets whose period is over: carry over what the rules say, take the rest back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let it say what would happen."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for every pot whose period is over, and how many were closed."""
        self.stdout.write(ROW.format("Budget", "Stream", "Ended on", "Carried over", "Taken back", "What happened"))
        dry_run, keys = options["dry_run"], list(ended_pots().values_list("pk", flat=True))
        closed = 0
        for start in range(0, len(keys), BATCH):
            for end in period_ends(ended_pots().filter(pk__in=keys[start : start + BATCH])):
                end, sentence = (end, end.why_not) if dry_run or end.why_not else _close(end)
                closed += not sentence
                self._print(end, sentence or ("Would be closed." if dry_run else "Closed."))
        self.stdout.write(f"{closed} {'to close' if dry_run else 'closed'}, {len(keys) - closed} not yet.")

    def _print(self, end: PeriodEnd, happened: str) -> None:
        amounts = format_pounds(end.carried_pence), format_pounds(end.reclaimed_pence)
        self.stdout.write(
            ROW.format(str(end.pot.pk), end.pot.stream.name, end.pot.valid_to.isoformat(), *amounts, happened)
        )


def _close(end: PeriodEnd) -> tuple[PeriodEnd, str]:
    """Return what was done, and why it was not, nothing where it was."""
    try:
        return close_pot(actor=SYSTEM, pot=end.pot), ""
    except DomainError as error:
        return end, error.sentence
