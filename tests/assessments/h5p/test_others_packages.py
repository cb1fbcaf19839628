"""Packages as other people's tools make them: taken in as far as they do no harm; what was not is said."""

import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from assessments.h5p.domain.addons import find_addons
from assessments.h5p.domain.elsewhere import count_elsewhere, say_elsewhere
from assessments.h5p.domain.gate import PackageRefused, open_package
from assessments.h5p.domain.libraries import approve_library, new_addons, upgrade_content
from assessments.h5p.domain.play import player_facts
from assessments.h5p.domain.uploads import Imported, import_package, receive_package
from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.models import H5PContent, Library, Upload
from assessments.h5p.widgets import titled_with_limits
from tests.assessments.h5p.cms import enter
from tests.factories.h5p import make_content, make_library
from tests.factories.h5p_packages import (
    MACHINE_NAME,
    PNG,
    as_upload,
    dependency,
    make_library_files,
    make_package,
    make_package_files,
    zip_files,
)

pytestmark = pytest.mark.django_db

FORMULA = {"content": {"types": [{"text": {"regex": r"/\$\$.+\$\$|\\\[.+\\\]|\\\(.+\\\)/"}}]}}
FILM = {"files": [{"path": "https://www.youtube.com/watch?v=x", "mime": "video/YouTube"}]}


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def person(person: User) -> User:
    person.language = "en"
    person.save()
    return person


def bring(package: bytes, person: User) -> Upload:
    upload = receive_package(as_upload(package), by=person)
    upload.refresh_from_db()
    return upload


def import_(package: bytes, *, approve: bool = False) -> Imported:
    return import_package(File(io.BytesIO(package), name="opgave.h5p"), approve=approve)


