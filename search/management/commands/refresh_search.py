"""`manage.py refresh_search`: compute the search text of every listing again."""

from typing import Any

from django.core.management.base import BaseCommand

from search.indexing import rebuild
from search.models import VocabularyWord


class Command(BaseCommand):
    help = "Computes what search knows of every listing again, with the vocabulary for misspellings."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh in chunks, so that no listing is locked for long."""
        refreshed = sum(rebuild())
        self.stdout.write(f"{refreshed} listings refreshed, {VocabularyWord.objects.count()} words in the vocabulary.")
