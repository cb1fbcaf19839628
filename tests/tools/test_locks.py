"""The locks: what serves is a part of what works on the code, and nothing in them is taken on trust."""

import re
from pathlib import Path

import pytest
from django.conf import settings

LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-mutate.lock",
    "requirements-node.lock",
    "requirements-setup.lock",
)
NOT_FOR_SERVING = {"pytest", "pytest-cov", "mypy", "ruff", "hypothesis", "playwright", "factory-boy"}


def read(name: str) -> str:
    return (Path(settings.BASE_DIR) / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    """Package to version, with all its hashes."""
    entries = re.split(r"\n(?=[a-z0-9])", read(name))
    return {entry.split("==")[0]: entry.strip() for entry in entries if "==" in entry}


def test_production_installs_no_test_tools() -> None:
    assert NOT_FOR_SERVING & set(pins("requirements.lock")) == set()
    assert NOT_FOR_SERVING - set(pins("requirements-dev.lock")) == set()


@pytest.mark.parametrize("name", ["requirements-dev.lock", "requirements-mutate.lock"])
def test_what_is_tested_is_what_serves(name) -> None:
    tested = pins(name)
    assert {name: tested.get(name) for name in pins("requirements.lock")} == pins("requirements.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_a_hash_for_everything_and_no_address(name) -> None:
    assert [entry for entry in pins(name).values() if "--hash=sha256:" not in entry] == []
    assert re.findall(r"\w+://\S+|--(?:extra-)?index-url|--find-links", read(name)) == []
