"""Choose the spending of families that officers look at; run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.budgets.services import sample_spending


class Command(BaseCommand):
    """Running it again on the same day chooses nothing new."""

    help = "Choose a sample of the spending that families recorded, for officers to look at."

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw the sample and say how many records were chosen."""
        self.stdout.write(f"{sample_spending()} records were chosen to be looked at")
