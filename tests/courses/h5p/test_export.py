"""A lesson made here goes out as H5P, and what cannot go is named."""

import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessments.h5p.models import Library
from courses.h5p.domain.export import LessonNotFound, find_lesson, plan_export
from courses.models import LessonPage
from tests.assessments.h5p.export.libraries import make_column, make_question_types
from tests.factories.activities import block, dilemma
from tests.factories.courses import (
    make_course,
    make_lesson,
    make_module,
    make_person,
    question,
    sign_lesson,
    text,
)
from tests.factories.h5p import h5p_block, make_content, make_library

pytestmark = pytest.mark.django_db

CALLOUT = {
    "type": "callout",
    "id": str(uuid.uuid4()),
    "value": {"kind": "care", "heading": "Pas på", "text": "<p>Ring.</p>"},
}
ORDER = {"question": "Hvad først?", "context": "", "items": ["Bank på", "Spørg", "Aftal"], "feedback": "Ja."}
BLANKS = {"question": "Skriv.", "spelling": "exact", "ignore_case": True, "feedback": "Ja."}


def body() -> list[Any]:
    return [
        {"type": "heading", "id": str(uuid.uuid4()), "value": "To slags mål"},
        text("Læs <b>først</b>."),
        CALLOUT,
        question("Hvad gør du?"),
        block("put_in_order", **ORDER),
        dilemma(),
        {"type": "remember", "id": str(uuid.uuid4()), "value": "Spørg først."},
        block("blanks", text="Skriv [[og/eller]].", **BLANKS),
    ]


def lesson(blocks: list[Any] | None = None, **fields: Any) -> LessonPage:
    module = make_module(make_course("Målene", slug="maalene"), slug="hvis-maal")
    fields = {"slug": "doeren", "written_by": "Birgit Holm", **fields}
    return make_lesson(module, "Døren", body=body() if blocks is None else blocks, **fields)


def entries(package: Any) -> list[Any]:
    return [entry["content"] for entry in json.loads(package.texts["content.json"])["content"]]


def test_lesson_is_one_page_and_what_that_does_not_admit_goes_by_itself() -> None:
    make_question_types()
    make_column()
    signed = lesson()
    sign_lesson(signed)
    export = plan_export(signed)
    assert [package.name for package in export.packages] == ["doeren.h5p", "doeren-2.h5p"]
    page, alone = export.packages
    assert [entry["library"].partition(" ")[0] for entry in entries(page)] == [
        *("H5P.AdvancedText", "H5P.MultiChoice", "H5P.AdvancedText"),
    ]
    assert entries(page)[0]["params"]["text"] == (
        "<h2>To slags mål</h2><p>Læs <strong>først</strong>.</p><h3>Pas på</h3><p>Ring.</p>"
    )
    assert (page.title, page.metadata["authors"][0]["name"]) == ("Døren", "Birgit Holm")
    assert (alone.metadata["mainLibrary"], alone.title) == ("H5P.SortParagraphs", "Hvad først?")
    first, second = export.left_out
    assert first.what == "Dilemma »Døren er lukket«"
    assert second.what.endswith("»Skriv.«")
    assert "og/eller" in second.why


def test_a_lesson_that_nobody_here_signed_goes_out_without_names_and_says_that_people_are_made_up() -> None:
    make_column()
    scene = {
        "type": "scene",
        "id": str(uuid.uuid4()),
        "value": {"heading": "Karin", "text": "<p>Altanen.</p>"},
    }
    law = {
        "type": "law",
        "id": str(uuid.uuid4()),
        "value": {
            "heading": "Tavshedspligt",
            "text": "<p>Det bliver her.</p>",
            "source": "Forvaltningsloven § 27",
            "read_on": "2026-11-30",
            "review_by": "2027-11-30",
        },
    }
    source = {
        "type": "item",
        "id": str(uuid.uuid4()),
        "value": {"text": "Fischer, K. B.: Analyse.", "link": ""},
    }
    sources = {"type": "sources", "id": str(uuid.uuid4()), "value": {"sources": [source]}}
    (page,) = plan_export(lesson([scene, law, sources])).packages
    assert page.metadata["authors"] == []
    words = entries(page)[0]["params"]["text"]
    assert "opdigtede" in words
    assert "Kilde: Forvaltningsloven § 27. Læst den 30. november 2026." in words
    assert "<li>Fischer, K. B.: Analyse.</li>" in words


def test_without_a_page_every_activity_goes_by_itself() -> None:
    make_question_types()
    export = plan_export(lesson())
    assert [package.name for package in export.packages] == ["doeren-1.h5p", "doeren-2.h5p"]
    assert "H5P.Column" in export.left_out[0].why
    assert len(export.left_out) == 3


def test_content_type_that_is_missing_is_named_and_the_others_go() -> None:
    make_question_types()
    make_column()
    Library.objects.filter(machine_name="H5P.MultiChoice").delete()
    export = plan_export(lesson())
    assert [entry["library"] for entry in entries(export.packages[0])] == ["H5P.AdvancedText 1.1"]
    assert "H5P.MultiChoice-1.16" in export.left_out[0].why


