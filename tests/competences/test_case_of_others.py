"""Real frameworks of others: what the schema forbids and files still have, and all of it given back."""

import json
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competences.domain.exchange.case_values import as_identifier, natural_order, read_number
from competences.domain.exchange.problems import ImportRefused
from competences.domain.export import export_framework
from competences.domain.framework import import_framework, load_house_framework, word_competence
from competences.models import Competence, Framework, FrameworkSource
from tests.competences.files import child, item, number, package, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def titles(framework: Framework) -> list[str]:
    return [row.title for row in framework.competences.order_by("position")]


def kinds(framework: Framework) -> list[str]:
    return [row.kind for row in framework.competences.order_by("position")]


# Identifiers, numbers, codes


IDENTIFIERS = {
    number(5): uuid.UUID(int=5),
    number(5).upper().replace("-", ""): uuid.UUID(int=5),
    f"urn:uuid:{number(5)}": uuid.UUID(int=5),
    f"https://example.org/ims/case/v1p0/CFItems/{number(5)}/": uuid.UUID(int=5),
    "https://example.org/items/five": uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/items/five"),
    "urn:oid:1.2.208.176": uuid.uuid5(uuid.NAMESPACE_OID, "1.2.208.176"),
    "1.2.208.176": uuid.uuid5(uuid.NAMESPACE_OID, "1.2.208.176"),
    "five": None,
    "": None,
    "\ud800:x": None,
}


@pytest.mark.parametrize(("text", "identifier"), IDENTIFIERS.items())
def test_identifiers_are_uuids_or_made_from_addresses(text, identifier) -> None:
    assert as_identifier(text) == identifier


def test_numbers_in_quotes_and_list_numbers_order_as_numbers() -> None:
    assert [read_number(value) for value in ("3", 3, " 2.5 ", "x", None, True, "1e9")] == [
        *(3, 3, 2.5, None, None, None, None)
    ]
    assert sorted(["A10", "10", "9", "A2", "a1", ""], key=natural_order) == ["", "9", "10", "a1", "A2", "A10"]


def test_import_orders_by_numbers_whether_quoted_or_listed(tmp_path) -> None:
    by_sequence = [child(of, 0, sequenceNumber=str(of)) for of in (10, 9, 2)]
    assert titles(take_in(package([item(10), item(9), item(2)], by_sequence), tmp_path)) == [
        *("Statement 2", "Statement 9", "Statement 10")
    ]
    Framework.objects.all().delete()
    listed = [item(of, listEnumeration=enumeration) for of, enumeration in ((1, "10"), (2, "9"), (3, 1))]
    assert titles(take_in(package(listed, []), tmp_path)) == ["Statement 3", "Statement 2", "Statement 1"]


def test_import_takes_codes_that_stand_more_than_once(tmp_path) -> None:
    items = [item(of, humanCodingScheme="A") for of in range(1, 9)]
    path = tmp_path / "case.json"
    path.write_text(json.dumps(package(items, [])), encoding="utf-8")
    result = import_framework(path)
    codes = list(result.framework.competences.values_list("code", flat=True))
    assert codes[:2] == ["A", "A-00000000"]
    assert len(set(codes)) == 8
    told = (
        "7 entries: the code stands more than once, so a piece of its identifier follows"
        " (A, A, A, A, A … and 2 more of the same kind)"
    )
    assert told in result.remarks
    assert import_framework(path).changes == 0


def test_import_takes_a_long_code_and_a_long_title(tmp_path) -> None:
    told = package([item(1, humanCodingScheme="x" * 61)], [])
    told["CFDocument"] |= {"title": "t" * 300, "publisher": "p" * 300, "language": "da-DK-x-stort"}
    framework = take_in(told, tmp_path)
    assert framework.title == "t" * 249 + "…"
    assert framework.competences.get().code == "00000000"
    assert json.loads(export_framework(framework.code)) == told


# Shapes of files


def test_import_takes_a_wrapped_package_with_a_byte_order_mark(tmp_path) -> None:
    told = package([item(1)], [])
    (tmp_path / "case.json").write_text(json.dumps({"CFPackage": told}), encoding="utf-8-sig")
    framework = import_framework(tmp_path / "case.json").framework
    assert titles(framework) == ["Statement 1"]
    assert json.loads(export_framework(framework.code)) == told


def test_import_takes_addresses_for_identifiers(tmp_path) -> None:
    """CASE 1.0 of some tools: addresses everywhere, and bare ones as the ends of an association."""
    told = package([item(1), item(2)], [child(2, 1), child(1, 0)])
    for entry in (told["CFDocument"], *told["CFItems"]):
        entry["identifier"] = entry["uri"]
    for association in told["CFAssociations"]:
        for end in ("originNodeURI", "destinationNodeURI"):
            association[end] = association[end]["uri"]
    told["CFAssociations"][1]["destinationNodeURI"] = told["CFDocument"]["uri"]
    framework = take_in(told, tmp_path)
    assert framework.competences.get(title="Statement 2").parent.title == "Statement 1"
    assert import_framework(tmp_path / "case.json").changes == 0
    assert json.loads(export_framework(framework.code)) == told


