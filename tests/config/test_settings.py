"""What an installation may leave empty, and how its database is spoken to."""

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import environ
import pytest
from django.conf import settings
from django.db import connection

BASE = Path(settings.BASE_DIR)
SETTINGS = str(BASE / "config" / "settings" / "base.py")
# Without these nothing of production starts.
NEEDED = {
    "SECRET_KEY": "x" * 50,
    "LEDGER_KEY": "y" * 50,
    "ALLOWED_HOSTS": "example.org",
    "BASE_URL": "https://example.org",
}


def read_in(path: Path) -> set[str]:
    """The variables that this file of settings reads: the first argument of each call on `env`."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and isinstance(call.args[0], ast.Constant)
    }


VARIABLES = sorted({name for path in BASE.glob("config/settings/*.py") for name in read_in(path)})


def settings_of(where: str) -> dict[str, Any]:
    """What these settings say in the environment as it is now, whatever was read before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "config.settings.base", raising=False)
        patch.setattr(environ.Env, "read_env", lambda *_arguments, **_more: None)
        said = runpy.run_module(f"config.settings.{where}")
    return {name: value for name, value in said.items() if name.isupper()}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment with nothing of ours in it but what is needed."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)


def test_settings_are_read_from_one_place() -> None:
    """By `env` alone, which knows that empty is not set; and the README tells of every one of them."""
    assert {"SECRET_KEY", "DATABASE_URL", "TRUSTED_PROXY_COUNT", "H5P_MAX_LIBRARIES"} <= set(VARIABLES)
    for path in BASE.glob("config/settings/*.py"):
        assert not re.search(r"os\.(environ\[|getenv)", path.read_text()) or path.name == "__init__.py"
    told = re.findall(r"^\| (`[A-Z].*?) \|", (BASE / "README.md").read_text(), re.MULTILINE)
    assert {name for cell in told for name in re.findall(r"`([A-Z_0-9]+)`", cell)} == set(VARIABLES)


@pytest.mark.parametrize("empty", ["", "  "])
@pytest.mark.parametrize("where", ["development", "production"])
def test_an_empty_variable_is_one_that_is_not_set(bare, monkeypatch, where, empty) -> None:
    meant = settings_of(where)
    for name in sorted(set(VARIABLES) - set(NEEDED)):
        monkeypatch.setenv(name, empty)
        assert settings_of(where) == meant, name
        monkeypatch.delenv(name)


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_what_is_needed_and_empty_is_refused_by_name(bare, monkeypatch, name) -> None:
    monkeypatch.setenv(name, "")
    with pytest.raises(environ.ImproperlyConfigured, match=f"^Set the {name} environment variable$"):
        settings_of("production")
    settings_of("development")


def start(where: str, **said: str) -> subprocess.CompletedProcess[str]:
    """Django in a process of its own, with every variable empty but these."""
    told = {**os.environ, **dict.fromkeys(VARIABLES, ""), "DJANGO_SETTINGS_MODULE": where, **said}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=BASE, env=told, capture_output=True, text=True)


@pytest.mark.parametrize("where", ["", "config.settings.production"])
def test_with_everything_empty_that_may_be_it_starts(where) -> None:
    done = start(where, **(NEEDED if where else {}))
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_command_without_what_is_needed_ends_with_one_sentence() -> None:
    done = start("config.settings.production", **{**NEEDED, "SECRET_KEY": ""})
    assert (done.stderr, done.returncode) == ("Set the SECRET_KEY environment variable\n", 1)


def test_without_a_database_url_it_is_sqlite_in_var(monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    database = runpy.run_path(SETTINGS)["DATABASES"]["default"]
    assert (database["ENGINE"], database["NAME"]) == (
        "django.db.backends.sqlite3",
        str(BASE / "var" / "db.sqlite3"),
    )


def test_sqlite_maps_no_memory(monkeypatch) -> None:
    """Under two processes that open a connection for each request, it lost every fifth answer."""
    monkeypatch.setenv("DATABASE_URL", "")
    assert "mmap_size" not in runpy.run_path(SETTINGS)["DATABASES"]["default"]["OPTIONS"]["init_command"]


def test_an_address_may_say_how_postgresql_is_spoken_to(monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://host/name?sslmode=require")
    assert runpy.run_path(SETTINGS)["DATABASES"]["default"]["OPTIONS"] == {
        "sslmode": "require",
        "options": "-c jit=off",
    }


@pytest.mark.postgres
def test_postgresql_compiles_no_query(db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
