"""What a listing's card says, in words. The service carries the facts of `selectors.with_card_facts`."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from marketplace.core.selectors import Place

from .enums import Setting
from .models import Service
from .models.service import OLDEST_AGE
from .prices import format_unit_price


@dataclass(frozen=True)
class Tag:
    """A status in words, with the kind that decides how it looks."""

    text: str
    kind: str = "neutral"


CHECKED = Tag("Checked by the council", "success")
LAPSED = Tag("Vetting lapsed", "warning")
NOT_CHECKED_YET = Tag("Not checked yet", "waiting")
INFORMATION_ONLY = Tag("Not checked: information only", "neutral")


def ages_sentence(service: Service) -> str:
    """Return the ages that the service is for: `Ages 5 to 11`."""
    youngest, oldest = service.age_min, service.age_max
    if youngest is not None and youngest == oldest:
        return f"Age {youngest}"
    if not youngest and oldest in (None, OLDEST_AGE):
        return "All ages"
    if oldest in (None, OLDEST_AGE):
        return f"Age {youngest} and over"
    if not youngest:
        return f"Up to age {oldest}"
    return f"Ages {youngest} to {oldest}"


def lowest_price_sentence(service: Service) -> str:
    """Return the lowest price of today: `From £12.50 per session`; nothing where no price is published."""
    return f"From {format_unit_price(service.lowest_pence, service.lowest_unit)}" if service.lowest_pence else ""


def vetting_tag(service: Service) -> Tag:
    """Say how far the council has checked who runs the service."""
    if service.is_imported:
        return INFORMATION_ONLY
    if service.is_vetted:
        return CHECKED
    return LAPSED if service.has_lapsed_check else NOT_CHECKED_YET


def where_sentence(service: Service, place: Place | None = None) -> str:
    """Say where the service happens, and how far that is from the place."""
    if service.setting == Setting.ONLINE:
        return "Online"
    if place and service.comes_to_you:
        return f"Comes to {place.outward}"
    if service.setting != Setting.PLACE:
        return service.get_setting_display()
    if place and service.miles is not None:
        return _away(service.miles)
    return service.town or service.postcode


def places_left_sentence(places: int) -> str:
    """Return how many can still come."""
    return "full" if places < 1 else f"{places} place{'' if places == 1 else 's'} left"


def format_session_start(moment: datetime) -> str:
    """Return when a session begins in London: `Saturday 14 March, 10am`."""
    local = timezone.localtime(moment)
    year = "" if local.year == timezone.localtime().year else f" {local.year}"
    return f"{local:%A} {local.day} {local:%B}{year}, {format_time(local)}"


def format_time(local: datetime) -> str:
    """Return a time of day as people say it: `10am`, `2:30pm`, `midday`."""
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def next_session_sentence(service: Service) -> str:
    """Return when the next session is and whether there is room; nothing where none is planned."""
    if service.next_starts_at is None:
        return ""
    return f"{format_session_start(service.next_starts_at)} ({places_left_sentence(service.next_places_left)})"


def _away(miles: float) -> str:
    return "Less than half a mile away" if miles < 0.5 else f"{miles:.1f} miles away"
