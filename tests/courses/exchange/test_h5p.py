"""H5P in a course's files: the package lies among the media, without libraries."""

import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from assessments.h5p.enums import LibraryState
from assessments.h5p.models import ContentVersion, H5PContent, Library, Upload
from courses.exchange.domain.course_files import export_course, import_courses
from courses.exchange.domain.problems import CourseRefused
from courses.models import CoursePage, LessonPage
from tests.courses.exchange.files import line_of, read_folder
from tests.courses.exchange.test_round_trip import answered_blocks, state
from tests.factories.courses import make_course, make_lesson, make_module
from tests.factories.h5p import h5p_block, make_content, make_library
from tests.factories.h5p_packages import PNG, make_package, zip_files

pytestmark = pytest.mark.django_db

PAGE = "modul/lektion.md"


def make_course_with_h5p(title: str = "Mogens & hunden") -> CoursePage:
    helper = make_library("H5P.Question", (1, 5, 0))
    main = make_library("H5P.Probe", (1, 0, 0))
    content = make_content(
        main, {"question": "Hvad nu?"}, libraries=(helper,), files={"images/a.png": PNG}, title=title
    )
    course = make_course("Kursus", slug="kursus")
    body = [h5p_block(content, alternative="<p>Det <b>samme</b>.</p>", is_required=True)]
    make_lesson(make_module(course, "Modul", slug="modul"), "Lektion", slug="lektion", body=body)
    return course


def exported(folder: Path) -> Path:
    export_course("kursus", folder)
    return folder


def package_in(folder: Path) -> Path:
    (package,) = (folder / "media").glob("*.h5p")
    return package


def rows() -> list[int]:
    return [model.objects.count() for model in (H5PContent, ContentVersion, Library, Upload)]


def stored_files() -> set[str]:
    root = Path(storages["h5p"].location)
    return {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()}


def refused(folder: Path) -> str:
    """The one problem that an import tells of, on the line that names the package."""
    before = (rows(), stored_files(), state())
    with pytest.raises(CourseRefused) as error:
        import_courses([folder])
    assert (rows(), stored_files(), state()) == before
    (problem,) = error.value.problems
    line = line_of((folder / PAGE).read_text(), "file:")
    assert problem.startswith(f"{folder.name}/{PAGE}:{line}: ")
    return problem


def test_content_lies_beside_the_lesson_without_libraries(catalogue, tmp_path) -> None:
    make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    package = package_in(folder)
    assert package.name.startswith("mogens-hunden-")
    assert (
        f"~~~h5p\nid: {next(iter(answered_blocks(LessonPage.objects.get())))}\n"
        f"file: {package.name}\nalternative: |\n  Det **samme**.\n~~~\n"
    ) in (folder / PAGE).read_text()
    with zipfile.ZipFile(package) as archive:
        assert archive.namelist() == ["content/content.json", "content/images/a.png", "h5p.json"]


def test_import_of_what_is_here_changes_nothing(catalogue, tmp_path) -> None:
    make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    before = (rows(), stored_files(), state())
    assert import_courses([folder])[0].changes == 0
    assert (rows(), stored_files(), state()) == before


def test_course_is_the_same_in_another_house(catalogue, tmp_path) -> None:
    course = make_course_with_h5p()
    ids = answered_blocks(LessonPage.objects.get())
    folder = exported(tmp_path / "en")
    course.delete()
    H5PContent.objects.all().delete()
    import_courses([folder])
    lesson = LessonPage.objects.get()
    content = H5PContent.objects.get()
    assert (answered_blocks(lesson), lesson.body[0].value["content"]) == (ids, content)
    assert content.current is not None
    assert content.current.params == {"question": "Hvad nu?"}
    with storages["h5p"].open(f"{content.current.folder}/images/a.png") as stored:
        assert stored.read() == PNG
    assert read_folder(exported(tmp_path / "to")) == read_folder(folder)
    assert import_courses([folder])[0].changes == 0


def test_import_does_not_wait_for_the_worker(catalogue, tmp_path, settings) -> None:
    course = make_course_with_h5p()
    folder = exported(tmp_path / "en")
    course.delete()
    H5PContent.objects.all().delete()
    # Here a task is only noted, as where a worker does it later.
    noting = {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}
    settings.TASKS = {**settings.TASKS, "background": noting}
    import_courses([folder])
    assert H5PContent.objects.get().current is not None


