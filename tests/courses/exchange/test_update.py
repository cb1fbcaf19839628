"""A course that is imported again after its files changed: the same pages, the same activities."""

import pytest

from assessments.models import Attempt
from courses.exchange.domain.block_ids import derived_id
from courses.exchange.domain.course_files import import_courses
from courses.models import CoursePage, LessonPage, ModulePage
from tests.courses.exchange.files import SECOND, read_folder, write_course
from tests.factories.courses import make_person

pytestmark = pytest.mark.django_db
DOOR, TEA, TOP = "paa-gangen/doeren.md", "paa-gangen/te.md", "course.yaml"
NEW_QUESTION = """\
~~~true_false
statement: Man skal altid svare med det samme.
is_true: false
said_true: Tit er det bedre at vente.
said_false: Det må gerne tage lidt tid.
~~~

"""


def ids(slug: str) -> dict[str, str]:
    """The ids of the lesson's questions, by what they ask."""
    lesson = LessonPage.objects.get(slug=slug)
    return {
        raw["value"].get("question") or raw["value"]["statement"]: raw["id"]
        for raw in lesson.body.raw_data
        if raw["type"] in ("multiple_choice", "true_false", "put_in_order")
    }


def test_ids_grow_from_the_address_and_the_place_among_their_kind(catalogue, tmp_path) -> None:
    import_courses([write_course(tmp_path)])
    assert ids("doeren") == {
        "Hvad siger du?": derived_id("aftenvagt/paa-gangen/doeren", "multiple_choice", 1),
        "Det er i orden at tie stille lidt.": derived_id("aftenvagt/paa-gangen/doeren", "true_false", 1),
    }


def test_an_id_in_the_file_wins(catalogue, tmp_path) -> None:
    own = "6c2f6c3e-3c3b-4a67-9f51-1f5f1f0f6a01"
    import_courses([write_course(tmp_path, (DOOR, "~~~true_false\n", f"~~~true_false\nid: {own}\n"))])
    assert ids("doeren")["Det er i orden at tie stille lidt."] == own


def test_answers_belong_to_the_same_question_after_one_was_put_before_it(catalogue, tmp_path) -> None:
    import_courses([write_course(tmp_path)])
    before = ids("doeren")
    lesson = LessonPage.objects.get(slug="doeren")
    asked = next(block for block in lesson.body if block.block_type == "true_false")
    attempt = Attempt.objects.create(
        person=make_person(),
        page=lesson,
        block_id=asked.id,
        submission_key=asked.id,
        activity="true_false",
        question={},
        response=True,
        score=1,
        max_score=1,
    )

    changes = [
        (DOOR, "~~~multiple_choice", f"{NEW_QUESTION}~~~multiple_choice"),
        (DOOR, "lidt.\n", "noget.\n"),
    ]
    (result,) = import_courses([write_course(tmp_path, *changes)])
    assert (result.created, result.updated, result.unpublished) == (0, 1, 0)
    after = ids("doeren")
    assert after["Hvad siger du?"] == before["Hvad siger du?"]
    assert after["Det er i orden at tie stille noget."] == str(attempt.block_id)
    assert after["Man skal altid svare med det samme."] not in before.values()
    assert LessonPage.objects.get(slug="doeren").pk == lesson.pk
    # What was put in between got an id for good.
    assert import_courses([write_course(tmp_path, *changes)])[0].changes == 0


def test_answers_to_choose_keep_their_ids_when_one_is_put_before_them(catalogue, tmp_path) -> None:
    import_courses([write_course(tmp_path)])

    def options() -> dict[str, str]:
        lesson = LessonPage.objects.get(slug="doeren")
        block = next(block for block in lesson.body if block.block_type == "multiple_choice")
        return {option.value["text"]: option.id for option in block.value["answers"].bound_blocks}

    before = options()
    new = "answers:\n  - text: »Hej.«\n    feedback: Det er en begyndelse.\n"
    import_courses([write_course(tmp_path, (DOOR, "answers:\n", new))])
    after = options()
    assert {text: after[text] for text in before} == before
    assert len(set(after.values())) == 3


def test_only_what_changed_is_written(catalogue, tmp_path) -> None:
    import_courses([write_course(tmp_path)])
    pages = {page.slug: page.live_revision_id for page in LessonPage.objects.all()}
    (result,) = import_courses([write_course(tmp_path, (TEA, "minutes: 5", "minutes: 6"))])
    # The course takes a minute more by that.
    assert (result.created, result.updated) == (0, 2)
    changed = {page.slug for page in LessonPage.objects.all() if page.live_revision_id != pages[page.slug]}
    assert changed == {"te"}
    assert CoursePage.objects.get().duration_minutes == 19


def test_page_that_is_listed_no_more_is_unpublished_and_comes_back(catalogue, tmp_path) -> None:
    root = write_course(tmp_path)
    import_courses([root])
    lesson = LessonPage.objects.get(slug="te")
    (root / TEA).unlink()
    link = " eller i [næste lektion](side:/kurser/aftenvagt/paa-gangen/te/)"
    changes = [(TOP, "[doeren, te]", "[doeren]"), (DOOR, link, "")]
    (result,) = import_courses([write_course(tmp_path, *changes, **{TEA: None})])
    assert result.unpublished == 1
    lesson.refresh_from_db()
    assert not lesson.live
    import_courses([write_course(tmp_path)])
    lesson.refresh_from_db()
    assert lesson.live


def test_pages_stand_in_the_order_of_the_folder(catalogue, tmp_path) -> None:
    import_courses([write_course(tmp_path)])
    changes = [
        (TOP, "[doeren, te]", "[ny, te, doeren]"),
        (TOP, "[noter]\n", "[noter]\n  - {slug: til-sidst, title: Til sidst}\n"),
    ]
    new = {"paa-gangen/ny.md": SECOND.replace("title: Te", "title: Ny")}
    import_courses([write_course(tmp_path, *changes, **new)])
    module = ModulePage.objects.get(slug="paa-gangen")
    assert [page.slug for page in module.get_children()] == ["ny", "te", "doeren", "proeve"]
    assert [page.slug for page in CoursePage.objects.get().get_children()] == [
        *("paa-gangen", "bagefter", "til-sidst")
    ]
    assert CoursePage.find_problems() == ([], [], [], [], [])


def test_what_an_editor_has_only_opened_and_saved_is_not_written_again(catalogue, tmp_path) -> None:
    root = write_course(tmp_path)
    import_courses([root])
    lesson = LessonPage.objects.get(slug="noter")
    raw = list(lesson.body.raw_data)
    raw[0]["value"] = raw[0]["value"].replace("<p>", '<p data-block-key="x1y2z">')
    lesson.body = LessonPage._meta.get_field("body").to_python(raw)
    lesson.save_revision().publish()
    assert import_courses([root])[0].changes == 0
    assert read_folder(root) == read_folder(write_course(tmp_path))


def test_a_draft_that_someone_writes_below_stays_a_draft(catalogue, tmp_path) -> None:
    import_courses([write_course(tmp_path)])
    module = ModulePage.objects.get(slug="bagefter")
    module.add_child(instance=LessonPage(title="Kladde", slug="kladde", live=False))
    assert import_courses([write_course(tmp_path)])[0].changes == 0
    assert not LessonPage.objects.get(slug="kladde").live
