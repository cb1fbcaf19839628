"""CASE 1.1: what we give out, what we take in from others, and that both are the same tree."""

import copy
import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competences.domain.exchange.problems import ImportRefused
from competences.domain.export import ExportRefused, export_framework
from competences.domain.framework import import_framework, load_house_framework
from competences.models import Competence, Framework
from tests.competences.files import child, item, number, package, take_in
from tests.factories.competences import make_area, make_framework, make_part, make_requirement

pytestmark = pytest.mark.django_db
WORDS = ("code", "title", "title_en", "description", "section", "strand", "settings", "kind", "position")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def tree(framework: Framework) -> list[tuple[Any, ...]]:
    rows = framework.competences.select_related("parent")
    return [
        (row.identifier, row.parent and row.parent.code, *(getattr(row, word) for word in WORDS))
        for row in rows
    ]


# Giving out


def is_moment(value: object) -> bool:
    return (
        isinstance(value, str) and dt.datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    )


def is_identifier(value: object) -> bool:
    return isinstance(value, str) and str(uuid.UUID(value)) == value


def is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def is_address(value: object) -> bool:
    return is_text(value) and str(value).startswith("http")


def is_link(value: Any) -> bool:
    return (
        set(value) == {"title", "identifier", "uri", "targetType"}
        and is_text(value["title"])
        and is_identifier(value["identifier"])
        and is_address(value["uri"])
        and value["targetType"] == "CASE"
    )


# What CASE 1.1 demands of each part, and what it allows besides.
REQUIRED = {
    "CFDocument": {
        "identifier": is_identifier,
        "uri": is_address,
        "creator": is_text,
        "title": is_text,
        "lastChangeDateTime": is_moment,
    },
    "CFItems": {
        "identifier": is_identifier,
        "uri": is_address,
        "fullStatement": is_text,
        "lastChangeDateTime": is_moment,
    },
    "CFAssociations": {
        "identifier": is_identifier,
        "uri": is_address,
        "associationType": lambda value: value == "isChildOf",
        "originNodeURI": is_link,
        "destinationNodeURI": is_link,
        "lastChangeDateTime": is_moment,
    },
}
ALLOWED = {
    "CFDocument": {"caseVersion", "publisher", "description", "language", "version", "extensions"},
    "CFItems": {"humanCodingScheme", "CFItemType", "notes", "language", "extensions"},
    "CFAssociations": {"sequenceNumber"},
}


def test_export_has_what_case_demands_and_nothing_it_forbids() -> None:
    load_house_framework()
    told = json.loads(export_framework("KK2019"))
    assert set(told) == set(REQUIRED)
    assert len(told["CFItems"]) == len(told["CFAssociations"]) == 51
    assert told["CFDocument"]["caseVersion"] == "1.1"
    for part, demands in REQUIRED.items():
        for row in [told[part]] if part == "CFDocument" else told[part]:
            assert set(demands) <= set(row) <= set(demands) | ALLOWED[part]
            for name, is_right in demands.items():
                assert is_right(row[name]), (part, name, row[name])
    identifiers = [row["identifier"] for part in ("CFItems", "CFAssociations") for row in told[part]]
    assert len(set(identifiers)) == len(identifiers)


def test_export_twice_says_the_same() -> None:
    load_house_framework()
    assert export_framework("KK2019") == export_framework("KK2019")


def test_export_takes_the_same_queries_however_many_entries(django_assert_num_queries) -> None:
    area = make_area(make_framework(code="X"))
    for entries in (1, 3):
        for _ in range(entries):
            make_part(make_requirement(area))
        with django_assert_num_queries(2):
            export_framework("X")


def test_export_of_an_unknown_code_is_one_line() -> None:
    make_framework(code="X")
    with pytest.raises(ExportRefused, match=r"^There is no framework “Y”. Known are: X$"):
        export_framework("Y")
    with pytest.raises(CommandError) as failed:
        call_command("export_framework", "Y")
    assert failed.value.returncode == 1