def written_twice(path: str, *bodies: bytes) -> bytes:
    """A good package in which a file stands several times."""
    buffer = io.BytesIO(
        zip_files({name: body for name, body in make_package_files().items() if name != path})
    )
    with zipfile.ZipFile(buffer, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for body in bodies:
            archive.writestr(path, body)
    return buffer.getvalue()


# What is left out


def test_unused_files_of_a_library_that_no_browser_plays_are_left_out_and_named(person: User) -> None:
    library = make_library_files(files={"old/player.swf": b"FWS", "a.exe": b"MZ", "help.html": b"<script>"})
    upload = bring(make_package(libraries=[library]), person)
    assert upload.state == UploadState.AWAITING_LIBRARIES
    assert sorted(Library.objects.get().files) == ["library.json", "probe.js", "semantics.json"]
    [note] = upload.notes
    folder = f"{MACHINE_NAME}-1.0"
    assert note == (
        f"Left out, because no browser plays it: {folder}/old/player.swf, {folder}/a.exe, {folder}/help.html."
    )
    page = enter(Role.AUTHOR).get(reverse("h5p_packages:inspect", args=[upload.pk]))
    assert "player.swf" in page.text


def test_film_for_flash_that_a_library_says_it_needs_is_refused(person: User) -> None:
    library = make_library_files(files={"a.swf": b"FWS"}, preloadedJs=[{"path": "a.swf"}])
    upload = bring(make_package(libraries=[library]), person)
    assert (upload.state, Library.objects.count()) == (UploadState.REFUSED, 0)
    assert "a.swf" in upload.problem


# The same file twice


@pytest.mark.parametrize(
    "path", ["content/a.png", f"{MACHINE_NAME}-1.0/probe.js", f"{MACHINE_NAME}-1.0/a.swf"]
)
def test_file_that_stands_twice_the_same_is_one(path: str) -> None:
    body = PNG if path.endswith("png") else b"var H5P;"
    with open_package(io.BytesIO(written_twice(path, body, body, body))) as package:
        assert package.content is not None
        held = [*package.content.files, *package.libraries[0].files, *package.left_out]
        assert len([one for one in held if one.endswith(path.rsplit("/", 1)[1])]) == 1


@pytest.mark.parametrize("second", [b"var H5P = 2;", b"var H5P;\n"])
@pytest.mark.parametrize("path", [f"{MACHINE_NAME}-1.0/probe.js", f"{MACHINE_NAME}-1.0/a.swf"])
def test_file_that_stands_twice_with_other_bytes_is_refused(path: str, second: bytes) -> None:
    with (
        pytest.raises(PackageRefused, match="There are two files called"),
        open_package(io.BytesIO(written_twice(path, b"var H5P = 1;", second))),
    ):
        pass


def test_same_bytes_under_names_that_some_disks_take_for_one_are_refused() -> None:
    for one, other in (("a.png", "A.png"), ("\u00e9.png", "e\u0301.png"), ("a.png", "a.PNG")):
        with (
            pytest.raises(PackageRefused, match="There are two files called"),
            open_package(io.BytesIO(make_package(media={one: PNG, other: PNG}))),
        ):
            pass


# How many libraries


def test_package_of_too_many_libraries_is_refused(settings: Any) -> None:
    settings.H5P_MAX_LIBRARIES = 3
    libraries = [make_library_files(), *(make_library_files(f"H5P.More{number}") for number in range(2))]
    with open_package(io.BytesIO(make_package(libraries=libraries))) as package:
        assert len(package.libraries) == 3
    with (
        pytest.raises(PackageRefused, match="more than 3 libraries"),
        open_package(io.BytesIO(make_package(libraries=[*libraries, make_library_files("H5P.Last")]))),
    ):
        pass


# The newest patch version


@pytest.mark.parametrize("known", [0, 9], ids=["an older one is here", "a newer one is here"])
def test_approved_at_import_the_newest_patch_is_played(known: int) -> None:
    make_library(MACHINE_NAME, (1, 0, known))
    import_(make_package(libraries=[make_library_files(version=(1, 0, 4))]), approve=True)
    version = H5PContent.objects.get().current
    assert version is not None
    assert version.main_library.patch == max(known, 4)
    assert [one.patch for one in version.libraries.all()] == [max(known, 4)]
    assert Library.objects.get(patch=4).state == LibraryState.APPROVED


def test_not_approved_the_one_in_use_is_played_and_nobody_waits() -> None:
    make_library(MACHINE_NAME, (1, 0, 0))
    import_(make_package(libraries=[make_library_files(version=(1, 0, 4))]))
    version = H5PContent.objects.get().current
    assert version is not None
    assert version.main_library.patch == 0


def test_refused_patch_stays_refused_when_its_package_is_approved() -> None:
    make_library(MACHINE_NAME, (1, 0, 0))
    make_library(MACHINE_NAME, (1, 0, 4), state=LibraryState.REFUSED)
    import_(make_package(libraries=[make_library_files(version=(1, 0, 4))]), approve=True)
    version = H5PContent.objects.get().current
    assert version is not None
    assert version.main_library.patch == 0


# The same version with other contents


def test_same_version_with_other_contents_is_told_and_the_first_is_kept(
    person: User, tmp_path: Path, capsys: Any
) -> None:
    first = make_library_files(files={"a.css": b"p{}", "gone.css": b"", "same.js": b"1"})
    other = make_library_files(files={"a.css": b"b{}", "new.css": b"", "same.js": b"1"})
    assert bring(make_package(libraries=[first]), person).notes == []
    before = Library.objects.get()
    assert bring(make_package(libraries=[first]), person).notes == []

    upload = bring(make_package(libraries=[other]), person)
    assert upload.notes == [
        f"{MACHINE_NAME} 1.0.0 is here already with other contents, and the one that is here is played."
        " They differ in a.css, gone.css, new.css."
    ]
    after = Library.objects.get()
    assert (after.digest, after.files) == (before.digest, before.files)
    page = enter(Role.AUTHOR).get(reverse("h5p_packages:inspect", args=[upload.pk]))
    assert "gone.css" in page.text

    path = tmp_path / "libraries.h5p"
    path.write_bytes(zip_files(other))
    call_command("import_h5p", str(path))
    assert "a.css, gone.css, new.css" in capsys.readouterr().out


# The editor's own


def test_libraries_of_an_editor_are_neither_waited_for_nor_loaded(person: User) -> None:
    needs = [dependency(MACHINE_NAME, (1, 0, 0)), dependency("H5PEditor.ShowWhen", (1, 0, 0))]
    package = make_package(
        preloadedDependencies=needs, editorDependencies=[dependency("H5PEditor.Other", (2, 1, 0))]
    )
    version = bring(package, person).version
    assert version is not None
    assert [one.machine_name for one in version.libraries.all()] == [MACHINE_NAME]
    assert player_facts(version.pk)["preloadedDependencies"] == needs[:1]
    assert version.metadata["preloadedDependencies"] == needs


# What adds itself


@pytest.mark.parametrize(
    ("text", "is_added"),
    [("Areal: \\(\\pi r^2\\)", True), ("$$x$$", True), ("Det koster 5 $.", False), ("(i parentes)", False)],
)
def test_library_adds_itself_to_texts_that_its_pattern_is_found_in(
    text: str, is_added: bool, person: User
) -> None:
    make_library(MACHINE_NAME, (1, 0, 0))
    make_library("H5P.MathDisplay", (1, 0, 8), metadata={"addTo": FORMULA})
    version = bring(make_package({"deep": [{"question": text}]}, libraries=[]), person).version
    assert version is not None
    names = [MACHINE_NAME, *(["H5P.MathDisplay"] if is_added else [])]
    assert sorted(one.machine_name for one in version.libraries.all()) == sorted(names)
    assert [one["machineName"] for one in player_facts(version.pk)["preloadedDependencies"]] == names


def test_library_adds_itself_to_kinds_that_it_names() -> None:
    make_library("H5P.Sign", (1, 0, 0), metadata={"addTo": {"player": {"machineNames": ["H5P.Inner"]}}})
    inside = {"part": {"library": "H5P.Inner 1.0", "params": {}}}
    found = {one.machine_name for one in find_addons("H5P.Outer", inside)}
    assert found == {"H5P.Sign"} == {one.machine_name for one in find_addons("H5P.Inner", {})}
    assert find_addons("H5P.Outer", {}) == set()


@pytest.mark.parametrize(
    "add_to",
    [
        None,
        [],
        "x",
        {"content": 1},
        {"content": {"types": [1, {"text": {"regex": "("}}, {"text": []}]}},
        {"player": {"machineNames": [[], 1]}},
    ],
)
def test_library_that_says_it_in_no_way_that_we_know_adds_itself_to_nothing(add_to: Any) -> None:
    make_library("H5P.Odd", (1, 0, 0), metadata={"addTo": add_to})
    assert find_addons("H5P.Odd", {"question": "(("}) == set()


def test_library_that_waits_or_is_refused_adds_itself_to_nothing_of_others(person: User) -> None:
    make_library(MACHINE_NAME, (1, 0, 0))
    for patch, state in enumerate([LibraryState.QUARANTINED, LibraryState.REFUSED]):
        make_library("H5P.MathDisplay", (1, 0, patch), metadata={"addTo": FORMULA}, state=state)
    assert bring(make_package({"question": "$$x$$"}, libraries=[]), person).state == UploadState.READY


def test_package_waits_for_the_addition_that_it_brought(person: User) -> None:
    make_library(MACHINE_NAME, (1, 0, 0))
    addition = make_library_files("H5P.MathDisplay", addTo=FORMULA)
    upload = bring(make_package({"question": "$$x$$"}, libraries=[addition]), person)
    assert upload.state == UploadState.AWAITING_LIBRARIES
    approve_library(Library.objects.get(machine_name="H5P.MathDisplay"), None)
    upload.refresh_from_db()
    assert upload.state == UploadState.READY


def test_addition_that_came_later_is_offered_and_taken_into_use() -> None:
    content = make_content(make_library(MACHINE_NAME, (1, 0, 0)), {"question": "$$x$$"})
    assert content.current is not None
    assert new_addons(content.current) == []
    addition = make_library("H5P.MathDisplay", (1, 0, 0), metadata={"addTo": FORMULA})
    client = enter(Role.COORDINATOR)
    assert "H5P.MathDisplay 1.0.0" in client.get(reverse("h5p_contents:inspect", args=[content.pk])).text
    newest = upgrade_content(content, None)
    assert addition in newest.libraries.all()
    assert new_addons(newest) == []


# What lies elsewhere


@pytest.mark.parametrize(
    ("params", "counted"),
    [
        (FILM, {"www.youtube.com": 1}),
        ({"a": [FILM, FILM], "b": {"source": "https://Vimeo.com/1"}}, {"vimeo.com": 1, "www.youtube.com": 2}),
        (
            {"text": '<p><img alt="" src="//billeder.dk/a.png"> <IMG SRC=http://b.dk/b>'},
            {"b.dk": 1, "billeder.dk": 1},
        ),
        ({"text": '<a href="https://borger.dk">Læs</a> src="https://borger.dk"'}, {}),
        ({"file": {"path": "images/a.png", "mime": "image/png"}, "source": "Bogen"}, {}),
        ({"path": "https://[", "source": ["https://a.dk/x"]}, {"https://[": 1}),
        ("https://a.dk", {}),
    ],
)
def test_what_lies_elsewhere_is_counted_by_host(params: Any, counted: dict[str, int]) -> None:
    assert count_elsewhere(params) == counted


def test_what_lies_elsewhere_is_told_wherever_the_activity_is_chosen(
    person: User, tmp_path: Path, capsys: Any
) -> None:
    make_library(MACHINE_NAME, (1, 0, 0))
    package = make_package({"video": FILM, "text": '<img src="https://a.dk/b.png">'}, libraries=[])
    upload = bring(package, person)
    content = H5PContent.objects.get()
    assert content.current is not None
    sentence = say_elsewhere(content.current.elsewhere)
    assert sentence.startswith(
        "2 films, sounds or pictures lie elsewhere on the web (a.dk, www.youtube.com)."
    )
    assert "2 films or pictures on the web are not shown." in titled_with_limits(content)
    client: Client = enter(Role.AUTHOR)
    for address in (
        reverse("h5p_packages:inspect", args=[upload.pk]),
        reverse("h5p_contents:inspect", args=[content.pk]),
    ):
        assert "(a.dk, www.youtube.com)" in client.get(address).text
    path = tmp_path / "film.h5p"
    path.write_bytes(package)
    call_command("import_h5p", str(path))
    assert "(a.dk, www.youtube.com)" in capsys.readouterr().out


def test_nothing_is_said_of_content_that_holds_all_it_shows() -> None:
    content = make_content()
    assert say_elsewhere({}) == ""
    assert "web" not in titled_with_limits(content)
    assert json.dumps(content.current and content.current.elsewhere) == "{}"
