"""Every kind of activity in a lesson: asked, answered, sat in a test, taken along as files and as H5P.

A kind that is registered is tried here without a line.
"""

import json
import uuid

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.blocks import LESSON_BLOCKS, pool_blocks
from assessments.domain.activities import ACTIVITIES
from assessments.domain.begun import has_arrived
from assessments.models import Attempt
from courses.domain.knowledge_tests import answer_test, hand_in_test, start_test
from courses.domain.lessons import submit_answer
from courses.exchange.domain.course_files import export_course, import_courses
from courses.h5p.domain.export import plan_export
from courses.models import Enrolment, LessonPage
from demo.domain.answers import answer
from tests.factories.activities import kept, preview, words_of
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, make_test
from tests.factories.forms import read
from tests.slips import find_slips_of, visible_text

KINDS = sorted(LESSON_BLOCKS.keys() - {"earlier_reflection"})


@pytest.fixture
def learner(client, person, catalogue):
    client.force_login(person)
    return client


@pytest.fixture
def lesson_of(person, learner):
    def make(*kinds):
        course = make_course(slug="alle-slags")
        make_enrolment(person, course)
        return make_lesson(make_module(course), body=[preview(kind) for kind in kinds])

    return make


def untold(kind, block):
    """What of the question the open form is not given: the key, and what is said afterwards."""
    question = ACTIVITIES[kind].snapshot(block.value)
    asked = set(words_of(json.loads(json.dumps(ACTIVITIES[kind].ask(question, {}, "seed"), default=str))))
    # A sentence is a secret; a name or a mark may stand in any page.
    return [word for word in words_of(question) if len(word) > 20 and word not in asked]


@pytest.mark.parametrize("kind", KINDS)
def test_open_form_shows_nothing_but_what_is_asked(learner, lesson_of, kind):
    lesson = lesson_of(kind)
    html = learner.get(lesson.url).text
    assert f'data-question="{lesson.body[0].id}"' in html
    assert [word for word in untold(kind, lesson.body[0]) if word in html] == []


@pytest.mark.parametrize("kind", KINDS)
def test_example_is_taken_and_then_shown(learner, lesson_of, kind):
    lesson = lesson_of(kind)
    block = lesson.body[0]
    example = ACTIVITIES[kind].example(ACTIVITIES[kind].snapshot(block.value))
    form = {"question": block.id, "submission_key": str(uuid.uuid4()), **example}
    assert learner.post(reverse("courses:answer", args=[lesson.pk]), form).status_code == 303
    attempt = Attempt.objects.get()
    assert (attempt.activity, attempt.is_right) == (kind, True)
    html = learner.get(lesson.url).text
    assert 'name="submission_key"' not in html
    assert block.id in html


@pytest.mark.parametrize("kind", sorted(pool_blocks()))
def test_answered_question_comes_back_open_where_a_new_answer_is_to_be_mended(learner, lesson_of, kind):
    lesson = lesson_of(kind)
    block = lesson.body[0]
    example = ACTIVITIES[kind].example(ACTIVITIES[kind].snapshot(block.value))
    for fields, status in ((example, 303), ({}, 422)):
        form = {"question": block.id, "submission_key": str(uuid.uuid4()), **fields}
        response = learner.post(reverse("courses:answer", args=[lesson.pk]), form)
        assert response.status_code == status
    assert form["submission_key"] in response.text


@pytest.mark.parametrize("kind", KINDS)
def test_form_whose_answer_is_kept_has_arrived(person, learner, lesson_of, kind):
    """Where points are given the first answer of a form counts, whatever else the form says by now."""
    lesson = lesson_of(kind)
    block = lesson.body[0]
    example = ACTIVITIES[kind].example(ACTIVITIES[kind].snapshot(block.value))
    form = {"submission_key": [str(uuid.uuid4())], **example}
    assert not has_arrived(person, block, form)
    submit_answer(person=person, lesson=lesson, block_id=block.id, fields=form)
    assert has_arrived(person, block, form)
    emptied = {"submission_key": form["submission_key"]}
    assert has_arrived(person, block, emptied) == (ACTIVITIES[kind].is_graded or not example)


