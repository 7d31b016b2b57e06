"""Reading the records of a file or a feed, in the 1.0 and the 3.0 form, before anything is written."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

TIMEOUT_SECONDS = 30
LARGEST_PAGE = 64 * 1024 * 1024
LARGEST_FEED = 256 * 1024 * 1024
MOST_PAGES = 2_000


class Unreadable(Exception):
    """The file or feed cannot be read as a list of services; the message is a sentence."""


def read_records(location: str) -> list[Any]:
    """Return every record of a file or, page by page, of an address; raises Unreadable."""
    records = list(_pages(location)) if is_address(location) else _records_of(_parse(_read_file(location), location))[0]
    if not records:
        raise Unreadable(f"There are no services in {location}.")
    return records


def is_address(location: str) -> bool:
    """Say whether the location is an address and not a file."""
    return "://" in location


def default_source(location: str) -> str:
    """Return a name for where the records come from: the host of an address, or the name of a file."""
    name = urlsplit(location).netloc.rpartition("@")[2] if is_address(location) else Path(location).stem
    return name[:60]


def _read_file(location: str) -> bytes:
    path = Path(location)
    try:
        if path.stat().st_size > LARGEST_FEED:
            raise Unreadable(f"{location} is larger than {LARGEST_FEED // 1024 // 1024} MB.")
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"There is no file {location}.") from None
    except OSError as error:
        raise Unreadable(f"{location} cannot be read: {error.strerror}.") from error


def _parse(content: bytes, location: str) -> Any:
    if not content.strip():
        raise Unreadable(f"{location} is empty.")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"{location} is not JSON, or it is cut off ({error}).") from error


def _records_of(page: Any) -> tuple[list[Any], dict[str, Any]]:
    """Return the records of a page, and what the page says about itself."""
    if isinstance(page, list):
        return page, {}
    if isinstance(page, dict):
        for name in ("contents", "content"):
            if isinstance(page.get(name), list):
                return page[name], page
    raise Unreadable("This is JSON, but not a list of services in the Open Referral UK form 1.0 or 3.0.")


def _pages(location: str) -> Iterator[Any]:
    size, seen = 0, set()
    for number in range(1, MOST_PAGES + 1):
        address = location if number == 1 else _with_page(location, number)
        content = _fetch(address)
        size += len(content)
        if size > LARGEST_FEED:
            raise Unreadable(f"The feed is larger than {LARGEST_FEED // 1024 // 1024} MB.")
        records, about = _records_of(_parse(content, address))
        if content in seen:
            raise Unreadable(f"The feed answers page {number} with a page that it has sent before.")
        seen.add(content)
        yield from records
        if _is_last(about, number, records):
            return
    raise Unreadable(f"The feed has more than {MOST_PAGES:,} pages.")


def _is_last(about: dict[str, Any], number: int, records: list[Any]) -> bool:
    if not about or not records or about.get("last_page") is True or about.get("last") is True:
        return True
    total = about.get("total_pages", about.get("totalPages"))
    return isinstance(total, int) and number >= total


def _with_page(location: str, number: int) -> str:
    parts = urlsplit(location)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "page"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("page", str(number))])))


def _fetch(address: str) -> bytes:
    if urlsplit(address).scheme not in ("http", "https"):
        raise Unreadable("Only addresses that begin with http:// or https:// are read.")
    try:
        request = Request(address, headers={"Accept": "application/json"})  # noqa: S310 - the scheme is checked above
        with _opener().open(request, timeout=TIMEOUT_SECONDS) as answer:
            content = answer.read(LARGEST_PAGE + 1)
    except HTTPError as error:
        raise Unreadable(f"{address} answered {error.code} {error.reason}.") from error
    except (URLError, OSError, ValueError) as error:
        raise Unreadable(f"{address} cannot be read: {getattr(error, 'reason', error)}.") from error
    if len(content) > LARGEST_PAGE:
        raise Unreadable(f"{address} sent more than {LARGEST_PAGE // 1024 // 1024} MB.")
    return content


def _opener() -> OpenerDirector:
    """Return an opener that knows http and https alone, also where it is sent on."""
    opener = OpenerDirector()
    for handler in (HTTPHandler, HTTPSHandler, HTTPRedirectHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler):
        opener.add_handler(handler())
    return opener
