import json
import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command

from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.events import listing_changed
from marketplace.catalogue.models import Service
from marketplace.catalogue.selectors import bookable_services, public_services
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.providers.models import Provider
from tests.factories import PostcodeFactory, UnitCostFactory

pytestmark = pytest.mark.usefixtures("taxonomies")

OLD: dict[str, Any] = {
    "id": "a1",
    "name": "Saturday club",
    "description": "<h2>Play</h2><p>With <b>friends</b>.</p>",
    "url": "www.club.example",
    "status": "active",
    "assured_date": "2024-02-03",
    "organization": {"id": "o1", "name": "Club CIC", "description": "We play.", "url": "https://club.example"},
    "pc_metadata": {"date_created": "2021-01-06", "date_modified": "2023-05-04"},
    "pc_targetAudience": [{"id": "8474", "audienceType": "Disabled People"}],
}
NEW: dict[str, Any] = {
    "id": "b1",
    "name": "Pool",
    "description": "Swim.",
    "status": "active",
    "minimum_age": 5,
    "maximum_age": 100,
    "eligibility_description": "For children who <b>swim</b>.",
    "last_modified": "2023-03-15T10:30:45.123Z",
    "schedules": [{"id": "s", "freq": "WEEKLY", "byday": "TU,SA"}, {"id": "t", "freq": "MONTHLY", "byday": "2SU"}],
    "organization": {"id": "o2", "name": "Pools", "website": "pools.example", "email": "in@pools.example"},
    "service_at_locations": [
        {
            "id": "l",
            "location": {"id": "m", "addresses": [{"address_1": "1 High St", "city": "Town", "postal_code": "gl12ne"}]},
        }
    ],
    "attributes": [
        {"id": "x", "taxonomy_term": {"id": "t1", "code": "leisure-lessons", "name": "Lessons"}},
        {"id": "y", "taxonomy_term": {"id": "t2", "code": "autism", "name": "Autism"}},
        {"id": "z", "taxonomy_term": {"id": "t3", "code": "swimming", "name": "Autism"}},
    ],
    "cost_options": [{"id": "c", "amount": 5, "option": "Child"}],
}

