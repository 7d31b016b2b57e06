"""A listing in words, section by section, as its provider and the council read it before families do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from marketplace.core.times import format_end, format_moment

from .cards import ages_sentence
from .enums import OfferedWhen, Setting, Weekday
from .models import Service, Session


@dataclass(frozen=True)
class ListingSection:
    """What a listing says in answer to one page of questions; `rows` are for components/summary_list.html."""

    key: str
    title: str
    rows: list[dict[str, str]]


def session_in_words(session: Session) -> str:
    """Return when a session is: `Saturday 14 March, 10am to 2pm`; where it ends on another day, with that day."""
    return f"{format_moment(session.starts_at)} to {format_end(session.ends_at, session.starts_at)}"


def describe_listing(service: Service) -> Iterator[ListingSection]:
    """Yield everything that the provider wrote, in the order of the questions."""
    for key, title, answers in (
        ("basics", "Name and description", _basics(service)),
        ("kind", "Kind of service", [("Kinds", _terms(service.categories.all()))]),
        ("who", "Who it is for", _who(service)),
        ("where", "Where and when", _where(service)),
        ("access", "Access and people", _access(service)),
        ("money", "Money and how it is run", _money(service)),
    ):
        yield ListingSection(key, title, [{"key": question, "value": answer} for question, answer in answers])


def _basics(service: Service) -> list[tuple[str, str]]:
    return [("Name", service.name), ("Summary", service.summary), ("Description", service.description)]


def _who(service: Service) -> list[tuple[str, str]]:
    return [
        ("Ages", ages_sentence(service)),
        ("Needs", _terms(service.needs.all())),
        ("Helps with", _terms(service.outcomes.all())),
        ("Who can use it", service.eligibility),
    ]


def _where(service: Service) -> list[tuple[str, str]]:
    place = ", ".join(part for part in (service.address, service.town, service.postcode) if part)
    return [
        ("Where", str(Setting(service.setting).label)),
        ("Address", place),
        ("Areas", _terms(service.areas.all())),
        ("Days", ", ".join(str(Weekday(day).label) for day in sorted(service.days))),
        ("Times", ", ".join(str(OfferedWhen(time).label) for time in service.offered_when)),
    ]


def _access(service: Service) -> list[tuple[str, str]]:
    return [
        ("Access", _terms(service.access_features.all())),
        ("Languages", ", ".join(service.languages)),
        ("Gender of staff", service.staff_gender),
        ("Same person each time", service.continuity),
        ("Cancellation and cover", service.cancellation_cover),
    ]


def _money(service: Service) -> list[tuple[str, str]]:
    return [
        ("Free to families", "Yes" if service.is_free else "No"),
        ("Not included", service.not_included),
        ("Run by", service.get_run_by_display()),
        ("Contract", service.get_contract_display()),
        ("Web page", service.website),
    ]


def _terms(terms: Iterable[Any]) -> str:
    return ", ".join(str(term) for term in terms)