def test_export_command_prints_or_writes(tmp_path, capsys) -> None:
    make_area(make_framework(code="X"), title="Mål og håb")
    call_command("export_framework", "X", "--format", "case")
    printed = capsys.readouterr().out
    assert json.loads(printed)["CFItems"][0]["fullStatement"] == "Mål og håb"
    call_command("export_framework", "X", "--output", str(tmp_path / "x.json"))
    assert (tmp_path / "x.json").read_text(encoding="utf-8") == printed
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_framework", "X", "--output", str(tmp_path))


# There and back


def test_export_comes_back_as_the_same_tree(tmp_path) -> None:
    house = load_house_framework()
    before, told = tree(house), export_framework("KK2019")
    house.delete()
    back = take_in(told, tmp_path)
    assert tree(back) == before
    for word in ("code", "identifier", "title", "title_en", "publisher", "year", "language", "description"):
        assert getattr(back, word) == getattr(house, word)


def test_import_of_our_own_export_changes_nothing(tmp_path) -> None:
    house = load_house_framework()
    path = tmp_path / "case.json"
    path.write_text(export_framework("KK2019"), encoding="utf-8")
    result = import_framework(path)
    assert (result.changes, result.kept) == (0, 0)
    assert result.framework.changed_at == house.changed_at
    assert result.framework.methods.count() == 7


WORD = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30).map(str.strip)
TITLE = WORD.filter(bool)


@st.composite
def small_trees(draw: st.DrawFn) -> list[tuple[int | None, dict[str, Any]]]:
    """Entries as (number of the one above, or None; what stands in it), parents first."""
    rows: list[tuple[int | None, dict[str, Any]]] = []
    depths: list[int] = []
    for position in range(draw(st.integers(1, 8))):
        above = draw(st.none() | st.integers(0, position - 1)) if position else None
        depths.append(0 if above is None else depths[above] + 1)
        words = {
            "title": draw(TITLE),
            "title_en": draw(WORD),
            "description": draw(WORD),
            "settings": draw(st.lists(st.sampled_from(["bosted", "plejecenter"]), unique=True)),
            "kind": ["area", "requirement", "part"][min(depths[-1], 2)],
        }
        rows.append((above, words))
    return rows


@given(rows=small_trees())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_small_tree_comes_back_as_it_was(rows, tmp_path) -> None:
    Framework.objects.all().delete()
    framework = Framework.objects.create(code="X", title="X", changed_at=timezone.now())
    made: list[Competence] = []
    for place, (above, words) in enumerate(rows):
        parent = None if above is None else made[above]
        made.append(framework.competences.create(code=f"c{place}", parent=parent, position=place, **words))

    def branches(of: Framework) -> list[tuple[Any, ...]]:
        codes = {row.pk: row.code for row in of.competences.all()}
        return sorted(
            (row.code, codes.get(row.parent_id), *(getattr(row, word) for word in rows[0][1]))
            for row in of.competences.all()
        )

    before, told = branches(framework), export_framework("X")
    framework.delete()
    back = take_in(told, tmp_path)
    assert branches(back) == before
    (tmp_path / "again.json").write_text(export_framework("X"), encoding="utf-8")
    assert import_framework(tmp_path / "again.json").changes == 0


# Taking in from others


def test_import_of_a_package_of_others(tmp_path) -> None:
    framework = take_in(
        package(
            [
                item(3, humanCodingScheme="A.1", notes="Why it matters", CFItemType="Standard"),
                item(1, humanCodingScheme="A"),
                item(2, listEnumeration="b"),
                item(4),
                item(5, listEnumeration="a"),
                item(6),
            ],
            [
                child(1, 0, sequenceNumber=2),
                child(3, 1),
                child(4, 3),
                child(5, 4, sequenceNumber=2),
                child(6, 4, sequenceNumber=1),
                {"identifier": number(99), "associationType": "isRelatedTo"},
            ],
        ),
        tmp_path,
    )
    assert (framework.code, framework.publisher) == ("framework-of-others", "Another Agency")
    assert framework.identifier == uuid.UUID(int=0)
    rows = framework.competences.select_related("parent")
    assert [(row.title[-1], row.kind, row.parent and row.parent.title[-1]) for row in rows] == [
        ("1", "area", None),
        ("3", "requirement", "1"),
        ("4", "part", "3"),
        ("6", "part", "4"),
        ("5", "part", "4"),
        ("2", "area", None),
    ]
    assert rows[1].description == "Why it matters"
    assert [row.code for row in rows][2] == "00000000"
    assert len({row.code for row in rows}) == 6
    assert rows[0].identifier == uuid.UUID(int=1)


