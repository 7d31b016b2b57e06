"""Settings are read strictly: what cannot be meant stops the start with a sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.settings import environment


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("TRUE", True), ("on", True), ("no", False), ("0", False)])
def test_a_flag_is_yes_or_no(monkeypatch: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    monkeypatch.setenv("SOME_FLAG", value)
    assert environment.flag("SOME_FLAG", not meant) is meant


def test_a_flag_that_is_neither_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_FLAG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="SOME_FLAG is “perhaps”, but must be yes or no"):
        environment.flag("SOME_FLAG", True)


@pytest.mark.parametrize("value", ["-1", "ten", "1.5"])
def test_a_number_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SOME_NUMBER", value)
    with pytest.raises(ImproperlyConfigured, match="must be a whole number"):
        environment.whole_number("SOME_NUMBER", 1)


def test_only_postgresql_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///db.sqlite3")
    with pytest.raises(ImproperlyConfigured, match="only PostgreSQL"):
        environment.database("DATABASE_URL")
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:secret@db.example:5433/offer")
    found = environment.database("DATABASE_URL")
    assert found is not None
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "offer")
    monkeypatch.delenv("DATABASE_URL")
    assert environment.database("DATABASE_URL") is None


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "SITE_URL"])
def test_production_does_not_start_without_what_it_needs(missing: str) -> None:
    given = {
        "SECRET_KEY": "s",
        "ALLOWED_HOSTS": "offer.example",
        "DATABASE_URL": "postgresql://db/offer",
        "SITE_URL": "https://offer.example",
    }
    del given[missing]
    inherited = {name: value for name, value in os.environ.items() if name not in (*given, missing)}
    started = subprocess.run(
        [sys.executable, "-c", "import marketplace.settings.production"],
        env=inherited | given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert f"{missing} must be set; see the settings table in README.md." in started.stderr


def test_every_setting_is_in_the_readme() -> None:
    root = Path(__file__).parent.parent.parent
    sources = [path for path in (root / "marketplace/settings").glob("*.py") if path.name != "environment.py"]
    read = {name for path in sources for name in re.findall(r'environment\.\w+\("([A-Z_]+)"', path.read_text())}
    listed = set(re.findall(r"^\| `([A-Z_]+)`", (root / "README.md").read_text(), re.M))
    assert read == listed
