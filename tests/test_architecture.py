"""The house keeps its shape. import-linter reads the imports; what it cannot see is checked here."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from rules.permissions import permissions

ROOT = Path(settings.BASE_DIR)

# Upper storeys first; what shares a line does not know each other. A relation may point down or stay at home.
STOREYS = [
    {"config"},
    {"demo"},
    {"reports", "recoveryskole"},
    {"development", "cocreation"},
    {"proofs", "exchange", "lesson_h5p"},
    {"courses"},
    {"h5p", "practice"},
    {"assessments"},
    {"ledger"},
    {"competences"},
    {"seats", "uploads", "releases"},
    {"accounts"},
]
FLOOR = {room: len(STOREYS) - number for number, rooms in enumerate(STOREYS) for room in rooms}
# Rooms inside a room are apps of their own, below it in the tree.
INNER_ROOMS = {
    "proofs": "courses.proofs",
    "exchange": "courses.exchange",
    "lesson_h5p": "courses.h5p",
    "h5p": "assessments.h5p",
    "practice": "assessments.practice",
    "ledger": "assessments.ledger",
}
MAX_LINES = 400
# Generated, fetched, or somebody else's.
NOT_OURS = {"node_modules", "var", ".venv", ".git", "migrations", "__pycache__"}


def package_of(room: str) -> str:
    return INNER_ROOMS.get(room, room)


def folder_of(room: str) -> Path:
    return ROOT.joinpath(*package_of(room).split("."))


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


def contracts() -> list[dict[str, Any]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_storeys_are_those_of_the_import_contract() -> None:
    rooms, inside, _asking = contracts()
    outer = [storey for storey in STOREYS if not storey & INNER_ROOMS.keys()]
    assert [set(layer.split(" | ")) for layer in rooms["layers"]] == outer
    assert set(inside["containers"]) == {package_of(room) for room in FLOOR}


def test_all_that_asks_is_kept_from_the_ledger() -> None:
    parts = {
        f"assessments.{path.stem}"
        for path in (ROOT / "assessments").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert set(contracts()[2]["source_modules"]) == parts - {
        "assessments.__init__",
        "assessments.h5p",
        "assessments.ledger",
        "assessments.practice",
    }


def copy_house(to: Path) -> None:
    """Our own modules and the contracts, to be broken on purpose."""
    shutil.copy(ROOT / "pyproject.toml", to)
    for room in FLOOR.keys() - INNER_ROOMS.keys():
        shutil.copytree(ROOT / room, to / room, ignore=lambda folder, names: ignored(Path(folder), names))


def ignored(folder: Path, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".py") and not (folder / name).is_dir()}


def lint_imports(house: Path) -> tuple[bool, str]:
    """Whether the contracts hold there, and what is said of it."""
    found = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "1000"},
        check=False,
    )
    return found.returncode == 0, found.stdout + found.stderr


def planted_imports() -> Iterator[tuple[str, str]]:
    """For every room a module, and what it must not import: a room above or beside it, or its own top."""
    for storey, above in zip(STOREYS[1:], STOREYS, strict=False):
        for room in sorted(storey):
            # An inner room of another house is not above: the room that it lies in is.
            higher = next(iter(sorted(above)))
            target = package_of(higher)
            yield f"{package_of(room)}.apps", f"{target}.apps"
            yield f"{package_of(room)}.apps", "config.urls"
    for storey in STOREYS:
        for room, other in zip(sorted(storey), sorted(storey)[1:], strict=False):
            yield f"{package_of(room)}.apps", f"{package_of(other)}.apps"
    yield "config.log_filters", "config.apps"
    yield "assessments.apps", "assessments.ledger.apps"


def test_a_forbidden_import_is_seen_in_every_room(tmp_path: Path) -> None:
    copy_house(tmp_path)
    holds, said = lint_imports(tmp_path)
    assert holds, said
    planted = set(planted_imports())
    assert {source.rpartition(".")[0] for source, _target in planted} == {package_of(room) for room in FLOOR}
    for source, target in planted:
        with (tmp_path / f"{source.replace('.', '/')}.py").open("a") as module:
            module.write(f"\nimport {target}\n")
    _holds, said = lint_imports(tmp_path)
    assert [pair for pair in sorted(planted) if f"{pair[0]} -> {pair[1]}" not in said] == []


def test_a_module_that_no_contract_names_is_refused(tmp_path: Path) -> None:
    copy_house(tmp_path)
    (tmp_path / "assessments" / "services.py").touch()
    holds, said = lint_imports(tmp_path)
    assert not holds
    assert "services" in said


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


# What only those who speak HTTP know. `http.client` is free: whoever calls another house is a guest there.
CLOTHES = re.compile(r"django\.http(\.|$)|django\.shortcuts|http\.(HTTPStatus|HTTPMethod)|rest_framework")


def worn(source: str) -> set[str]:
    """The names in a module's imports, anywhere in it, that belong to HTTP."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{name.name}" for name in node.names}
    return {name for name in names if CLOTHES.match(name)} | {
        f"http.{node.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in ("HTTPStatus", "HTTPMethod")
    }


