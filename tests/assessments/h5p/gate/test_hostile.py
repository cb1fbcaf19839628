"""Whatever is wrong with a package: it is refused with a sentence of its own, and nothing of it stays."""

import tempfile
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from assessments.h5p.domain.gate import PackageRefused, open_package
from assessments.h5p.domain.uploads import receive_package
from assessments.h5p.enums import UploadState
from assessments.h5p.models import ContentVersion, H5PContent, Library, Upload
from tests.factories.h5p_packages import (
    MP3,
    MP4,
    PNG,
    SVG,
    as_upload,
    make_library_files,
    make_package,
    zip_files,
)

from .hostile import HOSTILE

GOOD = make_package(media={"images/a.png": PNG, "images/b.svg": SVG, "a.mp3": MP3, "a.mp4": MP4})


def files_left(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_package_is_refused_and_leaves_nothing(name, person, tmp_path, monkeypatch):
    build, sentence = HOSTILE[name]
    person.language = "en"
    person.save()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "unpacking"))
    (tmp_path / "unpacking").mkdir()

    try:
        with translation.override("en"):
            upload = receive_package(as_upload(build()), by=person)
    except PackageRefused as refused:
        problem = str(refused)
        assert not Upload.objects.exists()
    else:
        upload.refresh_from_db()
        problem = upload.problem
        assert (upload.state, upload.version, upload.file.name) == (UploadState.REFUSED, None, "")

    assert sentence in problem
    assert not any(model.objects.exists() for model in (Library, H5PContent, ContentVersion))
    assert files_left(Path(storages["h5p"].location), tmp_path / "unpacking") == []


def test_hostile_packages_are_many_and_the_good_one_is_good(tmp_path):
    assert len(HOSTILE) >= 40
    path = tmp_path / "good.h5p"
    path.write_bytes(GOOD)
    with path.open("rb") as file, open_package(file) as package:
        assert package.content is not None
        assert sorted(package.content.files) == [
            "a.mp3",
            "a.mp4",
            "content.json",
            "images/a.png",
            "images/b.svg",
        ]


@pytest.mark.parametrize(("minor", "is_taken"), [(27, True), (28, True), (29, False)])
def test_libraries_may_ask_for_the_core_that_the_player_has(minor, is_taken, tmp_path):
    path = tmp_path / "library.h5p"
    path.write_bytes(zip_files(make_library_files(coreApi={"majorVersion": 1, "minorVersion": minor})))
    with path.open("rb") as file:
        if is_taken:
            with open_package(file, may_lack_content=True) as package:
                assert len(package.libraries) == 1
        else:
            with pytest.raises(PackageRefused), open_package(file, may_lack_content=True):
                pass


@examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4)), min_size=1)
)
def test_any_changed_bytes_are_taken_or_refused_and_leave_nothing(changes, tmp_path, monkeypatch):
    unpacking = tmp_path / "unpacking"
    unpacking.mkdir(exist_ok=True)
    monkeypatch.setattr(tempfile, "tempdir", str(unpacking))
    data = bytearray(GOOD)
    for place, put in changes:
        data[place : place + len(put)] = put
    path = tmp_path / "changed.h5p"
    path.write_bytes(data)

    said = "nothing: it was taken"
    try:
        with path.open("rb") as file, open_package(file) as package:
            assert package.content is not None
    except PackageRefused as refused:
        said = str(refused)
    assert said
    assert list(unpacking.iterdir()) == []


@pytest.mark.parametrize(
    ("limit", "value", "sentence"),
    [
        ("H5P_MAX_FILES", 3, "There are more than 3 files"),
        ("H5P_MAX_TOTAL_BYTES", 500, "Unpacked the package is more than"),
        ("H5P_MAX_FILE_BYTES", 300, "is too big"),
        ("H5P_MAX_JSON_BYTES", 100, "is too big"),
        ("H5P_MAX_JSON_BYTES", 600, "says more than we can hold"),
    ],
)
def test_limits_are_those_of_the_settings(settings, tmp_path, limit, value, sentence):
    setattr(settings, limit, value)
    path = tmp_path / "good.h5p"
    path.write_bytes(GOOD)
    with (
        translation.override("en"),
        path.open("rb") as file,
        pytest.raises(PackageRefused, match=sentence),
        open_package(file),
    ):
        pass
