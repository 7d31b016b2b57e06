"""The PostgreSQL that starts by itself: twice at once, after a crash, in a deep folder, and when it cannot."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from marketplace.core.embedded_postgres import server

# Each start is a process of its own, as in life; it prints the server's pid and answers a question.
START = """
import sys, django
from pathlib import Path
from django.conf import settings
settings.configure()
from marketplace.core.embedded_postgres.server import ensure_database, start_server
import psycopg
connection = start_server(Path(sys.argv[1]))
ensure_database("marketplace", connection)
with psycopg.connect(**connection, dbname="marketplace") as database:
    print(database.execute("SELECT 'answered'").fetchone()[0], flush=True)
sys.stdin.read()
"""


def start(folder: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def answer_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=60)


def runs(pid: int) -> bool:
    """Say whether the process lives; one that is dead and not yet buried does not."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def postmaster_of(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().splitlines()[0])


def test_two_starts_at_once_share_one_server_which_stops_with_the_last(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    first, second = start(folder), start(folder)
    assert [answer_of(first), answer_of(second)] == ["answered", "answered"]
    postmaster = postmaster_of(folder)
    end(first)
    assert runs(postmaster)
    end(second)
    assert not runs(postmaster)


def test_it_starts_again_after_a_crash_of_the_server_and_its_user(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    crashed = start(folder)
    assert answer_of(crashed) == "answered"
    postmaster = psutil.Process(postmaster_of(folder))
    crashed.kill()
    crashed.wait()
    postmaster.send_signal(signal.SIGKILL)
    psutil.wait_procs([postmaster, *postmaster.children()], timeout=10)
    again = start(folder)
    assert answer_of(again) == "answered"
    end(again)
    assert not (folder / "postmaster.pid").exists()


@pytest.mark.parametrize("left", ["", "12\n", "number of another program"])
def test_a_pid_file_that_is_cut_off_or_names_another_program_is_no_obstacle(tmp_path: Path, left: str) -> None:
    folder = tmp_path / "postgres"
    first = start(folder)
    assert answer_of(first) == "answered"
    lines = (folder / "postmaster.pid").read_text().splitlines()
    end(first)
    foreign = "\n".join([str(os.getpid()), *lines[1:]]) + "\n"
    (folder / "postmaster.pid").write_text(foreign if "another" in left else left)
    again = start(folder)
    assert answer_of(again) == "answered"
    end(again)


def test_it_works_in_a_folder_too_deep_for_a_socket(tmp_path: Path) -> None:
    folder = tmp_path / ("deep" * 20) / ("deeper" * 10) / "postgres"
    process = start(folder)
    assert answer_of(process) == "answered"
    end(process)


def test_a_runtime_folder_that_cannot_be_made_is_no_obstacle(tmp_path: Path) -> None:
    """Nobody can make a folder in /proc, not even root."""
    process = start(tmp_path / "postgres", XDG_RUNTIME_DIR="/proc/runtime")
    assert answer_of(process) == "answered"
    end(process)


def test_the_folder_of_another_user_is_refused_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "postgres"
    first = start(folder)
    assert answer_of(first) == "answered"
    end(first)
    before = folder.stat()
    maker = server._user_name(before.st_uid)
    monkeypatch.setattr(server, "_server_uid", lambda: before.st_uid + 1)
    with pytest.raises(ImproperlyConfigured, match=f"was made by the user {maker}. Start it as that user; or delete"):
        server.start_server(folder)
    assert (folder.stat().st_uid, folder.stat().st_mode) == (before.st_uid, before.st_mode)


def test_dead_users_are_forgotten(tmp_path: Path) -> None:
    users = tmp_path / ".handle_pids.json"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    users.write_text(json.dumps([dead.pid, os.getpid()]))
    server._remove_dead_users(users)
    assert json.loads(users.read_text()) == [os.getpid()]
    users.write_text("not a list")
    server._remove_dead_users(users)
    assert json.loads(users.read_text()) == []


def test_a_start_that_fails_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("9.6\n")
    monkeypatch.setattr(server, "_server_uid", os.geteuid)
    with pytest.raises(ImproperlyConfigured, match=r"did not start .*set DATABASE_URL"):
        server.start_server(folder)


def test_a_database_is_made_once(tmp_path: Path) -> None:
    at = {name: connection.get_connection_params()[name] for name in ("host", "port", "user")}
    for _ in range(2):
        server.ensure_database("made_by_a_test", at)
    with psycopg.connect(**at, dbname="postgres", autocommit=True) as admin:
        admin.execute("DROP DATABASE made_by_a_test")