def test_h5p_in_a_lesson_goes_along() -> None:
    types = make_question_types()
    make_column()
    admitted = make_content(types["H5P.TrueFalse"], {"question": "<p>Ja?</p>"}, title="Ja eller nej")
    other = make_content(make_library("H5P.Other", (1, 0, 0)), title="Noget andet")
    gone = make_content(make_library("H5P.Gone", (1, 0, 0)), title="Væk")
    page = lesson([h5p_block(content) for content in (admitted, other, gone)])
    gone.current = None
    gone.save()
    export = plan_export(page)
    assert entries(export.packages[0])[0]["params"] == {"question": "<p>Ja?</p>"}
    assert export.packages[1].metadata["mainLibrary"] == "H5P.Other"
    (left,) = export.left_out
    assert left.what.endswith("»Væk«")


def test_lesson_is_found_by_number_slug_and_path() -> None:
    page = lesson()
    names = [str(page.pk), "doeren", "hvis-maal/doeren", "/kurser/maalene/hvis-maal/doeren/"]
    assert [find_lesson(name).pk for name in names] == [page.pk] * 4
    other = make_lesson(make_module(page.get_parent().get_parent().specific, slug="andet"), slug="doeren")
    with pytest.raises(LessonNotFound, match="maalene/andet/doeren, maalene/hvis-maal/doeren"):
        find_lesson("doeren")
    other.unpublish()
    assert find_lesson("doeren").pk == page.pk
    for name in ("999999", "findes-ikke", "maalene", "oeren", "_oeren", ""):
        with pytest.raises(LessonNotFound):
            find_lesson(name)


def test_command_writes_the_packages_and_names_what_is_left(tmp_path: Path, capsys: Any) -> None:
    make_question_types()
    make_column()
    lesson()
    call_command("export_h5p", "doeren", output=tmp_path / "ud")
    said = capsys.readouterr()
    assert {file.name for file in (tmp_path / "ud").iterdir()} == {"doeren.h5p", "doeren-2.h5p"}
    assert "doeren.h5p" in said.out
    assert "Dilemma »Døren er lukket«" in said.err
    with zipfile.ZipFile(tmp_path / "ud" / "doeren.h5p") as archive:
        assert archive.testzip() is None
        assert "H5P.Column-1.18/library.json" in archive.namelist()


def test_command_writes_one_package_to_a_file(tmp_path: Path) -> None:
    make_question_types()
    lesson([block("put_in_order", **ORDER)])
    call_command("export_h5p", "doeren", output=tmp_path / "til" / "moodle.h5p", verbosity=0)
    with zipfile.ZipFile(tmp_path / "til" / "moodle.h5p") as archive:
        assert json.loads(archive.read("h5p.json"))["mainLibrary"] == "H5P.SortParagraphs"


@pytest.mark.parametrize(("name", "output"), [("doeren", "en.h5p"), ("nowhere", "ud")])
def test_command_refuses_and_writes_nothing(name: str, output: str, tmp_path: Path) -> None:
    make_question_types()
    lesson()
    with pytest.raises(CommandError):
        call_command("export_h5p", name, output=tmp_path / output)
    assert list(tmp_path.glob("*.h5p")) == []


def test_command_fails_where_nothing_can_go(tmp_path: Path) -> None:
    lesson()
    with pytest.raises(CommandError):
        call_command("export_h5p", "doeren", output=tmp_path / "ud")
    assert not (tmp_path / "ud").exists()


def test_editor_sees_what_goes_along_and_takes_it(client: Any) -> None:
    make_question_types()
    make_column()
    page = lesson()
    page.title = "Døren, ny udgave"
    page.save_revision()
    client.force_login(make_person(is_superuser=True))
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    address = reverse("h5p_export", args=[page.pk])
    assert address in edit
    shown = client.get(address).content.decode()
    assert "Døren, ny udgave" in shown
    assert "Dilemma »Døren er lukket«" in shown
    download = client.get(reverse("h5p_export_download", args=[page.pk, "doeren.h5p"]))
    assert download["Content-Disposition"] == 'attachment; filename="doeren.h5p"'
    with zipfile.ZipFile(io.BytesIO(b"".join(download.streaming_content))) as archive:
        assert json.loads(archive.read("h5p.json"))["title"] == "Døren, ny udgave"
    assert client.get(reverse("h5p_export_download", args=[page.pk, "andet.h5p"])).status_code == 404


def test_editor_is_told_when_nothing_can_go(client: Any) -> None:
    page = lesson([dilemma()])
    client.force_login(make_person(is_superuser=True))
    shown = client.get(reverse("h5p_export", args=[page.pk]))
    assert shown.status_code == 200
    assert ".h5p" not in shown.content.decode().split("<main")[-1].split("</main>")[0]


@pytest.mark.parametrize("address", ["h5p_export", "h5p_export_download"])
def test_only_those_who_may_edit_the_lesson_get_it(address: str, client: Any) -> None:
    make_question_types()
    page = lesson()
    args = [page.pk] if address == "h5p_export" else [page.pk, "doeren-1.h5p"]
    client.force_login(make_person())
    answer = client.get(reverse(address, args=args))
    assert answer.status_code in (302, 403)
    assert b"PK" not in answer.content[:2]


def test_lesson_s_number_of_queries_does_not_grow_with_its_parts(django_assert_max_num_queries: Any) -> None:
    make_question_types()
    page = lesson([question() for _number in range(3)])
    with django_assert_max_num_queries(8):
        plan_export(LessonPage.objects.get(pk=page.pk))
    page.body = LessonPage._meta.get_field("body").to_python([question() for _number in range(12)])
    page.save()
    with django_assert_max_num_queries(8):
        plan_export(LessonPage.objects.get(pk=page.pk))
