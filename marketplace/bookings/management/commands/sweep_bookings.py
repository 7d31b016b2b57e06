"""Make every move that time makes; run it every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.bookings.services import sweep_overdue


class Command(BaseCommand):
    """Correctness does not wait for it: what ran out is also given back when somebody needs it."""

    help = "End holds and requests that ran out, and accept deliveries that nobody questioned."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep once and say how many bookings had run out."""
        self.stdout.write(f"{sweep_overdue()} bookings had run out of time")