def test_import_takes_several_places_and_other_frameworks(tmp_path) -> None:
    path = tmp_path / "case.json"
    associations = [child(3, 1), child(3, 2), child(1, 7), child(8, 1), child(2, 0)]
    told = package([item(1), item(2), item(3, humanCodingScheme="C"), item(2)], associations)
    path.write_text(json.dumps(told), encoding="utf-8")
    result = import_framework(path)
    assert Competence.objects.get(code="C").parent.title == "Statement 1"
    assert Competence.objects.count() == 3
    assert "1 entry: it has several places in the tree; the first is used (C)" in result.remarks
    assert "1 entry: it stands twice, word for word, and is taken once (CFItems number 4)" in result.remarks
    assert result.remarks[-1] == (
        "Kept and given back, but not used here: isChildOf to or from entries that are not in the file (2)."
    )
    assert json.loads(export_framework(result.framework.code)) == told


def test_import_of_a_document_alone_says_what_to_do(tmp_path) -> None:
    told = {"CFDocument": package([], [])["CFDocument"]}
    with pytest.raises(ImportRefused, match="Fetch the whole package, not the document alone"):
        take_in(told, tmp_path)


@pytest.mark.parametrize("told", ["NaN", "1e999", '"\\u0000"', '"\\ud800"'])
def test_import_refuses_what_no_database_keeps(tmp_path, told) -> None:
    text = json.dumps(package([item(1, humanCodingScheme="A", weight="here")], []))
    with pytest.raises(ImportRefused, match="A: it holds signs that cannot be stored"):
        take_in(text.replace('"here"', told), tmp_path)
    assert not Framework.objects.exists()


# Kinds


def test_kinds_come_from_types_however_deep(tmp_path) -> None:
    told = package(
        [
            item(1, CFItemType="Domain"),
            item(2, CFItemType="Cluster"),
            item(3, CFItemType="Standard"),
            item(4, CFItemType="Standard"),
            item(5, CFItemTypeURI={"title": "Component", "identifier": number(50), "uri": "https://x.test"}),
            item(6, CFItemType="Unheard of"),
        ],
        [child(1, 0), child(2, 1), child(3, 2), child(4, 3), child(5, 4), child(6, 2)],
    )
    path = tmp_path / "case.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    result = import_framework(path)
    assert kinds(result.framework) == ["area", "area", "requirement", "part", "part", "requirement"]
    assert "1 entry: it lies under a requirement, so it is a part of it (CFItems number 4)" in result.remarks
    assert (
        "1 entry: the type is none we know, so the kind comes from the place (CFItems number 6)"
        in result.remarks
    )


def test_kinds_come_from_places_where_no_type_says_requirement(tmp_path) -> None:
    told = package([item(1, CFItemType="Domain"), item(2, CFItemType="Domain")], [child(2, 1)])
    assert kinds(take_in(told, tmp_path)) == ["area", "requirement"]


def test_entries_without_a_tree_are_requirements(tmp_path) -> None:
    assert kinds(take_in(package([item(1), item(2)], [child(1, 0)]), tmp_path)) == ["requirement"] * 2


# Language


LANGUAGES: list[tuple[dict[str, Any], list[dict[str, Any]], str]] = [
    ({"language": "en"}, [{"language": "da"}], "en"),
    ({}, [{"language": "sv"}, {"language": "sv"}], "sv"),
    ({}, [{"language": "sv"}, {}], ""),
    ({}, [{}], ""),
]


@pytest.mark.parametrize(("document", "items", "language"), LANGUAGES)
def test_language_is_never_guessed(tmp_path, document, items, language) -> None:
    told = package([item(of, **more) for of, more in enumerate(items, 1)], [])
    told["CFDocument"] |= document
    framework = take_in(told, tmp_path)
    assert framework.language == language
    assert json.loads(export_framework(framework.code)) == told


# Given back


def rich() -> dict[str, Any]:
    """A package that uses what we do not."""
    link = {"title": "Licence", "identifier": number(80), "uri": "https://example.org/licences/80"}
    told = package(
        [
            item(
                1, educationLevel=["01"], abbreviatedStatement="One", licenseURI=link, extensions={"x": [1]}
            ),
            item(2, conceptKeywords=["håb"], CFItemType="Standard", notes=" with spaces "),
        ],
        [
            child(2, 1, sequenceNumber="1"),
            child(1, 0) | {"notes": "why"},
            child(2, 1) | {"identifier": number(3000), "associationType": "isRelatedTo"},
        ],
    )
    told["CFDocument"] |= {
        "officialSourceURL": "https://example.org/framework.pdf",
        "version": "3.1",
        "adoptionStatus": "Adopted",
        "licenseURI": link,
        "statusStartDate": "2021-08-01",
    }
    told["CFDefinitions"] = {"CFLicenses": [link], "CFConcepts": [], "extensions": {"y": None}}
    told["CFRubrics"] = [{"identifier": number(90), "title": "Rubric", "CFRubricCriteria": [{"weight": 0.5}]}]
    told["extensions"] = {"z": {"deep": [1.0, None, True]}}
    return told


