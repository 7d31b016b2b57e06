"""Load what a new council starts with."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.budgets.services import load_grades, load_policy, load_questionnaires, load_streams
from marketplace.catalogue.services import load_listing_policy, load_taxonomies


class Command(BaseCommand):
    """Safe to run again: terms that are there, and what officers changed in them, stay."""

    help = "Load categories, needs, access features, outcomes, policies, and what personal budgets start from."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the taxonomies, then the streams that refer to them, then what the council decides for all of them."""
        load_taxonomies()
        load_listing_policy()
        load_streams()
        load_policy()
        load_grades()
        load_questionnaires()
        self.stdout.write("Reference data is loaded.")
