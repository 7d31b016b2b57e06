from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "marketplace.bookings"
    label = "bookings"

    def ready(self) -> None:
        """Hear what happens to the checks of providers."""
        from . import receivers  # noqa: F401
