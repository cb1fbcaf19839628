"""The administrators' way in: `manage.py import_h5p`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.models import H5PContent, Library, Upload
from tests.factories.h5p_packages import make_library_files, make_package, zip_files

pytestmark = pytest.mark.django_db


def run(*args: str) -> list[str]:
    out = StringIO()
    call_command("import_h5p", *args, stdout=out)
    return out.getvalue().splitlines()


def write(folder: Path, package: bytes, name: str = "opgave.h5p") -> str:
    path = folder / name
    path.write_bytes(package)
    return str(path)


def test_content_with_approved_libraries_is_ready(tmp_path):
    lines = run("--approve", write(tmp_path, make_package()))

    assert len(lines) == 2
    assert lines[0].startswith("opgave.h5p: H5P.Probe 1.0.0, ")
    assert Upload.objects.get().state == UploadState.READY
    assert H5PContent.objects.get().current is not None


def test_libraries_alone_wait_unless_they_are_approved(tmp_path):
    path = write(tmp_path, zip_files(make_library_files()))

    run(path)
    assert Library.objects.get().state == LibraryState.QUARANTINED
    run("--approve", path)
    assert Library.objects.get().state == LibraryState.APPROVED
    assert not Upload.objects.exists()


def test_refused_package_ends_the_command_with_its_sentence_and_spares_the_others(tmp_path):
    bad = write(tmp_path, make_package(libraries=[make_library_files(needs=[("H5P.Gone", (1, 0, 0))])]))
    good = write(tmp_path, zip_files(make_library_files()), "libraries.zip")

    with pytest.raises(CommandError, match=r"opgave.h5p: .*H5P.Gone 1.0"):
        run(bad, good)

    assert Library.objects.count() == 1
