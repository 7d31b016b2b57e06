"""Tell officers of the reports that are theirs and of which no e-mail has gone out yet; run it every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.catalogue.problem_notices import send_to_council
from marketplace.catalogue.problem_selectors import problems_untold


class Command(BaseCommand):
    """Officers are told of each report once, however often the command runs."""

    help = "E-mail officers about reports that providers left open for 10 working days, or whose e-mail failed before."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send what is to be sent; exit 1 where a message could not be sent, after the others."""
        sent, failed = 0, 0
        for report in problems_untold():
            try:
                sent += send_to_council(report.pk)
            except OSError as error:
                failed += 1
                self.stderr.write(f"report {report.reference}: {type(error).__name__}")
        self.stdout.write(f"{sent} reports sent to officers")
        if failed:
            raise CommandError(f"{failed} messages could not be sent; they are tried again at the next run")
