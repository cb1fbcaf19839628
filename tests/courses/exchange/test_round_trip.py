"""Files to pages and back, pages to files and back: nothing is lost, and a second time nothing changes."""

import re
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision

from courses.exchange.domain.course_files import export_course, import_courses
from courses.exchange.domain.problems import CourseRefused
from courses.models import CoursePage, LessonPage, ModulePage, TestPage
from tests.courses.exchange.files import FILES, read_folder, write_course
from tests.factories.courses import make_course, make_lesson, make_module, make_person, question, text

pytestmark = pytest.mark.django_db


def state() -> list[object]:
    """All that an import could change."""
    pages = Page.objects.order_by("path").values_list("pk", "path", "url_path", "live", "live_revision_id")
    logs = [log.objects.count() for log in (PageLogEntry, ModelLogEntry)]
    return [list(pages), Revision.objects.count(), ReferenceIndex.objects.count(), *logs]


def test_course_is_published_as_its_files_say(catalogue, client, tmp_path) -> None:
    (result,) = import_courses([write_course(tmp_path)])
    assert (result.created, result.updated, result.unpublished) == (7, 0, 0)

    course = CoursePage.objects.get()
    assert (course.slug, course.live, course.owner, course.duration_minutes) == ("aftenvagt", True, None, 18)
    assert course.objectives == "<ul><li>Du kan spørge én gang til.</li></ul>"
    first, last = ModulePage.objects.child_of(course)
    assert list(first.outcomes.values_list("competence__code", "level", "is_proposal")) == [("M.2", 1, False)]
    assert [row.required_id for row in last.prerequisites.all()] == [first.pk]
    assert [page.slug for page in first.get_children()] == ["doeren", "te", "proeve"]
    lesson = LessonPage.objects.get(slug="doeren")
    assert [block.block_type for block in lesson.body] == [
        *("scene", "heading", "text", "remember", "multiple_choice", "true_false")
    ]
    assert lesson.body[0].value["text"].source == (
        "<p>Karin er 52 år og har en altan fuld af <i>urtepotter</i>.\nI aften står hun i døren.</p>"
    )
    other = LessonPage.objects.get(slug="te")
    assert f'<a linktype="page" id="{other.pk}">næste lektion</a>' in lesson.body[2].value.source
    assert [answer["is_right"] for answer in lesson.body[4].value["answers"]] == [False, True]
    assert lesson.body[4].value["is_required"] is True
    assert other.body[1].value["feedback"] == "Vent til sidst.\n\nDet er også det sværeste."
    assert (LessonPage.objects.get(slug="noter").is_required, TestPage.objects.get().pass_mark) == (False, 1)
    assert ReferenceIndex.get_references_to(other).count() >= 1
    assert client.get(course.url).status_code == 200


def test_files_are_the_same_after_import_and_export(catalogue, tmp_path) -> None:
    source = write_course(tmp_path)
    call_command("import_course", source, verbosity=0)
    call_command("export_course", "aftenvagt", tmp_path / "ud")
    assert read_folder(tmp_path / "ud") == read_folder(source)
    assert {name: data.decode() for name, data in read_folder(source).items()} == FILES


def test_second_import_changes_nothing(catalogue, tmp_path, capsys) -> None:
    source = write_course(tmp_path)
    import_courses([source])
    before = state()
    call_command("import_course", source)
    assert state() == before
    assert "aftenvagt: 0" in capsys.readouterr().out


def test_import_is_logged_with_its_person(catalogue, tmp_path) -> None:
    person = make_person()
    import_courses([write_course(tmp_path)], user=person)
    (entry,) = PageLogEntry.objects.filter(action="courses.import_course")
    assert (entry.user, entry.data) == (person, {"created": 7, "updated": 0})


def make_course_in_the_cms() -> CoursePage:
    """With what editors do: random ids, attributes of the editor, pictures, files, texts in a row, CRLF."""
    image = Image.objects.create(title="En kop.png", file=get_test_image_file("kop.png"))
    document = Document.objects.create(title="Skema", file=ContentFile(b"%PDF-1.4", name="skema.pdf"))
    amu = {"amu_number": "12345", "amu_days": Decimal("0.5"), "amu_number_is_demo": True}
    course = make_course("I CMS", slug="i-cms", duration_minutes=44, **amu)
    module = make_module(course, "Modul", slug="modul")
    body = [
        text("Først <b>dette</b>."),
        text(
            f'Så <a linktype="page" id="{course.pk}">kurset</a> og '
            f'<a linktype="document" id="{document.pk}">skemaet</a>.'
        ),
        {"type": "heading", "id": str(uuid.uuid4()), "value": "1. Overskrift: # med *tegn*"},
        {
            "type": "text",
            "id": str(uuid.uuid4()),
            "value": '<p data-block-key="a1b2">1. maj</p><p># ikke</p>',
        },
        {
            "type": "image",
            "id": str(uuid.uuid4()),
            "value": {"image": image.pk, "decorative": False, "alt_text": "En kop"},
        },
        {"type": "download", "id": str(uuid.uuid4()), "value": {"title": "Skemaet", "file": document.pk}},
        question('Linje »et«: "to"?'),
        {
            "type": "callout",
            "id": str(uuid.uuid4()),
            "value": {"kind": "care", "heading": "Nej", "text": "<p>yes</p><ul><li>no</li></ul>"},
        },
        {
            "type": "dialog_cards",
            "id": str(uuid.uuid4()),
            "value": {
                "title": "Kort",
                "cards": [
                    {
                        "type": "item",
                        "id": str(uuid.uuid4()),
                        "value": {"front": f"Nr. {number}", "back": "En linje\r\nog en til."},
                    }
                    for number in range(3)
                ],
            },
        },
    ]
    make_lesson(module, "Lektion", slug="lektion", body=body)
    return course


