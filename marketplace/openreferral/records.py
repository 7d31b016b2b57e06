"""Turning one record of the 1.0 or the 3.0 form into a listing, or saying why it cannot be taken."""

import hashlib
import json
import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from marketplace.catalogue.enums import Setting
from marketplace.catalogue.models.service import OLDEST_AGE
from marketplace.catalogue.services.imported import ImportedListing, ImportedOrganisation
from marketplace.core.postcode import normalise_postcode

from .descriptions import clean_description, cut, plain_text, summary_of

#: Raised whenever records are read differently, so that unchanged ones are taken again.
MAPPING_VERSION = 2
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ATTENDING = {"online": Setting.ONLINE, "home visit": Setting.HOME, "venue": Setting.PLACE}

_NOTHING_TO_PAY = re.compile(r"£?0+(\.0+)?|free( of charge)?", re.IGNORECASE)
_check_address = URLValidator(schemes=["http", "https"])


class Rejected(Exception):
    """The record is not taken; the message says why."""


def read_record(record: Any) -> tuple[ImportedListing, list[str]]:
    """Return the listing in a record, and in words what of it was left out; raises Rejected."""
    if not isinstance(record, dict):
        raise Rejected("it is not an object")
    warnings: list[str] = []
    description = clean_description(_text(record, "description"))
    place = _place(record)
    age_min, age_max = _ages(record, warnings)
    listing = ImportedListing(
        external_id=record_id(record),
        digest=digest_of(record),
        name=cut(_required_name(record), 200),
        organisation=_organisation(record, warnings),
        active=_text(record, "status").lower() in ("", "active"),
        summary=summary_of(description),
        description=description,
        eligibility=plain_text(_text(record, "eligibility_description")),
        website=_website(_text(record, "url"), warnings),
        setting=ATTENDING.get(_text(record, "attending_type").lower(), Setting.PLACE),
        age_min=age_min,
        age_max=age_max,
        days=_days(record),
        categories=_codes(record),
        needs=_codes(record),
        is_free=_is_free(record.get("cost_options")),
        last_checked_on=_day(record.get("assured_date")),
        source_created_on=_day(_object(record, "pc_metadata").get("date_created")),
        source_modified_on=_day(_object(record, "pc_metadata").get("date_modified") or record.get("last_modified")),
        **place,
    )
    return listing, warnings


def record_id(record: Any) -> str:
    """Return the record's own id; raises Rejected where it has none."""
    given = record.get("id") if isinstance(record, dict) else None
    if isinstance(given, bool) or not isinstance(given, str | int | None):
        raise Rejected("its id is neither text nor a number")
    if given is None or not _clean(str(given)):
        raise Rejected("it has no id")
    return _short_id(_clean(str(given)))


