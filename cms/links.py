"""Addresses that editors type."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

_is_a_web_address = URLValidator(schemes=["http", "https"])


def check_address(address: str) -> None:
    """Raise ValidationError unless the address is a path of this site (/complain/) or a web address."""
    if address.startswith("/") and not address.startswith("//"):
        return
    try:
        _is_a_web_address(address)
    except ValidationError as error:
        raise ValidationError(
            "Write an address that begins with / for a page of this site, or with https:// for another."
        ) from error
