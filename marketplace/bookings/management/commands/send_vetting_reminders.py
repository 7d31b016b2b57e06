"""Tell providers of checks that end, and families of bookings that are no longer covered; run it once a day."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.bookings.services import lapses_to_tell, tell_family_of_lapses
from marketplace.providers.services import send_vetting_reminder, vetting_reminders


class Command(BaseCommand):
    """Each message is sent once, however often the command runs."""

    help = "Remind providers 60, 30 and 7 days before a check ends; tell them and booked families when it has ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let it only be said what would be sent."""
        parser.add_argument("--dry-run", action="store_true", help="send nothing, only say what would be sent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send what is to be sent; exit 1 where a message could not be sent, after the others."""
        reminders, families = vetting_reminders(), lapses_to_tell()
        if options["dry_run"]:
            for reminder in reminders:
                self.stdout.write(f"check {reminder.check.pk} ends on {reminder.check.valid_to}: step {reminder.step}")
            for lapse in (lapse for lapses in families for lapse in lapses):
                self.stdout.write(f"booking {lapse.booking.reference} is not covered")
            self.stdout.write(f"{len(reminders)} providers would be reminded and {len(families)} families told")
            return
        reminded, failed = self._send(partial(send_vetting_reminder, reminder=reminder) for reminder in reminders)
        told, more_failed = self._send(partial(tell_family_of_lapses, lapses) for lapses in families)
        self.stdout.write(f"{reminded} providers reminded and {told} families told")
        if failed + more_failed:
            raise CommandError(
                f"{failed + more_failed} messages could not be sent; they are tried again at the next run"
            )

    def _send(self, messages: Iterable[Callable[[], bool]]) -> tuple[int, int]:
        sent, failed = 0, 0
        for send in messages:
            try:
                sent += send()
            except OSError as error:
                failed += 1
                self.stderr.write(str(error))
        return sent, failed
