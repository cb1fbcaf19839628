"""What an installation may leave empty, and how its database is spoken to."""

import runpy
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

BASE = Path(settings.BASE_DIR)
SETTINGS = str(BASE / "config" / "settings" / "base.py")


@pytest.mark.parametrize(
    ("variable", "setting", "meant"),
    [
        ("EMAIL_URL", "EMAIL_DELIVERY_BACKEND", "django.core.mail.backends.console.EmailBackend"),
        ("SIGNING_KEYS_DIR", "SIGNING_KEYS_DIR", BASE / "var" / "keys"),
        ("LEARNING_RECORD_STORES", "LEARNING_RECORD_STORES", []),
        ("BASE_URL", "WAGTAILADMIN_BASE_URL", "http://127.0.0.1:8000"),
    ],
)
def test_an_empty_variable_is_one_that_is_not_set(monkeypatch, variable, setting, meant) -> None:
    monkeypatch.setenv(variable, "")
    assert runpy.run_path(SETTINGS)[setting] == meant


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