def test_content_that_another_course_has_already_is_used_again(catalogue, tmp_path) -> None:
    make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    course = folder / "course.yaml"
    course.write_text(course.read_text().replace("slug: kursus", "slug: kopi"), encoding="utf-8")
    before = rows()
    import_courses([folder])
    assert rows() == before


def test_package_of_another_maker_is_not_taken_in_twice(catalogue, tmp_path) -> None:
    """Lumi packs otherwise than we do: compressed, with libraries, and h5p.json in its own order."""
    make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    package_in(folder).write_bytes(make_package({"question": "Fra Lumi"}, media={"images/b.png": PNG}))
    assert import_courses([folder])[0].updated == 1
    before = (rows(), stored_files())
    assert import_courses([folder])[0].changes == 0
    assert (rows(), stored_files()) == before
    assert H5PContent.objects.count() == 2


def test_changed_file_of_the_same_size_is_other_content(catalogue, tmp_path) -> None:
    make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    with zipfile.ZipFile(package_in(folder)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["content/content.json"] = files["content/content.json"].replace(b"Hvad nu?", b"Hvad er?")
    package_in(folder).write_bytes(zip_files(files))
    import_courses([folder])
    assert H5PContent.objects.count() == 2


def test_library_that_is_missing_is_named_with_file_and_line(catalogue, tmp_path) -> None:
    course = make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    course.delete()
    H5PContent.objects.all().delete()
    Library.objects.filter(machine_name="H5P.Probe").delete()
    assert "H5P.Probe" in refused(folder)


@pytest.mark.parametrize("state_", [LibraryState.QUARANTINED, LibraryState.REFUSED])
def test_library_that_may_not_run_is_no_library(state_: LibraryState, catalogue, tmp_path) -> None:
    course = make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    course.delete()
    H5PContent.objects.all().delete()
    Library.objects.filter(machine_name="H5P.Probe").update(state=state_)
    refused(folder)


def test_course_brings_no_code(catalogue, tmp_path) -> None:
    make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    Library.objects.filter(machine_name="H5P.Probe").update(minor=7)
    package_in(folder).write_bytes(make_package({"question": "Fra Lumi"}))
    assert "H5P.Probe-1.0" in refused(folder)


def _no_zip(folder: Path) -> None:
    package_in(folder).write_bytes(b"Hej")


def _no_content(folder: Path) -> None:
    package_in(folder).write_bytes(zip_files({"h5p.json": b"[]"}))


def _missing(folder: Path) -> None:
    package_in(folder).unlink()


def _other_kind(folder: Path) -> None:
    package = package_in(folder)
    page = folder / PAGE
    page.write_text(page.read_text().replace(package.name, "skema.pdf"), encoding="utf-8")
    shutil.move(package, package.with_name("skema.pdf"))


@pytest.mark.parametrize("change", [_no_zip, _no_content, _missing, _other_kind])
def test_faulty_package_is_refused_with_file_and_line(change: Any, catalogue, tmp_path) -> None:
    make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    change(folder)
    refused(folder)


def test_nothing_is_left_of_content_when_another_file_is_faulty(catalogue, tmp_path) -> None:
    course = make_course_with_h5p()
    folder = exported(tmp_path / "ud")
    course.delete()
    H5PContent.objects.all().delete()
    page = folder / PAGE
    page.write_text(page.read_text().replace("minutes:", "minuter:"), encoding="utf-8")
    before = (rows(), stored_files())
    with pytest.raises(CourseRefused):
        import_courses([folder])
    assert (rows(), stored_files()) == before


def test_export_says_that_content_is_not_ready(catalogue, tmp_path) -> None:
    make_course_with_h5p()
    ContentVersion.objects.all().delete()
    with pytest.raises(CourseRefused, match="Mogens"):
        export_course("kursus", tmp_path / "ud")


def test_same_content_gives_the_same_bytes_wherever_it_was_packed(catalogue, tmp_path) -> None:
    make_course_with_h5p()
    first = package_in(exported(tmp_path / "en")).read_bytes()
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        facts = archive.read("h5p.json").decode()
    assert facts == json.dumps(json.loads(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
