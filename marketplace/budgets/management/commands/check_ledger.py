"""Rebuild the counters of every pot from the ledger and compare."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.budgets.selectors import ledger_differences


class Command(BaseCommand):
    """Exits 0 where counters and ledger agree, 1 where they do not."""

    help = "Rebuild every budget's counters from the ledger; exit 1 and list the differences where there are any."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference, then how many there are."""
        found = 0
        for difference in ledger_differences():
            found += 1
            self.stdout.write(
                f"pot {difference.pot_id} {difference.counter}: stored {difference.stored_pence}p, "
                f"ledger {difference.ledger_pence}p"
            )
        self.stdout.write(f"{found} differences")
        if found:
            raise SystemExit(1)