def test_import_of_a_package_again_changes_nothing_and_follows_its_identifiers(tmp_path) -> None:
    first = package(
        [item(1, humanCodingScheme="A"), item(2, humanCodingScheme="B")], [child(1, 0), child(2, 0)]
    )
    take_in(first, tmp_path)
    pks = dict(Competence.objects.values_list("identifier", "pk"))
    assert import_framework(tmp_path / "case.json").changes == 0
    swapped = copy.deepcopy(first)
    swapped["CFItems"][0]["humanCodingScheme"] = "B"
    swapped["CFItems"][1]["humanCodingScheme"] = "A"
    take_in(swapped, tmp_path)
    assert dict(Competence.objects.values_list("identifier", "pk")) == pks
    assert Competence.objects.get(code="B").identifier == uuid.UUID(int=1)
    assert import_framework(tmp_path / "case.json").changes == 0


def test_import_finds_a_free_code_for_a_framework_of_others(tmp_path) -> None:
    make_framework(code="framework-of-others")
    assert take_in(package([item(1)], []), tmp_path).code == "framework-of-others-2"
    assert import_framework(tmp_path / "case.json").changes == 0


def test_import_takes_statements_of_any_length_and_uris_without_identifiers(tmp_path) -> None:
    above = child(2, 1)
    above["destinationNodeURI"]["identifier"] = "not a uuid"
    framework = take_in(package([item(1), item(2, fullStatement="å" * 5000)], [child(1, 0), above]), tmp_path)
    assert framework.competences.get(parent__isnull=False).title == "å" * 5000


TAKE_OUT = " Take one of their isChildOf associations out."
BAD_PACKAGES = {
    "a circle": (
        package(
            [item(1), item(2, humanCodingScheme="B"), item(3, humanCodingScheme="C")],
            [child(2, 3), child(3, 2)],
        ),
        {
            "B: it lies under itself: the entries above it form a circle." + TAKE_OUT,
            "C: it lies under itself: the entries above it form a circle." + TAKE_OUT,
        },
    ),
    "itself above itself": (
        package([item(2, humanCodingScheme="B")], [child(2, 2)]),
        {"B: it lies under itself: the entries above it form a circle." + TAKE_OUT},
    ),
    "twice the same identifier": (
        package([item(1), item(1, humanCodingScheme="A")], []),
        {
            "A: the identifier stands more than once, with different content."
            " Keep one of them, or give the other an identifier of its own."
        },
    ),
    "no statement, no UUID": (
        package([item(1, humanCodingScheme="A", fullStatement=" "), item(2, identifier="x", uri="")], []),
        {
            "A: “fullStatement” is missing.",
            "CFItems number 2: “identifier” is neither a UUID nor an address. Give it one of them.",
        },
    ),
    "half a letter": (
        package([item(1, humanCodingScheme="A", fullStatement="\ud800")], []),
        {"A: “fullStatement” holds signs that cannot be stored."},
    ),
    "no document": (
        {"CFItems": [item(1)], "CFAssociations": []},
        {
            "top of the file: “CFDocument” must be names with values.",
            "CFDocument: “identifier” is missing.",
            "CFDocument: “title” is missing.",
        },
    ),
}


@pytest.mark.parametrize(("content", "problems"), BAD_PACKAGES.values(), ids=BAD_PACKAGES.keys())
def test_import_of_a_bad_package_names_the_entry_and_stores_nothing(tmp_path, content, problems) -> None:
    with pytest.raises(ImportRefused) as refused:
        take_in(content, tmp_path)
    assert set(refused.value.problems) == {f"case.json, {problem}" for problem in problems}
    assert not Framework.objects.exists()


def test_import_refuses_an_entry_of_another_framework(tmp_path) -> None:
    take_in(package([item(1, humanCodingScheme="A")], []), tmp_path)
    other = package([item(1, humanCodingScheme="A")], [])
    other["CFDocument"]["identifier"] = number(500)
    with pytest.raises(ImportRefused, match="A: its identifier belongs to the framework framework-of-others"):
        take_in(other, tmp_path)
    assert Framework.objects.count() == 1