def test_export_gives_back_all_that_others_said(tmp_path) -> None:
    framework = take_in(rich(), tmp_path)
    assert json.loads(export_framework(framework.code)) == rich()
    assert (framework.year, framework.publisher) == (2021, "Another Agency")
    assert import_framework(tmp_path / "case.json").changes == 0


def test_export_gives_back_words_that_were_changed_here_and_nothing_else_changed(tmp_path) -> None:
    framework = take_in(rich(), tmp_path)
    row = framework.competences.get(title="Statement 1")
    row.title, row.title_en = "Vores ord", "Our words"
    word_competence(row)
    framework.refresh_from_db()
    told, expected = json.loads(export_framework(framework.code)), rich()
    changed = expected["CFItems"][0]
    changed |= {"fullStatement": "Vores ord", "lastChangeDateTime": told["CFItems"][0]["lastChangeDateTime"]}
    changed["extensions"]["laersammen"] = {"title_en": "Our words"}
    assert told == expected
    assert told["CFItems"][0]["lastChangeDateTime"] > rich()["CFItems"][0]["lastChangeDateTime"]


def test_import_command_tells_what_was_not_used(tmp_path) -> None:
    (tmp_path / "case.json").write_text(json.dumps(rich()), encoding="utf-8")
    out = StringIO()
    call_command("import_framework", str(tmp_path / "case.json"), stdout=out)
    assert out.getvalue().splitlines() == [
        "framework-of-others: 3 changes (3 new, 0 changed, 0 removed).",
        "1 entry: there is no type, so the kind comes from the place (CFItems number 1)",
        "The file does not say which language it is in.",
        "Kept and given back, but not used here: CFAssociations: notes (1), CFDocument: adoptionStatus (1),"
        " CFDocument: licenseURI (1), CFDocument: officialSourceURL (1), CFItems: abbreviatedStatement (1),"
        " CFItems: conceptKeywords (1), CFItems: educationLevel (1), CFItems: extensions (1),"
        " CFItems: licenseURI (1), CFLicenses (1), CFRubrics (1), extensions (1), isRelatedTo (1).",
    ]


def test_our_own_framework_is_kept_beside_only_where_others_have_added_to_it(tmp_path) -> None:
    load_house_framework()
    told = json.loads(export_framework("KK2019"))
    take_in(told, tmp_path)
    assert not FrameworkSource.objects.exists()
    told["CFItems"][0]["educationLevel"] = ["01"]
    take_in(told, tmp_path)
    assert json.loads(export_framework("KK2019")) == told
    load_house_framework()
    assert not FrameworkSource.objects.exists()


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
STATEMENTS = WORDS.filter(str.strip)
MORE = st.fixed_dictionaries(
    {},
    optional={
        "humanCodingScheme": st.sampled_from(["A", "B", "1", "10"]) | WORDS,
        "listEnumeration": st.sampled_from(["1", "2", "10", "A1", "b"]),
        "CFItemType": st.sampled_from(["Domain", "Standard", "Component", "Andet"]),
        "language": st.sampled_from(["da", "en"]),
        "notes": WORDS,
        "abbreviatedStatement": WORDS,
        "educationLevel": st.lists(WORDS, max_size=2),
        "extensions": st.dictionaries(WORDS, WORDS, max_size=2),
    },
)


@st.composite
def packages(draw: st.DrawFn) -> dict[str, Any]:
    """A package that the schema allows, of any depth, with entries in several places."""
    count = draw(st.integers(1, 8))
    items = [item(of, fullStatement=draw(STATEMENTS)) | draw(MORE) for of in range(1, count + 1)]
    associations = []
    for of in range(1, count + 1):
        for parent in draw(st.lists(st.integers(0, of - 1), unique=True, max_size=2)):
            sequence = draw(st.none() | st.integers(1, 20))
            associations.append(child(of, parent) | ({"sequenceNumber": sequence} if sequence else {}))
    for place, kind in enumerate(draw(st.lists(st.sampled_from(["precedes", "isRelatedTo"]), max_size=2))):
        ends = child(1, draw(st.integers(1, count)))
        associations.append(ends | {"identifier": number(5000 + place), "associationType": kind})
    told = package(draw(st.permutations(items)), draw(st.permutations(associations)))
    told["CFDocument"] |= draw(st.fixed_dictionaries({}, optional={"version": WORDS, "notes": WORDS}))
    return told


@given(told=packages())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_package_that_the_schema_allows_is_taken_and_given_back(told, tmp_path: Path) -> None:
    Framework.objects.all().delete()
    framework = take_in(told, tmp_path)
    assert framework.competences.count() == len(told["CFItems"])
    for row in framework.competences.select_related("parent"):
        assert row.parent is None or row.parent.position < row.position
        assert row.parent is None or row.parent.kind == "area" or row.kind == "part"
    assert json.loads(export_framework(framework.code)) == told
    assert import_framework(tmp_path / "case.json").changes == 0