@pytest.mark.parametrize("kind", sorted(pool_blocks()))
def test_kind_with_points_can_be_sat_in_a_test(person, catalogue, kind):
    course = make_course()
    make_enrolment(person, course)
    question = preview(kind)
    del question["value"]["is_required"]
    test = make_test(make_module(course), pool=[question])
    sitting = start_test(person, test)
    (drawn,) = sitting.questions
    answer_test(person, test, drawn["id"], ACTIVITIES[kind].example(drawn["question"]))
    hand_in_test(person, test)
    sitting.refresh_from_db()
    assert sitting.passed


def wrong(kind, question):
    """The form of a full answer that does not get every point: the example, with one field otherwise."""
    activity, example = ACTIVITIES[kind], ACTIVITIES[kind].example(question)
    words = ["true", "false", "noget ganske andet", "1", *words_of(question)]
    for name, values in example.items():
        for other in (values[::-1], values[1:] + values[:1], *([word] * len(values) for word in words)):
            fields = {**example, name: other}
            response, refusal = read(activity, question, fields)
            if refusal is None and activity.grade(question, response).score < count(kind, question, example):
                return fields
    raise AssertionError("nothing is wrong")


def count(kind, question, fields):
    return ACTIVITIES[kind].grade(question, ACTIVITIES[kind].read(question, fields)).score


@pytest.mark.parametrize("kind", sorted(pool_blocks()))
@pytest.mark.parametrize("answered", ["right", "wrong", "not"])
def test_result_of_a_test_says_how_each_question_went(learner, person, kind, answered):
    course = make_course()
    make_enrolment(person, course)
    question = preview(kind)
    del question["value"]["is_required"]
    test = make_test(make_module(course), pool=[question])
    (drawn,) = start_test(person, test).questions
    right = ACTIVITIES[kind].example(drawn["question"])
    if answered != "not":
        fields = right if answered == "right" else wrong(kind, drawn["question"])
        answer_test(person, test, drawn["id"], fields)
    assert find_slips_of(learner.get(f"{test.url}?sp=1")) == []
    assert find_slips_of(learner.get(f"{test.url}?overblik=1")) == []
    hand_in_test(person, test)
    response = learner.get(test.url)
    assert find_slips_of(response) == []
    total = count(kind, drawn["question"], right)
    if answered == "right" and total > 1:
        assert f"{total} af {total} rigtige" in visible_text(response.text)


def without_ids(value):
    if isinstance(value, dict):
        return {name: without_ids(part) for name, part in value.items() if name != "id"}
    return [without_ids(part) for part in value] if isinstance(value, list) else value


def test_all_kinds_go_out_as_files_and_come_back_as_they_were(lesson_of, tmp_path):
    lesson = lesson_of(*KINDS)
    before = without_ids(list(lesson.body.raw_data))
    export_course("alle-slags", tmp_path / "alle-slags")
    Enrolment.objects.all().delete()
    lesson.get_parent().get_parent().delete()
    import_courses([tmp_path / "alle-slags"])
    assert without_ids(list(LessonPage.objects.get().body.raw_data)) == before


def test_what_has_no_counterpart_in_h5p_is_named(lesson_of):
    found = plan_export(lesson_of(*KINDS))
    assert len(found.packages) + len(found.left_out) >= len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_people_of_the_demo_can_answer(kind):
    assert answer(kind, kept(kind)) is not None


def test_course_files_tell_of_every_kind():
    told = (settings.BASE_DIR / "docs" / "course-files.md").read_text()
    assert [kind for kind in LESSON_BLOCKS if f"| `{kind}` |" not in told] == []
