"""The house keeps its shape. import-linter reads the imports; what it cannot see is checked here."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

ROOT = Path(settings.BASE_DIR)

# Upper storeys first; what shares a line does not know each other. A relation may point down or stay at home.
STOREYS = [
    {"config"},
    {"demo"},
    {"reports", "recoveryskole"},
    {"development", "cocreation"},
    {"proofs", "exchange", "lesson_h5p"},
    {"courses"},
    {"h5p"},
    {"assessments"},
    {"ledger"},
    {"competences"},
    {"accounts"},
]
FLOOR = {room: len(STOREYS) - number for number, rooms in enumerate(STOREYS) for room in rooms}
# Rooms inside a room: apps of their own below it in the tree (contracts of their own).
INNER_ROOMS = {
    "h5p": ROOT / "assessments" / "h5p",
    "ledger": ROOT / "assessments" / "ledger",
    "proofs": ROOT / "courses" / "proofs",
    "exchange": ROOT / "courses" / "exchange",
    "lesson_h5p": ROOT / "courses" / "h5p",
}
MAX_LINES = 400
# Generated, fetched, or somebody else's.
NOT_OURS = {"node_modules", "var", ".venv", ".git", "migrations", "__pycache__"}


def folder_of(room: str) -> Path:
    return INNER_ROOMS.get(room, ROOT / room)


def own_files(suffix: str) -> Iterator[Path]:
    for path in sorted(ROOT.rglob(f"*{suffix}")):
        if not NOT_OURS.intersection(path.relative_to(ROOT).parts):
            yield path


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOOR]


def is_allowed(source: str, target: str) -> bool:
    """Whether a room may point at another; at what is not ours (Django, Wagtail) all may."""
    return target not in FLOOR or source == target or FLOOR[target] < FLOOR[source]


def relations(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Every field that makes the database of `model` know another model: (field name, the other's app)."""
    for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
        other = field.related_model
        if other is not None:
            # A string reference that was never resolved would be a str: its app stands before the dot.
            label = other.split(".")[0] if isinstance(other, str) else other._meta.app_label
            yield field.name, label


def test_storeys_are_those_of_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    outer = [storey for storey in STOREYS if not storey & INNER_ROOMS.keys()]
    assert [set(layer.split(" | ")) for layer in contracts[0]["layers"]] == outer


def test_every_installed_app_of_ours_has_a_storey() -> None:
    ours = {
        config.label
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(ROOT)
        if not NOT_OURS.intersection(Path(config.path).relative_to(ROOT).parts)
    }
    assert ours == set(FLOOR)


def test_relation_rule_refuses_up_and_sideways() -> None:
    assert is_allowed("courses", "accounts")
    assert is_allowed("courses", "courses")
    assert is_allowed("courses", "wagtailcore")
    assert not is_allowed("accounts", "courses")
    assert not is_allowed("reports", "recoveryskole")


def test_relations_point_downward_only() -> None:
    upward = [
        f"{model._meta.label}.{name} -> {target}"
        for model in own_models()
        for name, target in relations(model)
        if not is_allowed(model._meta.app_label, target)
    ]
    assert upward == []


def test_no_relation_hides_its_target() -> None:
    """A generic foreign key could point anywhere, upward too, and no database constraint would hold it."""
    generic = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]
    assert generic == []


def test_files_are_short_enough_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for suffix in (".py", ".html", ".scss", ".mjs")
        for path in own_files(suffix)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def test_migrations_are_named_for_what_they_change() -> None:
    unnamed = [
        str(path.relative_to(ROOT))
        for room in FLOOR
        for path in folder_of(room).glob("migrations/0*.py")
        if re.search(r"_auto_|_and_more", path.name)
    ]
    assert unnamed == []


def test_public_domain_functions_say_what_they_do() -> None:
    silent = []
    for room in FLOOR:
        for path in (folder_of(room) / "domain").rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
                if is_public and not ast.get_docstring(node):
                    silent.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert silent == []


def test_no_signals_inside_the_house() -> None:
    """A write calls the next function by name: a receiver would hide the way of the water."""
    listening = [
        str(path.relative_to(ROOT))
        for room in FLOOR
        for path in folder_of(room).rglob("*.py")
        if re.search(
            r"@receiver\(|\b(pre|post)_(save|delete)\.connect\(|m2m_changed\.connect\(", path.read_text()
        )
    ]
    assert listening == []


@pytest.mark.parametrize("room", sorted(set(FLOOR) - {"config"}))
def test_every_room_has_a_readme(room: str) -> None:
    assert (folder_of(room) / "README.md").is_file()