Run = Callable[..., list[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that imports what is given as a file and returns the lines printed."""

    def import_file(content: object, *args: str, name: str = "council.json") -> list[str]:
        path, out = tmp_path / name, StringIO()
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        call_command("import_services", str(path), *args, stdout=out, stderr=StringIO())
        return out.getvalue().strip().splitlines()

    return import_file


def changed(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a copy of the record with changes."""
    return deepcopy(record) | changes


def test_a_record_of_the_old_form_becomes_a_directory_entry(run: Run) -> None:
    assert run([OLD]) == ["imported=1 updated=0 unchanged=0 rejected=0"]
    service = Service.objects.get()
    assert (service.source, service.external_id, service.state) == ("council", "a1", ListingState.LIVE)
    assert (service.name, service.slug, service.website) == (
        "Saturday club",
        "saturday-club",
        "https://www.club.example",
    )
    assert service.description == "<h3>Play</h3><p>With <b>friends</b>.</p>"
    assert service.summary == "Play With friends."
    assert service.last_checked_on == date(2024, 2, 3)
    assert (service.source_created_on, service.source_modified_on) == (date(2021, 1, 6), date(2023, 5, 4))
    assert (service.provider.name, service.provider.external_id) == ("Club CIC", "o1")
    assert service in public_services()
    assert service not in bookable_services(clock.today())
    assert not service.needs.exists()  # nothing is guessed from an audience
    assert AuditEvent.objects.filter(action="listing.import", object_id=service.pk).count() == 1


def test_a_record_of_the_new_form_brings_days_ages_place_and_terms(run: Run) -> None:
    PostcodeFactory()
    run({"total_pages": 1, "page_number": 1, "last_page": True, "contents": [NEW]})
    service = Service.objects.get()
    assert (service.age_min, service.age_max) == (5, None)
    assert service.days == [1, 5, 6]
    assert (service.address, service.town, service.postcode) == ("1 High St", "Town", "GL1 2NE")
    assert service.latitude == pytest.approx(51.8657)
    assert service.eligibility == "For children who swim."
    assert [term.code for term in service.categories.all()] == ["leisure-lessons"]
    assert [term.code for term in service.needs.all()] == ["autism"]
    assert service.source_modified_on == date(2023, 3, 15)
    assert (service.provider.website, service.provider.email) == ("https://pools.example", "in@pools.example")
    assert not service.unit_costs.exists()


ZERO, FIVE = {"id": "c", "amount": 0, "option": "Child"}, {"id": "d", "amount": 5, "option": "Adult"}


@pytest.mark.parametrize(
    ("options", "is_free"),
    [
        ([ZERO], True),
        ([ZERO, {"id": "e", "amount": 0.0, "amount_description": "per session"}], True),
        ([{"id": "e", "amount": "0.00"}], True),
        ([{"id": "e", "option": "Free"}], True),
        ([{"id": "e", "option": "Everyone", "amount_description": "free of charge"}], True),
        ([FIVE], False),
        ([ZERO, FIVE], False),
        ([{"id": "e", "amount": 5, "option": "Free"}], False),
        ([ZERO, {"id": "e"}], False),
        ([{"id": "e", "option": "Free for carers"}], False),
        ([ZERO | {"valid_to": "2099-12-31"}], False),
        ([{"id": "e", "amount": False}], False),
        ([{"id": "e", "amount": None}], False),
        ([], False),
        (None, False),
        ("free", False),
        (["free"], False),
    ],
)
def test_a_record_is_free_only_where_every_cost_option_is_nothing(run: Run, options: object, is_free: bool) -> None:
    assert run([changed(NEW, cost_options=options)])[-1] == "imported=1 updated=0 unchanged=0 rejected=0"
    assert Service.objects.get().is_free == is_free


def test_a_record_that_is_no_longer_free_updates_its_entry(run: Run) -> None:
    run([changed(NEW, cost_options=[ZERO])])
    assert run([changed(NEW, cost_options=[ZERO, FIVE])])[-1] == "imported=0 updated=1 unchanged=0 rejected=0"
    assert not Service.objects.get().is_free


def test_an_entry_with_a_price_is_not_made_free_by_its_record(run: Run) -> None:
    run([NEW])
    UnitCostFactory(service=Service.objects.get())
    run([changed(NEW, cost_options=[ZERO])])
    assert not Service.objects.get().is_free


def test_the_old_form_may_be_paged_too(run: Run) -> None:
    assert run({"content": [OLD], "totalPages": 1})[-1] == "imported=1 updated=0 unchanged=0 rejected=0"


def test_a_second_run_changes_nothing_and_a_changed_record_updates_its_entry(run: Run) -> None:
    run([OLD, NEW])
    before = list(Service.objects.order_by("pk").values())
    assert run([OLD, NEW]) == ["imported=0 updated=0 unchanged=2 rejected=0"]
    assert list(Service.objects.order_by("pk").values()) == before
    assert run([changed(OLD, name="Sunday club"), NEW]) == ["imported=0 updated=1 unchanged=1 rejected=0"]
    service = Service.objects.get(external_id="a1")
    assert (service.name, service.slug) == ("Sunday club", "saturday-club")
    assert Provider.objects.count() == 2


def test_two_sources_keep_apart(run: Run) -> None:
    run([OLD])
    assert run([OLD], "--source", "neighbours")[-1].startswith("imported=1")
    assert {service.slug for service in Service.objects.all()} == {"saturday-club", "saturday-club-2"}


def test_an_inactive_record_takes_its_entry_out_of_view(run: Run) -> None:
    inactive = changed(OLD, status="inactive")
    assert run([inactive]) == ["imported=0 updated=0 unchanged=1 rejected=0"]
    assert not Service.objects.exists()
    run([OLD])
    assert run([inactive]) == ["imported=0 updated=1 unchanged=0 rejected=0"]
    assert Service.objects.get().state == ListingState.DRAFT
    run([OLD])
    assert Service.objects.get().state == ListingState.LIVE


def test_what_the_council_suspended_stays_suspended(run: Run) -> None:
    run([OLD])
    Service.objects.update(state=ListingState.SUSPENDED, state_reason="Unsafe")
    run([changed(OLD, name="New name")])
    assert Service.objects.get().state == ListingState.SUSPENDED


def test_an_entry_that_a_provider_took_over_is_left_alone(run: Run) -> None:
    run([OLD])
    Service.objects.update(source="", name="Ours now")
    assert run([changed(OLD, name="Theirs")]) == ["imported=0 updated=0 unchanged=1 rejected=0"]
    assert Service.objects.get().name == "Ours now"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (changed(OLD, name="  "), "Rejected a1: it has no name."),
        (changed(OLD, name=None), "Rejected a1: it has no name."),
        ({k: v for k, v in OLD.items() if k != "organization"}, "Rejected a1: it has no organisation."),
        (changed(OLD, organization={"id": "o", "name": ""}), "Rejected a1: it has no organisation."),
        (changed(OLD, id=""), "Rejected record 2: it has no id."),
        (changed(OLD, id=["x"]), "Rejected record 2: its id is neither text nor a number."),
        (changed(OLD, name=["x"]), "Rejected a1: its name is not text."),
        (changed(OLD, description=5), "Rejected a1: its description is not text."),
        (changed(OLD, organization="Club"), "Rejected a1: its organization is not an object."),
        (changed(NEW, schedules="x"), "Rejected b1: its schedules are not a list of objects."),
        (changed(NEW, minimum_age="five"), "Rejected b1: its minimum age is not a number."),
        (changed(NEW, minimum_age=50), "Rejected b1: it is for people of 50 and over; the Local Offer ends at 25."),
        ("text", "Rejected record 2: it has no id."),
        (changed(OLD, id="good"), "Rejected good: its id was used by a record before it."),
    ],
)
def test_a_bad_record_is_rejected_with_its_reason_and_the_others_are_taken(
    run: Run, record: object, reason: str
) -> None:
    lines = run([changed(OLD, id="good"), record])
    assert reason in lines
    assert lines[-1] == "imported=1 updated=0 unchanged=0 rejected=1"
    assert Service.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"url": "Warmley Community Centre"}, "website", ""),
        ({"url": "javascript:alert(1)"}, "website", ""),
        ({"name": "x" * 500}, "name", "x" * 199 + "…"),
        ({"name": "A \x00 & B"}, "name", "A & B"),
        ({"minimum_age": 12, "maximum_age": 5}, "age_min", None),
        ({"assured_date": "yesterday"}, "last_checked_on", None),
        ({"attending_type": "Online"}, "setting", "online"),
    ],
)
def test_what_cannot_be_kept_is_left_out_and_the_record_is_taken(
    run: Run, changes: dict[str, Any], field: str, value: object
) -> None:
    assert run([changed(OLD, **changes)])[-1].startswith("imported=1")
    assert getattr(Service.objects.get(), field) == value


