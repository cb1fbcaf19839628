"""What a start does without, and the migrated database that the suite copies."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.database import fingerprint, sources

RULES = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8"))
BANNED = RULES["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-module-level-imports"]
START = """
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*sorted(sys.modules))
"""


def test_a_start_imports_nothing_that_waits_for_its_use() -> None:
    """In a process of its own, up to the addresses: by then a server answers."""
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "reports.urls" in loaded
    assert loaded.intersection(BANNED) == set()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("index", {}),
        ("gap", {"slug": "a"}),
        ("requirement", {"slug": "a", "code": "M.1"}),
        ("person", {"slug": "a", "employment": 1}),
        ("download", {"slug": "a", "form": "csv"}),
    ],
)
def test_every_report_finds_its_view_when_asked_for(client, name, arguments) -> None:
    """A name in reports/urls.py that is no view would only be noticed here."""
    answer = client.get(reverse(f"reports:{name}", kwargs=arguments))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_copied_database_is_of_these_migrations_and_these_models() -> None:
    named = {str(path.relative_to(settings.BASE_DIR)) for path in sources()}
    assert {
        "courses/migrations/0001_initial.py",
        "courses/models/pages.py",
        "assessments/ledger/models/evidence.py",
        "config/settings/base.py",
    } <= named


def test_a_changed_migration_is_another_database(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    migration = tmp_path / "0001_initial.py"
    migration.write_text("one")
    before = fingerprint([migration])
    assert fingerprint([migration]) == before
    migration.write_text("two")
    assert fingerprint([migration]) != before
