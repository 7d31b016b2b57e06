"""`manage.py demo`: what it prints, what it serves and what it refuses."""

import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from marketplace.accounts.models import User
from marketplace.core.models import AuditEvent
from marketplace.demo.loading import LoadReport, load_council
from marketplace.demo.loading.accounts import PASSWORD
from marketplace.demo.loading.sign_ins import sign_ins
from marketplace.demo.management.commands import demo
from tests import factories

from .stops import stop_in

CaptureFixture = pytest.CaptureFixture[str]


@pytest.fixture
def small(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command load as little as there can be."""
    monkeypatch.setattr(demo, "load_council", partial(load_council, scale=0.01))


@pytest.fixture
def nothing_to_load(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command find everything there."""
    monkeypatch.setattr(demo, "load_council", lambda track: LoadReport(found=["council"]))


@pytest.fixture
def not_embedded(db: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the database pass for one that DATABASE_URL names, and return what the command calls it."""
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.postgresql")
    monkeypatch.setitem(database, "HOST", "server.example")
    return f"{database['NAME']} on server.example"


def test_it_loads_then_prints_who_can_sign_in_whole(
    small: None, capsys: CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    call_command("demo", no_serve=True)
    output = capsys.readouterr().out
    assert "Loaded Severn Vale Council in" in output
    assert f"The password is {PASSWORD} for all." in output
    lines = [line.split() for line in output.splitlines()]
    for person in sign_ins():
        assert [*person.role.split(), person.email, person.first_page] in lines
    assert "…" not in output


def test_it_says_that_everything_is_there(small: None, capsys: CaptureFixture) -> None:
    for _ in range(2):
        call_command("demo", no_serve=True)
    assert "Severn Vale Council is loaded already." in capsys.readouterr().out


def test_stopped_it_says_so_and_goes_on_the_next_time(
    small: None, capsys: CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as stopping:
        stop_in(stopping, "demand", KeyboardInterrupt())
        call_command("demo", no_serve=True)
    assert "Stopped. What was loaded stays; the next start goes on from there." in capsys.readouterr().out
    call_command("demo", no_serve=True)
    output = capsys.readouterr().out
    assert "An earlier load had stopped half-way." in output
    assert output.split("Loaded the rest in ")[1].splitlines()[0].endswith("s: demand, website.")


def test_it_serves_on_the_port_that_it_prints(
    nothing_to_load: None, capsys: CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[tuple[Any, ...]] = []
    monkeypatch.setattr(demo, "run_server", lambda *arguments, threading: served.append(arguments))
    port = free_port()
    call_command("demo", port=port)
    [(address, served_port, handler)] = served
    assert (address, served_port) == ("127.0.0.1", port)
    assert callable(handler)
    assert f"Open http://localhost:{port}/ " in capsys.readouterr().out


def test_without_serving_it_needs_no_port(nothing_to_load: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "run_server", lambda *arguments, threading: pytest.fail("It was served."))
    with busy_port() as port:
        call_command("demo", port=port, no_serve=True)


def test_a_busy_port_is_refused_before_anything_is_loaded() -> None:
    """The database cannot be reached from this test: looking at it would raise another error."""
    with busy_port() as port, pytest.raises(CommandError) as refusal:
        call_command("demo", port=port)
    assert str(refusal.value) == in_use(port)


def test_a_port_that_is_taken_during_the_load_is_refused_too(
    nothing_to_load: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_server(*arguments: Any, threading: bool) -> None:
        raise OSError("Address already in use")

    monkeypatch.setattr(demo, "run_server", run_server)
    port = free_port()
    with pytest.raises(CommandError) as refusal:
        call_command("demo", port=port)
    assert str(refusal.value) == in_use(port)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_database_with_strangers_in_it_is_left_alone(not_embedded: str, small: None, fresh: bool) -> None:
    factories.UserFactory(email="someone@example.org")
    factories.UserFactory(email="ours@family.example")
    with pytest.raises(CommandError) as refusal:
        call_command("demo", no_serve=True, fresh=fresh)
    assert str(refusal.value) == (
        f"DATABASE_URL names {not_embedded}, which holds 1 person whom the demonstration did not make. It was left "
        "as it is. Unset DATABASE_URL to use the embedded database, or name an empty one."
    )
    assert set(User.objects.values_list("email", flat=True)) == {"someone@example.org", "ours@family.example"}
    assert not AuditEvent.objects.exists()


def test_a_database_without_strangers_is_used(not_embedded: str, nothing_to_load: None, capsys: CaptureFixture) -> None:
    """The control."""
    factories.UserFactory(email="ours@family.example")
    call_command("demo", no_serve=True)
    assert "Severn Vale Council is loaded already." in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["y", "", None])
def test_a_named_database_is_emptied_only_after_a_yes(
    not_embedded: str, small: None, monkeypatch: pytest.MonkeyPatch, answer: str | None
) -> None:
    ours = factories.UserFactory()
    monkeypatch.setattr("sys.stdin", io.StringIO("" if answer is None else f"{answer}\n"))
    with pytest.raises(CommandError) as refusal:
        call_command("demo", no_serve=True, fresh=True)
    assert str(refusal.value) == f"Nothing was removed from {not_embedded}."
    assert list(User.objects.all()) == [ours]


def test_after_a_yes_it_is(not_embedded: str, nothing_to_load: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what would be emptied is only noted."""
    emptied: list[str] = []
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    monkeypatch.setattr(demo, "empty_database", lambda: emptied.append("everything"))
    call_command("demo", no_serve=True, fresh=True)
    assert emptied == ["everything"]


@contextmanager
def busy_port() -> Iterator[int]:
    """Listen on a port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def free_port() -> int:
    with busy_port() as port:
        return port


def in_use(port: int) -> str:
    return f"Port {port} cannot be used: another program has it. Choose another one with --port {port + 1}."
