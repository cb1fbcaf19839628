"""What people have built on the entries of a framework stays on what it was built on."""

import copy
import datetime as dt
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from competences.domain.exchange.foundations import find_foundations
from competences.domain.exchange.problems import ImportRefused
from competences.domain.export import export_framework
from competences.domain.framework import import_framework, load_house_framework
from competences.models import Competence, Framework, JobRequirement
from tests.competences.files import child, everything, item, number, package, take_in
from tests.factories.accounts import make_person

pytestmark = pytest.mark.django_db
Package = dict[str, Any]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def house() -> Package:
    load_house_framework()
    told: Package = json.loads(export_framework("KK2019"))
    return told


def record(competence: Competence) -> Evidence:
    return Evidence.objects.create(
        person=make_person(),
        competence=competence,
        kind=EvidenceKind.OBSERVATION,
        level=2,
        confirms=2,
        recorded_on=dt.date(2025, 2, 3),
        origin="test:1",
        rule={},
    )


def refused(content: Package, folder: Path) -> list[str]:
    before = everything()
    with pytest.raises(ImportRefused) as caught:
        take_in(content, folder)
    assert everything() == before
    return caught.value.problems


def swap(key: str, one: Package, other: Package) -> None:
    one[key], other[key] = other[key], one[key]


def without_associations(told: Package) -> None:
    del told["CFAssociations"]


def one_floor_deeper(told: Package) -> None:
    """All of it under a new top, and no types: depth alone would make areas of requirements."""
    for entry in told["CFItems"]:
        entry.pop("CFItemType")
    top = item(7, humanCodingScheme="TOP", fullStatement="Hele rammen")
    document = told["CFDocument"]["identifier"]
    for association in told["CFAssociations"]:
        if association["destinationNodeURI"]["identifier"] == document:
            association["destinationNodeURI"] = {"title": "x", "identifier": number(7), "uri": top["uri"]}
    told["CFItems"].append(top)


def swapped_codes_and_new_identifiers(told: Package) -> None:
    names = {
        entry["identifier"]: str(uuid.uuid5(uuid.NAMESPACE_OID, entry["identifier"]))
        for entry in told["CFItems"]
    }
    one, other = (entry for entry in told["CFItems"] if entry["humanCodingScheme"] in ("L.1", "L.2"))
    one["humanCodingScheme"], other["humanCodingScheme"] = (
        other["humanCodingScheme"],
        one["humanCodingScheme"],
    )
    for entry in told["CFItems"]:
        entry["identifier"] = names[entry["identifier"]]
    for association in told["CFAssociations"]:
        for end in ("originNodeURI", "destinationNodeURI"):
            old = association[end]["identifier"]
            association[end]["identifier"] = names.get(old, old)


def swapped_statements(told: Package) -> None:
    one, other = (entry for entry in told["CFItems"] if entry["humanCodingScheme"] in ("L.1", "L.2"))
    swap("fullStatement", one, other)


def swapped_codes(told: Package) -> None:
    one, other = (entry for entry in told["CFItems"] if entry["humanCodingScheme"] in ("L.1", "L.2"))
    one["humanCodingScheme"], other["humanCodingScheme"] = (
        other["humanCodingScheme"],
        one["humanCodingScheme"],
    )


def another_type(told: Package) -> None:
    next(entry for entry in told["CFItems"] if entry["humanCodingScheme"] == "L.1")["CFItemType"] = "Part"


def another_statement(told: Package) -> None:
    entry = next(entry for entry in told["CFItems"] if entry["humanCodingScheme"] == "L.1")
    entry["fullStatement"] = "Kører bus om natten"


def fewer_entries(told: Package) -> None:
    del told["CFItems"][5:]


HARM: dict[str, tuple[Callable[[Package], None], str]] = {
    "no associations": (without_associations, "it would move to another place in the tree"),
    "another depth": (one_floor_deeper, "it would change from “Requirement” to “Part”"),
    "swapped codes": (swapped_codes, "its code would go to another entry"),
    "swapped codes, new identifiers": (
        swapped_codes_and_new_identifiers,
        "its statement would say something else",
    ),
    "swapped statements": (swapped_statements, "its statement would say something else"),
    "another type": (another_type, "it would change from “Requirement” to “Part”"),
    "another statement": (another_statement, "its statement would say something else"),
    "fewer entries": (fewer_entries, "it is gone from the file"),
}


