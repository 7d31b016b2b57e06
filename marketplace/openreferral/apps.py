from django.apps import AppConfig


class OpenReferralConfig(AppConfig):
    name = "marketplace.openreferral"
    label = "openreferral"
