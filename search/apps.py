from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"

    def ready(self) -> None:
        """Connect the receivers."""
        from . import receivers  # noqa: F401
