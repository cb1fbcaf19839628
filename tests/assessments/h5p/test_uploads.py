"""A package's way from the form to a lesson, and what stays of it on the way."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.utils import translation

from accounts.models import User
from assessments.h5p.domain.gate import PackageRefused
from assessments.h5p.domain.libraries import approve_library, newer_patches, refuse_library, upgrade_content
from assessments.h5p.domain.uploads import receive_package, take_in
from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.forms import ContentForm
from assessments.h5p.models import ContentVersion, H5PContent, Library, Upload
from tests.factories.h5p import make_library
from tests.factories.h5p_packages import (
    MACHINE_NAME,
    MP3,
    PNG,
    as_upload,
    make_library_files,
    make_package,
)

pytestmark = pytest.mark.django_db


def stored_files() -> list[str]:
    """Every file in the store, and every folder that is empty, as a path below it."""
    root = Path(storages["h5p"].location)
    paths = [path for path in root.rglob("*") if path.is_file() or not any(path.iterdir())]
    # Where packages wait.
    paths = [path for path in paths if path != root / "uploads"]
    return sorted(str(path.relative_to(root)) for path in paths)


def bring(package: bytes, by: User | None = None, **options: Any) -> Upload:
    upload = receive_package(as_upload(package), by=by, **options)
    upload.refresh_from_db()
    return upload


def the_content() -> H5PContent:
    return H5PContent.objects.get()


def test_package_whose_libraries_are_here_is_ready_at_once(person):
    library = make_library(MACHINE_NAME, (1, 0, 3))
    package = make_package({"question": "Hvad nu?"}, media={"images/dør.png": PNG}, libraries=[])

    upload = bring(package, person)

    assert (upload.state, upload.problem, upload.file.name) == (UploadState.READY, "", "")
    content = the_content()
    version = content.current
    assert version == upload.version
    assert (content.title, content.machine_name) == ("En prøve på æ, ø og å", MACHINE_NAME)
    assert (content.language, content.licence, content.authors) == ("da", "CC BY-SA 4.0", "Åse Ærø")
    assert content.created_by == person
    assert (version.number, version.main_library, version.params) == (1, library, {"question": "Hvad nu?"})
    assert list(version.libraries.all()) == [library]
    assert version.files["images/dør.png"] == len(PNG)
    assert storages["h5p"].open(f"{version.folder}/images/dør.png").read() == PNG


def test_library_that_a_package_brings_waits_for_approval(person):
    upload = bring(make_package(), person)

    library = Library.objects.get()
    assert upload.state == UploadState.AWAITING_LIBRARIES
    assert the_content().current is None
    assert library.state == LibraryState.QUARANTINED
    assert (library.version, library.licence, library.author) == ("1.0.0", "MIT", "Lærsammen")
    assert (library.brought_by, library.is_runnable) == (person, True)
    assert library.semantics == [{"name": "question", "type": "text", "label": "Question"}]
    assert sorted(library.files) == ["library.json", "probe.js", "semantics.json"]

    approve_library(library, person)

    upload.refresh_from_db()
    assert upload.state == UploadState.READY
    assert the_content().current == upload.version
    assert (library.state, library.decided_by) == (LibraryState.APPROVED, person)


def test_package_waits_until_all_its_libraries_are_approved(person):
    other = ("H5P.Other", (2, 1, 0))
    libraries = [make_library_files(needs=[other]), make_library_files(*other)]
    upload = bring(make_package(libraries=libraries))
    first, second = Library.objects.order_by("machine_name")

    approve_library(first, person)
    upload.refresh_from_db()
    assert upload.state == UploadState.AWAITING_LIBRARIES

    approve_library(second, person)
    upload.refresh_from_db()
    assert upload.state == UploadState.READY
    assert set(upload.version.libraries.all()) == {first, second}


def test_refused_library_refuses_what_waits_for_it(person, django_capture_on_commit_callbacks):
    upload = bring(make_package(media={"a.mp3": MP3}), person)
    library = Library.objects.get()

    with django_capture_on_commit_callbacks(execute=True), translation.override("en"):
        refuse_library(library, person)

    upload.refresh_from_db()
    assert upload.state == UploadState.REFUSED
    assert "H5P.Probe 1.0.0" in upload.problem
    assert not H5PContent.objects.exists()
    assert not ContentVersion.objects.exists()
    assert stored_files() == sorted(f"{library.folder}/{path}" for path in library.files)


def test_package_that_needs_a_refused_library_is_refused(person):
    make_library(MACHINE_NAME, state=LibraryState.REFUSED, version=(1, 0, 0))

    upload = bring(make_package(), person)

    assert upload.state == UploadState.REFUSED
    assert "H5P.Probe 1.0.0" in upload.problem


def test_our_copy_of_a_library_wins_over_the_packages():
    ours = make_library(MACHINE_NAME, (1, 0, 0), files={"probe.js": b"ours"})

    upload = bring(make_package(libraries=[make_library_files(files={"probe.js": b"theirs"})]))

    assert upload.state == UploadState.READY
    assert list(Library.objects.all()) == [ours]
    assert storages["h5p"].open(f"{ours.folder}/probe.js").read() == b"ours"


def test_content_is_played_with_the_newest_approved_patch():
    for patch in (2, 9):
        make_library(MACHINE_NAME, (1, 0, patch))
    make_library(MACHINE_NAME, (1, 0, 10), state=LibraryState.REFUSED)
    make_library(MACHINE_NAME, (1, 1, 0))

    upload = bring(make_package(libraries=[make_library_files(version=(1, 0, 11))]))

    assert upload.state == UploadState.READY
    assert [one.version for one in upload.version.libraries.all()] == ["1.0.9"]
    assert Library.objects.get(patch=11).state == LibraryState.QUARANTINED


def test_libraries_that_the_content_chooses_inside_itself_come_along():
    make_library(MACHINE_NAME, (1, 0, 0))
    image = make_library("H5P.Image", (1, 1, 3), metadata={"preloadedDependencies": []})
    params = {"questions": [{"picture": {"library": "H5P.Image 1.1", "params": {}, "subContentId": "x"}}]}

    upload = bring(make_package(params, libraries=[]))

    assert image in upload.version.libraries.all()


def test_replacing_keeps_the_old_version_and_plays_the_new(person):
    make_library(MACHINE_NAME, (1, 0, 0))
    bring(make_package({"question": "Først"}, libraries=[]))
    content = the_content()
    old = content.current

    upload = bring(make_package({"question": "Så"}, libraries=[], title="Nyt navn"), person, replaces=content)

    content.refresh_from_db()
    assert upload.state == UploadState.READY
    assert (content.title, content.current.number) == ("Nyt navn", 2)
    assert content.current.params == {"question": "Så"}
    old.refresh_from_db()
    assert old.params == {"question": "Først"}
    assert storages["h5p"].exists(f"{old.folder}/content.json")


def test_what_somebody_wrote_stays_when_newer_packages_come(person):
    make_library(MACHINE_NAME, (1, 0, 0))
    bring(make_package(libraries=[]))
    form = ContentForm({"title": "Banker du på?"}, instance=the_content())
    form.save()
    facts = {"title": "opgave2", "license": "CC0", "licenseVersion": "", "language": "en"}

    bring(make_package(libraries=[], **facts), replaces=the_content())

    content = the_content()
    assert (content.title, content.licence, content.language) == ("Banker du på?", "CC0", "en")
    for field in ("licence", "language", "authors"):
        H5PContent.objects.update(**{field: "da"}, edited=[*the_content().edited, field])
    make_library(MACHINE_NAME, (1, 0, 1))
    upgrade_content(content, person)
    bring(make_package(libraries=[], **facts), replaces=content)
    content = the_content()
    assert content.current.number == 4
    assert (content.title, content.licence) == ("Banker du på?", "da")
    assert (content.language, content.authors) == ("da", "da")


def test_title_that_was_only_looked_at_is_still_the_packages():
    make_library(MACHINE_NAME, (1, 0, 0))
    bring(make_package(libraries=[]))
    ContentForm({"title": the_content().title}, instance=the_content()).save()

    bring(make_package(libraries=[], title="Nyt navn"), replaces=the_content())

    assert the_content().title == "Nyt navn"


def test_writing_a_title_leaves_the_version_that_came_meanwhile():
    make_library(MACHINE_NAME, (1, 0, 0))
    bring(make_package(libraries=[]))
    form = ContentForm({"title": "Banker du på?"}, instance=the_content())
    bring(make_package(libraries=[]), replaces=the_content())

    form.save()

    assert (the_content().title, the_content().current.number) == ("Banker du på?", 2)


def test_replacing_by_another_kind_is_refused():
    make_library(MACHINE_NAME, (1, 0, 0))
    make_library("H5P.Other", (1, 0, 0))
    bring(make_package(libraries=[]))
    content = the_content()

    upload = bring(make_package(main=("H5P.Other", (1, 0, 0)), libraries=[]), replaces=content)

    assert upload.state == UploadState.REFUSED
    assert "H5P.Other" in upload.problem
    assert MACHINE_NAME in upload.problem
    assert content.versions.count() == 1


def test_waiting_replacement_leaves_the_old_one_played(person):
    make_library(MACHINE_NAME, (1, 0, 0))
    bring(make_package(libraries=[]))
    content = the_content()
    other = ("H5P.Other", (1, 0, 0))
    libraries = [make_library_files(*other)]
    facts = {"preloadedDependencies": json.loads(json.dumps([_named(MACHINE_NAME), _named(other[0])]))}

    upload = bring(make_package(libraries=libraries, **facts), replaces=content)

    content.refresh_from_db()
    assert (upload.state, content.current.number) == (UploadState.AWAITING_LIBRARIES, 1)
    approve_library(Library.objects.get(machine_name=other[0]), person)
    content.refresh_from_db()
    assert content.current.number == 2


def _named(machine_name: str) -> dict[str, Any]:
    return {"machineName": machine_name, "majorVersion": 1, "minorVersion": 0}


def test_newer_patch_makes_a_new_version_with_the_same_files(person):
    old_library = make_library(MACHINE_NAME, (1, 0, 0))
    old = bring(make_package(libraries=[])).version
    assert newer_patches(old) == []
    make_library(MACHINE_NAME, (1, 0, 4), state=LibraryState.QUARANTINED)
    assert newer_patches(old) == []
    new_library = make_library(MACHINE_NAME, (1, 0, 5))
    assert newer_patches(old) == [(old_library, new_library)]

    new = upgrade_content(the_content(), person)

    assert the_content().current == new
    assert (new.number, new.folder, new.files) == (2, old.folder, old.files)
    assert list(new.libraries.all()) == [new_library]
    assert list(old.libraries.all()) == [old_library]
    assert upgrade_content(the_content(), person) == new


def test_package_that_is_too_big_or_no_zip_is_refused_at_the_door(settings):
    package = make_package()
    with pytest.raises(PackageRefused):
        receive_package(as_upload(b"<html>Log in first</html>"), by=None)
    settings.H5P_MAX_UPLOAD_BYTES = len(package) - 1
    with pytest.raises(PackageRefused):
        receive_package(as_upload(package), by=None)
    assert not Upload.objects.exists()
    assert stored_files() == []


def test_package_is_taken_in_once(person):
    upload = bring(make_package(), person)
    version = upload.version

    take_in(upload)

    upload.refresh_from_db()
    assert upload.version == version
    assert ContentVersion.objects.count() == 1


def test_our_own_fault_refuses_the_package_and_leaves_nothing(monkeypatch, caplog):
    make_library(MACHINE_NAME, (1, 0, 0))
    before = stored_files()
    store = storages["h5p"]
    save = store.save

    def fail_at_the_second(name: str, *args: Any, **options: Any) -> str:
        if name.endswith("b.png"):
            raise OSError("No space left on device")
        return save(name, *args, **options)

    monkeypatch.setattr(store, "save", fail_at_the_second)
    upload = bring(make_package(media={"a.png": PNG, "b.png": PNG}, libraries=[]))

    assert (upload.state, bool(upload.problem)) == (UploadState.REFUSED, True)
    assert "No space" not in upload.problem
    assert f"Upload {upload.pk}" in caplog.text
    assert not H5PContent.objects.exists()
    assert stored_files() == before


def test_reason_is_in_the_houses_language_where_nobody_brought_it(settings):
    with translation.override("en"):
        upload = bring(make_package(libraries=[]))
    assert upload.problem == "Den har brug for H5P.Probe 1.0. Det er hverken i pakken eller her."
    settings.LANGUAGE_CODE = "en"
    upload = bring(make_package(libraries=[]))
    assert upload.problem == "It needs H5P.Probe 1.0, which is neither in the package nor here."


def test_reason_is_in_the_language_of_the_person_who_brought_it(person):
    person.language = "en"
    person.save()
    upload = bring(make_package(libraries=[]), person)
    assert upload.problem == "It needs H5P.Probe 1.0, which is neither in the package nor here."
