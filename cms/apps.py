from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"

    def ready(self) -> None:
        """Connect the receivers."""
        from . import receivers  # noqa: F401