@pytest.mark.parametrize(
    "line",
    [
        "from django.http import QueryDict",
        "from django.http.request import QueryDict as Form",
        "import django.http",
        "from django import http",
        "from http import HTTPStatus",
        "import http; http.HTTPStatus.OK",
        "def f():\n    from django.http import Http404",
        "from django.shortcuts import get_object_or_404",
    ],
)
def test_clothes_are_seen(line: str) -> None:
    assert worn(line)


def test_domain_takes_no_form_in_its_clothes() -> None:
    """A no of the domain has a meaning (assessments/domain/refusals.py); the views say it to a browser."""
    dressed = {
        str(path.relative_to(ROOT)): found
        for room in FLOOR
        for path in (folder_of(room) / "domain").rglob("*.py")
        if (found := worn(path.read_text(encoding="utf-8")))
    }
    assert dressed == {}


def test_no_signals_inside_the_house() -> None:
    """A write calls the next function by name: a receiver would hide the way of the water.

    Pages are in Wagtail's hands, which saves and deletes them by ways of its own: that may be listened to,
    and the token of their tree hears all of it.
    """
    listening = [
        str(path.relative_to(ROOT))
        for room in FLOOR
        for path in folder_of(room).rglob("*.py")
        if re.search(
            r"@receiver\(|\b(pre|post)_(save|delete)\.connect\((?!\w+, sender=Page\)|tree_changed\b)"
            r"|m2m_changed\.connect\(",
            path.read_text(),
        )
    ]
    assert listening == []


@pytest.mark.parametrize("room", sorted(set(FLOOR) - {"config"}))
def test_every_room_has_a_readme(room: str) -> None:
    assert (folder_of(room) / "README.md").is_file()


def test_every_registered_permission_is_asked() -> None:
    """A rule that nobody asks guards nothing, and looks as if it did."""
    ours = [name for name in permissions if name.split(".")[0] in FLOOR]
    texts = [path.read_text(encoding="utf-8") for suffix in (".py", ".html") for path in own_files(suffix)]
    asked = {name for name in ours if sum(text.count(f'"{name}"') for text in texts) > 1}
    assert asked == set(ours)
    assert ours


def filled_in_at_import(source: str) -> list[int]:
    """The lines where a lazy text is put together outside a function: it stays in the importer's language."""
    tree = ast.parse(source)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    lazy = {
        name.asname or name.name
        for node in imports
        if node.module == "django.utils.translation"
        for name in node.names
        if name.name.endswith("lazy")
    }

    def outside(node: ast.AST) -> Iterator[ast.AST]:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.FunctionDef | ast.Lambda):
                yield child
                yield from outside(child)

    return [
        node.lineno
        for node in outside(tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.left, ast.Call)
        and isinstance(node.left.func, ast.Name)
        and node.left.func.id in lazy
    ]


def test_no_lazy_text_is_put_together_at_import() -> None:
    planted = "from django.utils.translation import gettext_lazy as _\nclass A:\n    b = _('%d c') % 1\n"
    assert filled_in_at_import(planted) == [3]
    found = {path: lines for path in own_files(".py") if (lines := filled_in_at_import(path.read_text()))}
    assert found == {}
