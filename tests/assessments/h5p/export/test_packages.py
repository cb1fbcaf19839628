"""What lies in a package, and that the same content gives the same bytes."""

import io
import json
import zipfile
from typing import Any

import pytest

from assessments.h5p.domain.export import (
    EXPORTERS,
    CannotExport,
    Column,
    Content,
    Credits,
    NotAdmitted,
    Package,
    Shelf,
    content_of_activity,
    content_of_version,
    export_content,
    export_content_alone,
    package_content,
)
from assessments.h5p.domain.uploads import receive_package
from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.models import Library
from tests.assessments.h5p.export.libraries import make_column, make_question_types
from tests.assessments.h5p.export.test_activities import BLANKS, PUT_IN_ORDER, TRUE_FALSE
from tests.factories.h5p import make_content, make_library
from tests.factories.h5p_packages import PNG, as_upload

pytestmark = pytest.mark.django_db

CREDITS = Credits(language="da", author="Birgit Holm")
ID = "1b671a64-40d5-491e-99b0-da01ff1f3341"


def bytes_of(package: Package) -> bytes:
    out = io.BytesIO()
    package.write(out)
    return out.getvalue()


def unzip(package: Package) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bytes_of(package))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def of_activity(kind: str, question: dict[str, Any], identifier: str = ID) -> Content:
    exporter = EXPORTERS[kind]
    library = Shelf().newest(exporter.machine_name)
    return content_of_activity(exporter, question, library, identifier=identifier)


def package(kind: str = "true_false", question: dict[str, Any] = TRUE_FALSE) -> Package:
    return package_content(of_activity(kind, question), Shelf(), CREDITS, name="en.h5p")


def test_package_has_all_that_others_need() -> None:
    make_question_types()
    files = unzip(package())
    assert json.loads(files.pop("h5p.json")) == {
        "title": "Man må gerne tie stille.",
        "language": "da",
        "defaultLanguage": "da",
        "mainLibrary": "H5P.TrueFalse",
        "embedTypes": ["iframe"],
        "license": "U",
        "authors": [{"name": "Birgit Holm", "role": "Author"}],
        "preloadedDependencies": [
            {"machineName": "H5P.Question", "majorVersion": 1, "minorVersion": 5},
            {"machineName": "H5P.TrueFalse", "majorVersion": 1, "minorVersion": 8},
        ],
    }
    assert json.loads(files.pop("content/content.json"))["correct"] == "true"
    # The newest patch, and what the editor of the content type needs.
    assert files.pop("H5P.Question-1.5/question.js") == b"// v3"
    assert set(files) == {
        "H5P.Question-1.5/library.json",
        "H5P.TrueFalse-1.8/library.json",
        "H5PEditor.RangeList-1.0/library.json",
    }


def test_same_content_gives_the_same_bytes() -> None:
    make_question_types()
    assert bytes_of(package()) == bytes_of(package())


def test_nobody_is_named_where_nobody_is_said_to_have_written_it() -> None:
    make_question_types()
    found = package_content(
        of_activity("true_false", TRUE_FALSE), Shelf(), Credits(language="da"), name="en.h5p"
    )
    assert found.metadata["authors"] == []


@pytest.mark.parametrize("kind", ["multiple_choice", "true_false", "blanks", "put_in_order"])
def test_content_type_that_is_not_here_is_named(kind: str) -> None:
    with pytest.raises(CannotExport) as refused:
        Shelf().newest(EXPORTERS[kind].machine_name)
    assert EXPORTERS[kind].machine_name in str(refused.value)


@pytest.mark.parametrize("state", [LibraryState.QUARANTINED, LibraryState.REFUSED])
def test_nothing_goes_out_that_may_not_run_here(state: LibraryState) -> None:
    make_question_types()
    Library.objects.filter(machine_name="H5P.Question").update(state=state)
    with pytest.raises(CannotExport) as refused:
        package()
    assert "H5P.Question-1.5" in str(refused.value)


def test_library_of_an_editor_is_left_to_the_platform_where_we_lack_it() -> None:
    make_question_types()
    Library.objects.filter(machine_name="H5PEditor.RangeList").delete()
    assert not [name for name in unzip(package()) if name.startswith("H5PEditor")]


