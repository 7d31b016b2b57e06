"""How a provider's own pages are addressed."""

from django.urls import converters, register_converter

from .services import RESERVED_SLUGS


class ProviderSlugConverter(converters.SlugConverter):
    """A provider's slug: `/provider/bookings/` and its like stay free, in whatever order addresses are tried."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED_SLUGS))})/)[-a-zA-Z0-9_]+"


register_converter(ProviderSlugConverter, "provider")
