"""What a part said on the way is stored, and has no say in the points once the closing tree has come."""

import uuid

import pytest
from django.urls import reverse

from assessments.h5p.models import XAPIStatement
from assessments.models import Attempt
from tests.assessments.h5p.grading.samples import SAMPLES
from tests.factories.courses import (
    lessons_of,
    make_catalogue,
    make_course,
    make_enrolment,
    make_lesson,
    make_person,
)
from tests.factories.h5p import h5p_block, make_content, make_library, statement, token_for


def said_of(name, response, score=(1, 1)):
    """A part's report, as it is told on the way and as it lies in the tree."""
    said = statement("answered", score=score, response=response)
    said["object"]["id"] += f"?subContentId={name}"
    return said


@pytest.fixture
def play(client, db):
    """Play content in a lesson: `on_the_way`, then the closing word with its `tree`. What came of it."""

    def run(machine_name, params, *, on_the_way, tree):
        make_catalogue()
        person, course = make_person("lone@example.org"), make_course("Målene", modules=1, lessons=1)
        make_enrolment(person, course)
        client.force_login(person)
        content = make_content(make_library(machine_name), params)
        block = h5p_block(content)
        lesson = make_lesson(lessons_of(course)[0].get_parent().specific, body=[block])
        message = {
            "token": token_for(person, lesson, content),
            "question": next(one["id"] for one in lesson.body.raw_data if one["type"] == "h5p"),
            "registration": str(uuid.uuid4()),
            "acted": True,
        }

        def post(said, children=()):
            body = {**message, "statement": said, "children": list(children)}
            response = client.post(
                reverse("lesson_h5p:statement", args=[lesson.pk]), body, content_type="application/json"
            )
            assert response.status_code == 200

        for one in on_the_way:
            post(one)
        post(statement("completed", score=(4, 4)), [{"statement": one} for one in tree])
        return Attempt.objects.get()

    return run


@pytest.mark.parametrize(
    "machine_name",
    [
        "H5P.QuestionSet",
        "H5P.Column",
        "H5P.InteractiveVideo",
        "H5P.CoursePresentation",
        "H5P.InteractiveBook",
    ],
)
@pytest.mark.parametrize(
    ("tree", "score"),
    [
        ([said_of("a", "false", (0, 1)), said_of("b", "2")], 1),
        ([said_of("a", "true")], 1),
    ],
    ids=["wrong, and a third of the other", "right, and one missing"],
)
def test_points_come_from_the_closing_tree_alone(play, machine_name, tree, score):
    on_the_way = [said_of("a", "true"), said_of("b", "0[,]1[,]2", (3, 3))]
    if machine_name == "H5P.InteractiveVideo":
        on_the_way += [said_of("c", "0"), said_of("d", "0")]
    attempt = play(machine_name, SAMPLES[machine_name], on_the_way=on_the_way, tree=tree)
    assert (attempt.score, attempt.is_client_reported) == (score, False)
    named = {one["object"]["id"].rpartition("=")[2] for one in tree}
    assert attempt.response["answers"]["parts"].keys() == named
    # Told twice, kept twice: on the way, and below the closing statement.
    assert XAPIStatement.objects.filter(parent=None, attempt=None).count() == len(on_the_way)
    assert XAPIStatement.objects.filter(parent__attempt=attempt).count() == len(tree)


def test_sets_count_the_closing_tree_and_not_the_places_on_the_screen(play):
    """SingleChoiceSet from 1.11.56 on says on the way where on the screen an answer stood."""
    on_the_way = [said_of("a", "1"), said_of("b", "0")]
    tree = [said_of("a", "0"), said_of("b", "1", (0, 1))]
    attempt = play("H5P.SingleChoiceSet", SAMPLES["H5P.SingleChoiceSet"], on_the_way=on_the_way, tree=tree)
    assert (attempt.score, attempt.max_score) == (1, 2)
    parts = attempt.response["answers"]["parts"]
    assert {name: part["response"] for name, part in parts.items()} == {"a": "0", "b": "1"}