@pytest.mark.parametrize(
    ("kind", "question"), [("true_false", TRUE_FALSE), ("blanks", BLANKS), ("put_in_order", PUT_IN_ORDER)]
)
def test_package_comes_in_again_through_the_gate(
    kind: str, question: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    make_question_types()
    found = package(kind, question)
    with django_capture_on_commit_callbacks(execute=True):
        upload = receive_package(as_upload(bytes_of(found)), by=None)
    upload.refresh_from_db()
    assert (upload.state, upload.problem) == (UploadState.READY, "")
    assert upload.version is not None
    assert upload.version.params == json.loads(found.texts["content.json"])
    assert upload.version.content.authors == "Birgit Holm"


def test_stored_content_goes_out_as_it_came() -> None:
    old = make_library("H5P.Question", (1, 5, 0), files={"question.js": b"// v0"})
    main = make_library("H5P.Course", (1, 0, 0))
    content = make_content(main, {"a": "ø"}, libraries=(old,), files={"images/a.png": PNG}, title="Mål & vej")
    make_library("H5P.Question", (1, 5, 3))
    assert content.current is not None
    found = export_content(content.current)
    files = unzip(found)
    assert found.name == "mal-vej.h5p"
    assert json.loads(files["h5p.json"]) == content.current.metadata
    assert files["content/images/a.png"] == PNG
    assert json.loads(files["content/content.json"]) == {"a": "ø"}
    # What it is played with here, though a newer one is there.
    assert files["H5P.Question-1.5/question.js"] == b"// v0"
    alone = unzip(export_content_alone(content.current))
    assert set(alone) == {"h5p.json", "content/content.json", "content/images/a.png"}


def page(*parts: Content) -> dict[str, bytes]:
    return unzip(Column(Shelf()).package("Døren", parts, CREDITS, identifier=ID, name="doeren.h5p"))


def test_page_holds_its_parts_in_order() -> None:
    make_question_types()
    make_column()
    column = Column(Shelf())
    words = column.text("<p>Læs.</p>", title="Døren", identifier=ID)
    files = page(words, of_activity("true_false", TRUE_FALSE), of_activity("blanks", BLANKS))
    entries = [entry["content"] for entry in json.loads(files["content/content.json"])["content"]]
    assert [entry["library"] for entry in entries] == [
        *("H5P.AdvancedText 1.1", "H5P.TrueFalse 1.8", "H5P.Blanks 1.14"),
    ]
    assert entries[0]["params"] == {"text": "<p>Læs.</p>"}
    assert entries[1]["subContentId"] == ID
    assert entries[1]["metadata"]["title"] == "Man må gerne tie stille."
    named = {one["machineName"] for one in json.loads(files["h5p.json"])["preloadedDependencies"]}
    assert named == {"H5P.Column", "H5P.AdvancedText", "H5P.TrueFalse", "H5P.Blanks", "H5P.Question"}


def test_page_admits_only_what_its_semantics_names() -> None:
    make_question_types()
    make_column()
    column = Column(Shelf())
    with pytest.raises(NotAdmitted):
        column.library_for("H5P.SortParagraphs")
    newer = make_content(make_library("H5P.Blanks", (1, 15, 0)))
    assert newer.current is not None
    with pytest.raises(NotAdmitted):
        column.check_admits(content_of_version(newer.current, identifier=ID))


def test_page_takes_the_version_that_it_admits() -> None:
    make_question_types()
    make_column()
    make_library("H5P.TrueFalse", (1, 9, 0))
    assert Shelf().newest("H5P.TrueFalse").short_name == "H5P.TrueFalse-1.9"
    assert Column(Shelf()).library_for("H5P.TrueFalse").short_name == "H5P.TrueFalse-1.8"
    Library.objects.filter(machine_name="H5P.TrueFalse", minor=8).delete()
    with pytest.raises(CannotExport, match=r"H5P\.TrueFalse-1\.8"):
        Column(Shelf()).library_for("H5P.TrueFalse")


def test_pictures_of_two_parts_keep_apart_on_a_page() -> None:
    main = make_question_types()["H5P.TrueFalse"]
    make_column()
    parts = []
    for body in (PNG, PNG + b"2"):
        params = {
            "media": {"file": {"path": "images/a.png"}},
            "files": [{"path": "https://example.org/a.png"}],
        }
        content = make_content(main, params, files={"images/a.png": body})
        assert content.current is not None
        parts.append(content_of_version(content.current, identifier=ID))
    files = page(*parts)
    entries = json.loads(files["content/content.json"])["content"]
    paths = [entry["content"]["params"]["media"]["file"]["path"] for entry in entries]
    assert [files[f"content/{path}"] for path in paths] == [PNG, PNG + b"2"]
    assert entries[1]["content"]["params"]["files"] == [{"path": "https://example.org/a.png"}]