def answered_blocks(lesson: LessonPage) -> dict[str, str]:
    """The ids of the blocks that stand in a fence."""
    return {raw["id"]: raw["type"] for raw in lesson.body.raw_data if raw["type"] not in ("text", "heading")}


def test_course_of_the_cms_is_the_same_in_another_house(catalogue, tmp_path) -> None:
    course = make_course_in_the_cms()
    ids = answered_blocks(LessonPage.objects.get(slug="lektion"))
    export_course("i-cms", tmp_path / "en")
    assert import_courses([tmp_path / "en"])[0].changes == 0

    course.delete()
    Image.objects.all().delete()
    Document.objects.all().delete()
    import_courses([tmp_path / "en"])
    lesson = LessonPage.objects.get(slug="lektion")
    assert answered_blocks(lesson) == ids
    assert lesson.body[8].value["cards"][0]["back"] == "En linje\nog en til."
    new = CoursePage.objects.get(slug="i-cms")
    assert f'<a linktype="page" id="{new.pk}">kurset</a>' in lesson.body[1].value.source
    assert (new.amu_number, new.amu_days, new.duration_minutes) == ("12345", Decimal("0.5"), 44)
    export_course("i-cms", tmp_path / "to")
    assert read_folder(tmp_path / "to") == read_folder(tmp_path / "en")
    assert {name for name in read_folder(tmp_path / "to") if name.startswith("media/")} == {
        f"media/en-kop-{Image.objects.get().file_hash[:8]}.png",
        f"media/skema-{Document.objects.get().file_hash[:8]}.pdf",
    }


def test_media_that_are_here_already_are_not_stored_again(catalogue, tmp_path) -> None:
    make_course_in_the_cms()
    export_course("i-cms", tmp_path / "en")
    folder = tmp_path / "en"
    (folder / "course.yaml").write_text(
        (folder / "course.yaml").read_text().replace("slug: i-cms", "slug: kopi"), encoding="utf-8"
    )
    import_courses([folder])
    assert (Image.objects.count(), Document.objects.count()) == (1, 1)


def test_export_leaves_other_files_alone(catalogue, tmp_path) -> None:
    import_courses([write_course(tmp_path)])
    (tmp_path / "andet").mkdir()
    (tmp_path / "andet" / "brev.txt").write_text("Kære du")
    with pytest.raises(CourseRefused):
        export_course("aftenvagt", tmp_path / "andet")
    assert read_folder(tmp_path / "andet") == {"brev.txt": b"K\xc3\xa6re du"}


def test_export_takes_away_what_the_course_has_no_more(catalogue, tmp_path) -> None:
    source = write_course(tmp_path)
    import_courses([source])
    LessonPage.objects.get(slug="noter").unpublish()
    export_course("aftenvagt", source)
    assert set(read_folder(source)) == set(FILES) - {"bagefter/noter.md"}
    assert "lessons: []" in (source / "course.yaml").read_text()


def test_export_says_what_files_cannot_say(catalogue, tmp_path) -> None:
    course = make_course("Kursus", slug="kursus")
    body = [{"type": "text", "id": str(uuid.uuid4()), "value": "<p><b>Savnet.</b>x</p>"}]
    make_lesson(make_module(course, slug="modul"), "Med fedt", slug="målet", body=body)
    with pytest.raises(CourseRefused) as refused:
        export_course("kursus", tmp_path / "ud")
    assert [re.split(r"[:“]", problem)[0] for problem in refused.value.problems] == ["Med fedt", "Med fedt"]
    assert not (tmp_path / "ud").exists()
    with pytest.raises(CourseRefused, match="nowhere"):
        export_course("nowhere", tmp_path / "ud")


def test_export_writes_only_what_is_published(catalogue, tmp_path) -> None:
    import_courses([write_course(tmp_path)])
    module = ModulePage.objects.get(slug="bagefter")
    module.add_child(instance=LessonPage(title="Kladde", slug="kladde", live=False))
    export_course("aftenvagt", tmp_path / "ud")
    assert set(read_folder(tmp_path / "ud")) == set(FILES)


def test_a_course_can_come_with_the_one_it_waits_for(catalogue, tmp_path) -> None:
    first = write_course(tmp_path / "1")
    second = write_course(
        tmp_path / "2",
        ("course.yaml", "slug: aftenvagt", "slug: nattevagt"),
        ("course.yaml", "form: online", "form: online\nrequires: [aftenvagt]"),
        ("paa-gangen/doeren.md", "side:/kurser/aftenvagt/", "side:/kurser/nattevagt/"),
    )
    import_courses([second, first])
    later, earlier = CoursePage.objects.order_by("-slug")
    assert [row.required_id for row in later.prerequisites.all()] == [earlier.pk]


def test_files_with_windows_line_ends_are_read(catalogue, tmp_path) -> None:
    root = write_course(tmp_path)
    for file in [file for file in Path(root).rglob("*") if file.is_file()]:
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    import_courses([root])
    export_course("aftenvagt", tmp_path / "ud")
    assert read_folder(tmp_path / "ud") == read_folder(write_course(tmp_path / "igen"))
