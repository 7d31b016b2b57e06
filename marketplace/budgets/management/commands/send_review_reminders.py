"""Remind people of the reviews of outcomes that are due or overdue; run it once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.budgets.services import reminders_to_send, send_reminder


class Command(BaseCommand):
    """Each reminder is sent once, however often the command runs."""

    help = "E-mail whoever has a review of outcomes to answer, 14 days before it is due and when it is 7 days overdue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let it only be said what would be sent."""
        parser.add_argument("--dry-run", action="store_true", help="send nothing, only say what would be sent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send what is to be sent; exit 1 where a message could not be sent, after the others."""
        reminders = reminders_to_send()
        if options["dry_run"]:
            for reminder in reminders:
                kind = "overdue" if reminder.is_overdue else "due"
                self.stdout.write(f"review {reminder.review.pk} {kind} on {reminder.review.due_on}")
            self.stdout.write(f"{len(reminders)} reminders would be sent")
            return
        sent, failed = 0, 0
        for reminder in reminders:
            try:
                sent += send_reminder(reminder=reminder)
            except OSError as error:
                failed += 1
                self.stderr.write(f"review {reminder.review.pk}: {error}")
        self.stdout.write(f"{sent} reminders sent")
        if failed:
            raise CommandError(f"{failed} reminders could not be sent; they are tried again at the next run")
