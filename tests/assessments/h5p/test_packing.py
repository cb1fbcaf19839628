"""The house's own content type: what H5P asks of it, its packages, and its place in the store."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from pyh5p.package import read_package

from assessments.blocks.dilemma import DilemmaBlock
from assessments.h5p.domain.grading import grade_content
from assessments.h5p.domain.grading.base import Report
from assessments.h5p.domain.libraries import store_library
from assessments.h5p.domain.packing import (
    CONTENT_TYPES,
    OWN,
    ContentRefused,
    install_own_content_types,
    library_files,
    pack,
)
from assessments.h5p.enums import LibraryState
from assessments.h5p.models import Library

NAME = "laersammen_dilemma"
FOLDER = "Laersammen.Dilemma-1.0"
FILES = library_files(NAME)
LIBRARY: dict[str, Any] = json.loads(FILES["library.json"])
SEMANTICS: list[dict[str, Any]] = json.loads(FILES["semantics.json"])
AREAS = {"relation": "relation", "selfDetermination": "self_determination", "dutyOfCare": "duty_of_care"}
STORY_FILE = settings.BASE_DIR / "demo" / "content" / "h5p" / "skuffen.json"


def effect(sign: str = "same") -> dict[str, str]:
    return {"effect": sign, "why": "Fordi."}


def choice(to: str) -> dict[str, Any]:
    areas = {area: effect() for area in AREAS}
    return {"text": "Jeg går.", "short": "Du gik", "happened": "Døren lukker.", "to": to, **areas}


def ending(key: str) -> dict[str, str]:
    said = {"expertName": "Lone Bak", "expert": "Ja.", "citizenName": "Birthe", "citizen": "Nej."}
    return {"key": key, "title": "En kop te", "text": "Hun griner.", **said}


def story() -> dict[str, Any]:
    return {
        "title": "Døren er lukket",
        "who": "Birthe er 58 år.",
        "scenes": [
            {
                "key": "doeren",
                "text": "Der er stille.",
                "question": "Hvad gør du?",
                "choices": [choice("te"), choice("vent")],
            }
        ],
        "endings": [ending("te"), ending("vent")],
    }


def open_zip(package: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(package))


def as_native(told: dict[str, Any]) -> dict[str, Any]:
    """The same dilemma as our own block keeps it."""
    names = {"expertName": "expert_name", "citizenName": "citizen_name"}

    def native_choice(one: dict[str, Any]) -> dict[str, Any]:
        effects = {
            key: value
            for theirs, ours in AREAS.items()
            for key, value in ((ours, one[theirs]["effect"]), (f"{ours}_why", one[theirs]["why"]))
        }
        return {name: one[name] for name in ("text", "short", "happened", "to")} | effects

    return {
        "title": told["title"],
        "about": "",
        "who": f"<p>{told['who']}</p>",
        "scenes": [
            scene | {"choices": [native_choice(one) for one in scene["choices"]]} for scene in told["scenes"]
        ],
        "endings": [{names.get(key, key): value for key, value in one.items()} for one in told["endings"]],
        "is_required": True,
    }


def test_library_says_what_h5p_asks_of_it() -> None:
    assert re.fullmatch(r"[A-Za-z_$][\w.$]{1,254}", LIBRARY["machineName"])
    assert {"title", "majorVersion", "minorVersion", "patchVersion"} <= LIBRARY.keys()
    assert LIBRARY["runnable"] == 1
    # H5P's own validator refuses a library with a licence that is not on its list.
    assert "license" not in LIBRARY
    assert b"EUPL" in FILES["LICENSE.txt"]
    assert "preloadedDependencies" not in LIBRARY


def test_library_names_the_files_it_brings() -> None:
    named = {one["path"] for key in ("preloadedJs", "preloadedCss") for one in LIBRARY[key]}
    assert named <= FILES.keys()
    assert {"semantics.json", "icon.svg", "language/da.json"} <= FILES.keys()


@pytest.mark.parametrize(
    "way", [r"innerHTML", r"insertAdjacentHTML", r"\beval\(", r"new Function", r"https?://(?!adlnet|www\.w3)"]
)
def test_script_reads_no_html_and_fetches_nothing(way: str) -> None:
    assert not re.search(way, FILES["dilemma.js"].decode())
    assert not re.search(r"@import|url\(", FILES["dilemma.css"].decode())


def test_danish_follows_the_semantics_field_by_field() -> None:
    def check(field: dict[str, Any], danish: dict[str, Any]) -> None:
        assert danish["label"].strip(), field["name"]
        assert ("description" in field) == ("description" in danish), field["name"]
        assert ("default" in danish) == (field["type"] == "text" and "default" in field), field["name"]
        assert len(field.get("options", [])) == len(danish.get("options", [])), field["name"]
        if field["type"] == "text" and "default" in field:
            assert danish["default"] == field["default"]
        for one, its_danish in zip(field.get("fields", []), danish.get("fields", []), strict=True):
            check(one, its_danish)
        if "field" in field:
            check(field["field"], danish["field"])

    danish = json.loads(FILES["language/da.json"])["semantics"]
    for field, its_danish in zip(SEMANTICS, danish, strict=True):
        check(field, its_danish)


def test_script_says_only_words_that_the_semantics_have() -> None:
    words = {field["name"] for field in SEMANTICS[-1]["fields"]}
    script = FILES["dilemma.js"].decode()
    said = {
        word
        for line in re.findall(r"this\.say\(([^;]*?)[,)]", script)
        for word in re.findall(r"'(\w+)'", line)
    }
    areas = set(AREAS) | {"up", "same", "down", "open"}
    assert said | areas == words


def test_package_holds_the_library_and_the_content_with_its_words() -> None:
    package = read_package(pack(NAME, story()))
    package.require_valid(require_content=True)
    assert package.metadata["mainLibrary"] == "Laersammen.Dilemma"
    assert package.metadata["title"] == "Døren er lukket"
    assert package.content is not None
    assert package.content["scenes"] == story()["scenes"]
    assert package.content["l10n"]["tryAnother"] == "Prøv en anden vej"
    assert {path for path in package.files if path.startswith(FOLDER)} == {
        f"{FOLDER}/{path}" for path in FILES
    }


def test_own_words_are_kept() -> None:
    told = story() | {"l10n": {"tryAnother": "Try another way"}}
    words = json.loads(open_zip(pack(NAME, told)).read("content/content.json"))["l10n"]
    assert (words["tryAnother"], words["here"]) == ("Try another way", "Du er her")


def test_same_content_gives_the_same_bytes() -> None:
    assert pack(NAME, story()) == pack(NAME, story())
    assert pack(NAME, story()) != pack(NAME, story() | {"title": "En anden"})


def test_without_content_the_library_comes_alone() -> None:
    names = open_zip(pack(NAME)).namelist()
    assert names == [f"{FOLDER}/{path}" for path in sorted(FILES)]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"scenes": []}, "scenes"),
        ({"title": "x" * 121}, "title"),
        ({"endings": [ending("te")]}, "endings"),
        ({"who": 3}, "who"),
        ({"endings": [ending("te"), ending("To ord")]}, "endings[1].key"),
    ],
)
def test_content_that_does_not_fit_is_refused(change: dict[str, Any], place: str) -> None:
    with pytest.raises(ContentRefused) as refused:
        pack(NAME, story() | change)
    assert [fault for fault in refused.value.faults if place in fault] == refused.value.faults != []


def test_effect_that_does_not_exist_is_refused() -> None:
    told = story()
    told["scenes"][0]["choices"][0]["relation"] = effect("better")
    with pytest.raises(ContentRefused, match=r"choices\[0\]\.relation\.effect"):
        pack(NAME, told)


def test_command_writes_a_package(tmp_path: Path) -> None:
    out = tmp_path / "skuffen.h5p"
    call_command("pack_h5p", NAME, content=STORY_FILE, output=out, stdout=io.StringIO())
    assert out.read_bytes() == pack(NAME, json.loads(STORY_FILE.read_text(encoding="utf-8")))
    call_command("pack_h5p", NAME, output=out, stdout=io.StringIO())
    assert out.read_bytes() == pack(NAME)


@pytest.mark.parametrize("text", [b"{", b"\xff", b"{}", b"[]", None], ids=repr)
def test_command_refuses_what_is_no_content_and_writes_nothing(tmp_path: Path, text: bytes | None) -> None:
    file, out = tmp_path / "content.json", tmp_path / "out.h5p"
    if text is not None:
        file.write_bytes(text)
    with pytest.raises(CommandError):
        call_command("pack_h5p", NAME, content=file, output=out, stdout=io.StringIO())
    assert not out.exists()


def test_demo_story_leads_everywhere_and_ends_well() -> None:
    told = json.loads(STORY_FILE.read_text(encoding="utf-8"))
    block = DilemmaBlock()
    assert block.clean(block.to_python(as_native(told)))
    assert len(told["endings"]) >= 3


def test_dilemma_is_not_graded() -> None:
    assert grade_content("Laersammen.Dilemma", story(), Report(response="te")) is None


@pytest.mark.django_db
def test_own_content_types_are_installed_once_and_approved() -> None:
    [first] = install_own_content_types()
    [again] = install_own_content_types()
    assert [file.name for file in CONTENT_TYPES.iterdir()] == OWN == [NAME]
    assert again == first == Library.objects.get()
    assert (first.state, first.is_runnable, first.short_name) == (LibraryState.APPROVED, True, FOLDER)
    assert first.files == {path: len(body) for path, body in FILES.items()}
    with storages["h5p"].open(f"{first.folder}/dilemma.js") as stored:
        assert stored.read() == FILES["dilemma.js"]


@pytest.mark.django_db
def test_own_content_type_that_an_author_brought_first_is_approved() -> None:
    store_library(FILES, by=None, state=LibraryState.QUARANTINED)
    [library] = install_own_content_types()
    assert Library.objects.get() == library
    assert Library.objects.approved().exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"dilemma.js": FILES["dilemma.js"].replace(b"'use strict'", b"'use_strict'")},
        {"more.js": b"alert(1);"},
    ],
    ids=["another file of the same size", "a file more"],
)
def test_what_only_bears_our_name_is_not_approved(change: dict[str, bytes]) -> None:
    store_library(FILES | change, by=None, state=LibraryState.QUARANTINED)
    [library] = install_own_content_types()
    assert library.state == Library.objects.get().state == LibraryState.QUARANTINED
