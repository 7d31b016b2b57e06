"""Ask providers whether listings that nobody has checked for long are still correct; run it once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.catalogue.freshness_selectors import listings_to_ask_about, providers_to_ask
from marketplace.catalogue.services import ask_provider
from marketplace.core import clock


class Command(BaseCommand):
    """Each provider gets one e-mail, and is asked once about a listing, however often the command runs."""

    help = "E-mail providers a link for each listing that was not checked for the months of the council's policy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let it only be said what would be sent."""
        parser.add_argument("--dry-run", action="store_true", help="send nothing, only say what would be sent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send what is to be sent; exit 1 where a message could not be sent, after the others."""
        providers = list(providers_to_ask(clock.today()))
        if options["dry_run"]:
            for provider in providers:
                count = listings_to_ask_about(clock.today()).filter(provider=provider).count()
                self.stdout.write(f"provider {provider.slug}: {count} listings")
            self.stdout.write(f"{len(providers)} providers would be asked")
            return
        asked, listings, unreachable, failed = 0, 0, 0, 0
        for provider in providers:
            try:
                done = ask_provider(provider=provider)
            except OSError as error:
                failed += 1
                self.stderr.write(f"provider {provider.slug}: {type(error).__name__}")
                continue
            asked, listings = asked + bool(done.listings), listings + done.listings
            unreachable += not done.listings
        self.stdout.write(f"{asked} providers asked about {listings} listings, {unreachable} have nobody to ask")
        if failed:
            raise CommandError(f"{failed} messages could not be sent; they are tried again at the next run")