@pytest.mark.parametrize(("harm", "sentence"), HARM.values(), ids=HARM.keys())
def test_import_refuses_what_would_move_what_people_have_built(tmp_path, harm, sentence) -> None:
    """Every requirement of the house has proposed levels, so nothing more need be there."""
    told = house()
    harm(told)
    lines = refused(told, tmp_path)
    assert any(sentence in line and "job requirements" in line for line in lines)
    assert lines[-1].startswith("Put this right in the file. Or take it in as a new version")
    # However many entries it is about: each kind a few times, then a number.
    assert len(lines) < 25


def test_import_names_the_entries_and_counts_the_rest(tmp_path) -> None:
    told = house()
    without_associations(told)
    lines = refused(told, tmp_path)
    assert lines[0] == (
        "case.json, M.1: it would move to another place in the tree,"
        " but something builds on it here: job requirements."
    )
    assert lines[5] == "… and 22 more of the same kind."
    assert len(lines) == 7


def test_evidence_stays_with_its_requirement(tmp_path) -> None:
    told = house()
    JobRequirement.objects.all().delete()
    evidence = record(Competence.objects.get(code="L.1"))
    swapped_codes_and_new_identifiers(told)
    assert any("L.1: its statement" in line and "evidence" in line for line in refused(told, tmp_path))
    evidence.refresh_from_db()
    assert evidence.competence.title == Competence.objects.get(code="L.1").title


def test_import_takes_edited_words_and_a_code_that_is_free(tmp_path) -> None:
    told = house()
    entry = next(entry for entry in told["CFItems"] if entry["humanCodingScheme"] == "L.1")
    pk = Competence.objects.get(code="L.1").pk
    entry["fullStatement"] = f"At {entry['fullStatement'].lower()}"
    entry["humanCodingScheme"] = "L.1.b"
    take_in(told, tmp_path)
    assert Competence.objects.get(pk=pk).title == entry["fullStatement"]
    assert Competence.objects.get(pk=pk).code == "L.1.b"


def test_import_takes_new_identifiers_where_codes_and_words_are_the_same(tmp_path) -> None:
    told = house()
    before = dict(Competence.objects.values_list("code", "pk"))
    swapped_codes_and_new_identifiers(told)
    swapped_codes(told)
    take_in(told, tmp_path)
    assert dict(Competence.objects.values_list("code", "pk")) == before


def test_import_changes_freely_what_nothing_builds_on(tmp_path) -> None:
    told = package([item(1), item(2)], [child(1, 0), child(2, 1)])
    take_in(told, tmp_path)
    told["CFAssociations"] = [child(2, 0), child(1, 2)]
    take_in(told, tmp_path)
    assert Competence.objects.get(title="Statement 1").parent.title == "Statement 2"


def test_foundations_are_every_relation_of_every_room() -> None:
    """A model that points at an entry counts without being named; what files make anew does not."""
    load_house_framework()
    counted = find_foundations(Framework.objects.get())
    assert set(counted) == set(Competence.objects.requirements().values_list("pk", flat=True))
    area = Competence.objects.get(code="R1")
    assert area.strategies.exists()
    record(area)
    assert find_foundations(Framework.objects.get())[area.pk] == "evidence"


CHANGES = [harm for harm, _sentence in HARM.values()]


@given(chosen=st.lists(st.sampled_from(CHANGES), unique=True, max_size=3), kept=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_says_evidence_means_what_it_meant(tmp_path, chosen, kept) -> None:
    told = copy.deepcopy(house())
    code = kept.draw(st.sampled_from(["L.1", "L.2", "R1.1"]))
    evidence = record(Competence.objects.get(code=code, framework__code="KK2019"))
    meant = (evidence.competence.title, evidence.competence.kind, evidence.competence.parent_id)
    for harm in chosen:
        # One harm may have taken away what the next one changes.
        try:
            harm(told)
        except (KeyError, StopIteration, ValueError):
            continue
    (tmp_path / "case.json").write_text(json.dumps(told), encoding="utf-8")
    try:
        import_framework(tmp_path / "case.json")
    except ImportRefused:
        assert chosen
    now = Evidence.objects.select_related("competence").get(pk=evidence.pk).competence
    assert (now.title, now.kind, now.parent_id) == meant
