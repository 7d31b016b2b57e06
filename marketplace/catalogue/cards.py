"""What a listing's card says, in words. The service carries the facts of `selectors.with_card_facts`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from marketplace.core.selectors import Place
from marketplace.core.times import format_moment

from .enums import OfferedWhen, Setting, Weekday
from .models import Service
from .models.service import OLDEST_AGE
from .prices import format_unit_price
from .selectors import NeededCheck

if TYPE_CHECKING:
    from .facts import ListingFacts, ServiceFacts


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


def lowest_price_sentence(service: "ServiceFacts") -> str:
    """Return the lowest price of today: `From £12.50 per session`, or `Free`; nothing where no price is published."""
    if service.is_free:
        return "Free"
    cost = service.lowest_cost
    return f"From {format_unit_price(cost['pence'], cost['unit'])}" if cost else ""


def vetting_tag(service: "ServiceFacts") -> Tag:
    """Say how far the council has checked who runs the service."""
    if service.is_imported:
        return INFORMATION_ONLY
    if service.is_vetted:
        return CHECKED
    return LAPSED if service.has_lapsed_check else NOT_CHECKED_YET


def listing_vetting(service: Service, checks: list[NeededCheck], today: date) -> Tag:
    """Say the same of a listing whose needed checks have been read (`selectors.checks_shown`)."""
    if service.is_imported:
        return INFORMATION_ONLY
    if any(check.held_until and check.held_until < today for check in checks):
        return LAPSED
    return CHECKED if all(check.held_until for check in checks) else NOT_CHECKED_YET


def where_sentence(service: "ServiceFacts", place: Place | None = None) -> str:
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


def next_session_sentence(service: "ServiceFacts") -> str:
    """Return when the next session is and whether there is room; nothing where none is planned.

    What is free is not booked here, so nobody here knows how much room there is.
    """
    session = service.next_session
    if session is None:
        return ""
    start = format_moment(datetime.fromisoformat(session["starts_at"]))
    return start if service.is_free else f"{start} ({places_left_sentence(session['places_left'])})"


def checked_sentence(service: Service) -> str:
    """Return when somebody last made sure that the listing is right; nothing where nobody has."""
    day = service.last_checked_on
    return f"Last checked {day:%-d %B %Y}" if day else ""


def _away(miles: float) -> str:
    return "Less than half a mile away" if miles < 0.5 else f"{miles:.1f} miles away"


def when_rows(service: Service) -> list[tuple[str, list[str]]]:
    """Return when the service can be had, as pairs of a label and words."""
    rows = [
        ("Days", [Weekday(day).label for day in sorted(service.days)]),
        ("Times of the year and day", [OfferedWhen(code).label for code in service.offered_when]),
    ]
    return [(label, words) for label, words in rows if words]


def care_rows(service: "ListingFacts") -> list[tuple[str, str]]:
    """Return what a family asks about access, staff and terms, as pairs of a label and a text."""
    rows = [
        ("Access", ", ".join(service.access_names)),
        ("Languages", ", ".join(service.languages)),
        ("Staff", service.staff_gender),
        ("Same person each time", service.continuity),
        ("Cancellation and cover", service.cancellation_cover),
    ]
    if not service.is_imported:
        rows += [
            ("Who runs it", service.get_run_by_display()),
            ("How the council buys it", service.get_contract_display()),
        ]
    return [(label, text) for label, text in rows if text]