def test_a_record_that_the_database_refuses_leaves_nothing_half_written(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DataError

    from marketplace.catalogue.services import imported

    def fail(service: Service) -> None:
        if service.name == "Pool":
            raise DataError("too much")

    monkeypatch.setattr(imported, "_place_on_map", fail)
    lines = run([NEW, OLD])
    assert lines == ["Rejected b1: the database refused it (DataError).", "imported=1 updated=0 unchanged=0 rejected=1"]
    assert not Provider.objects.filter(external_id="o2").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("<html>", "is not JSON, or it is cut off"),
        (json.dumps([OLD])[:-20], "is not JSON, or it is cut off"),
        ('{"services": []}', "not a list of services"),
        ('"text"', "not a list of services"),
        ("[]", "There are no services"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_one_sentence(run: Run, content: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        run(content)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode == 1
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("/no/such.json", "There is no file"),
        (str(Path(__file__).parent), "cannot be read"),
        ("ftp://example.org/x", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("http://127.0.0.1:1/", "cannot be read"),
    ],
)
def test_a_place_that_cannot_be_read_is_refused(location: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import_services", location)


def test_the_search_is_told_once_of_everything_that_changed(run: Run) -> None:
    told: list[list[Any]] = []

    def hear(sender: type, service_ids: list[Any], **kwargs: Any) -> None:
        told.append(service_ids)

    listing_changed.connect(hear)
    try:
        run([OLD, NEW])
        run([OLD, NEW])
    finally:
        listing_changed.disconnect(hear)
    assert [set(ids) for ids in told] == [set(Service.objects.values_list("pk", flat=True))]


@pytest.fixture
def feed() -> Iterator[tuple[str, dict[str, bytes | int]]]:
    """Serve pages by number on loopback: an address, and the pages, to be filled in (a number is a status)."""
    pages: dict[str, bytes | int] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0], 404)
            self.send_response(page if isinstance(page, int) else 200)
            if page == 302:
                self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
            if isinstance(page, bytes):
                self.wfile.write(page)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/services?per_page=1", pages
    server.shutdown()
    server.server_close()


def page_of(*records: object, **about: object) -> bytes:
    """Return a page of the 3.0 form."""
    return json.dumps({"contents": records, **about}).encode()


def test_a_feed_is_followed_from_page_to_page(feed: tuple[str, dict[str, bytes | int]]) -> None:
    url, pages = feed
    pages |= {str(n): page_of(changed(NEW, id=f"b{n}"), total_pages=3, last_page=n == 3) for n in (1, 2, 3)}
    out = StringIO()
    call_command("import_services", url, stdout=out, stderr=StringIO())
    assert out.getvalue().splitlines()[-1] == "imported=3 updated=0 unchanged=0 rejected=0"
    assert set(Service.objects.values_list("source", flat=True)) == {urlsplit(url).netloc}


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (500, "answered 500"),
        (302, "cannot be read|answered 302"),
        (b"not json", "is not JSON"),
        (b'{"contents": [', "cut off"),
        (page_of(NEW, total_pages=3), "sent before"),
    ],
)
def test_a_feed_that_breaks_off_writes_nothing(
    feed: tuple[str, dict[str, bytes | int]], second: bytes | int, sentence: str
) -> None:
    url, pages = feed
    pages |= {"1": page_of(NEW, total_pages=3), "2": second}
    with pytest.raises(CommandError, match=sentence):
        call_command("import_services", url)
    assert not Service.objects.exists()


REAL = Path(os.environ.get("LISTINGS_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
REAL_FILE = next(
    (path for path in (REAL / "oruk-v1-bristol.json", Path("/work/shared/data/oruk-v1-bristol.json")) if path.exists()),
    None,
)


@pytest.mark.skipif(REAL_FILE is None, reason="There is no real file of services; set LISTINGS_DATA to its folder.")
def test_a_real_councils_file_is_imported_once() -> None:
    def run_real() -> list[str]:
        out = StringIO()
        call_command("import_services", str(REAL_FILE), stdout=out, stderr=StringIO())
        return out.getvalue().strip().splitlines()

    lines = run_real()
    assert lines[-1] == "imported=811 updated=0 unchanged=0 rejected=8"
    assert sum("no organisation" in line for line in lines) == 6
    assert sum("no name" in line for line in lines) == 1
    assert sum("used by a record before" in line for line in lines) == 1
    assert max(len(text) for text in Service.objects.values_list("description", flat=True)) < 40_000
    assert run_real()[-1] == "imported=0 updated=0 unchanged=811 rejected=8"