def digest_of(record: Any) -> str:
    """Return what tells an unchanged record from a changed one."""
    told = json.dumps([MAPPING_VERSION, record], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def _required_name(record: dict[str, Any]) -> str:
    name = plain_text(_text(record, "name"))
    if not name:
        raise Rejected("it has no name")
    return name


def _organisation(record: dict[str, Any], warnings: list[str]) -> ImportedOrganisation:
    told = _object(record, "organization")
    name = plain_text(_text(told, "name"))
    if not name:
        raise Rejected("it has no organisation")
    given = told.get("id")
    known_by = str(given) if isinstance(given, str | int) and str(given).strip() else f"name:{name.lower()}"
    return ImportedOrganisation(
        external_id=_short_id(_clean(known_by)),
        name=cut(name, 200),
        description=plain_text(_text(told, "description"))[:5000],
        website=_website(_text(told, "url") or _text(told, "website"), warnings),
        email=_email(_text(told, "email")),
        phone=_text(told, "phone")[:30],
    )


def _ages(record: dict[str, Any], warnings: list[str]) -> tuple[int | None, int | None]:
    """Return the bounds as ours go: from 0 to 25, and none above."""
    bounds = next(iter(_objects(record, "eligibilitys")), record)
    youngest, oldest = _age(bounds, "minimum_age"), _age(bounds, "maximum_age")
    if youngest is not None and youngest > OLDEST_AGE:
        raise Rejected(f"it is for people of {youngest} and over; the Local Offer ends at {OLDEST_AGE}")
    if youngest is not None and oldest is not None and oldest < youngest:
        warnings.append(f"its ages are reversed ({youngest} to {oldest}) and were left out")
        return None, None
    return youngest, oldest if oldest is None or oldest <= OLDEST_AGE else None


def _age(bounds: dict[str, Any], name: str) -> int | None:
    value = bounds.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise Rejected(f"its {name.replace('_', ' ')} is not a number")
    return int(value)


def _days(record: dict[str, Any]) -> tuple[int, ...]:
    found: set[int] = set()
    for schedule in (*_objects(record, "schedules"), *_objects(record, "regular_schedules")):
        codes = f"{_text(schedule, 'byday')},{_text(schedule, 'weekday')}".upper().split(",")
        # RFC 5545: `2TU` is the second Tuesday of a month.
        found |= {WEEKDAYS.index(code.strip()[-2:]) for code in codes if code.strip()[-2:] in WEEKDAYS}
        if _text(schedule, "freq").upper() == "DAILY" and not any(code.strip() for code in codes):
            found |= set(range(7))
    return tuple(sorted(found))


def _place(record: dict[str, Any]) -> dict[str, Any]:
    location = next((_object(each, "location") for each in _objects(record, "service_at_locations")), {})
    addresses = (*_objects(location, "addresses"), *_objects(location, "physical_addresses"))
    address: dict[str, Any] = next(iter(addresses), {})
    latitude, longitude = _coordinate(location, "latitude", 90), _coordinate(location, "longitude", 180)
    known = latitude is not None and longitude is not None
    return {
        "address": cut(plain_text(_text(address, "address_1")), 200),
        "town": cut(plain_text(_text(address, "city")), 60),
        "postcode": normalise_postcode(_text(address, "postal_code")) or "",
        "latitude": latitude if known else None,
        "longitude": longitude if known else None,
    }


def _coordinate(location: dict[str, Any], name: str, furthest: int) -> float | None:
    value = location.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -furthest <= value <= furthest:
        return None
    return float(value)


def _is_free(cost_options: Any) -> bool:
    """Say whether every cost option is nothing, so that there is no doubt; what cannot be read leaves a doubt."""
    return isinstance(cost_options, list) and bool(cost_options) and all(map(_costs_nothing, cost_options))


def _costs_nothing(option: Any) -> bool:
    """Say whether an amount is 0, or the words in its place are `free`; one that ends is not for good."""
    if not isinstance(option, dict) or option.get("valid_to"):
        return False
    told = [option.get(name) for name in ("amount", "amount_description", "option")]
    first = next((str(value).strip() for value in told if value not in (None, "")), "")
    return _NOTHING_TO_PAY.fullmatch(first) is not None


def _codes(record: dict[str, Any]) -> tuple[str, ...]:
    """Return the codes of the record's terms; those that are ours are kept, and nothing is guessed from words."""
    terms = [_object(each, "taxonomy_term") for each in _objects(record, "attributes")]
    terms += [_object(each, "taxonomy") for each in _objects(record, "service_taxonomys")]
    codes = {str(term.get(name)) for term in terms for name in ("code", "id") if term.get(name)}
    return tuple(sorted(codes))


def _website(text: str, warnings: list[str]) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        _check_address(address)
    except ValidationError:
        address = ""
    if not address or len(address) > 500:
        warnings.append(f"its web address “{cut(text, 60)}” is not valid and was left out")
        return ""
    return address


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= 254 else ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Rejected(f"its {name.replace('_', ' ')} is not text")
    return _clean(value)


def _object(record: dict[str, Any], name: str) -> dict[str, Any]:
    value = record.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Rejected(f"its {name.replace('_', ' ')} is not an object")
    return value


def _objects(record: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    value = record.get(name)
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Rejected(f"its {name.replace('_', ' ')} are not a list of objects")
    yield from value


def _clean(text: str) -> str:
    """Return the text without what PostgreSQL cannot store."""
    return text.replace("\x00", "").encode(errors="ignore").decode().strip()


def _short_id(text: str) -> str:
    return text if len(text) <= 100 else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
