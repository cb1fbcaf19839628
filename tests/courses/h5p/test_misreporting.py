"""What a content type does not report as it was answered is the browser's word, and no more."""

import pytest

from assessments.h5p.models import XAPIStatement
from assessments.models import Attempt
from tests.courses.h5p.conftest import block_for, part
from tests.factories.courses import lessons_of, make_enrolment, make_lesson
from tests.factories.h5p import make_content, make_library, statement

CHOICES = [{"answers": ["ja", "nej"], "subContentId": name} for name in ("one", "two")]
LINES = {"paragraphs": ["a", "b", "c"], "behaviour": {"scoringMode": "positions"}}


@pytest.fixture
def module(course, person, client):
    make_enrolment(person, course)
    client.force_login(person)
    return lessons_of(course)[0].get_parent().specific


@pytest.mark.parametrize(
    ("patch", "score", "is_client_reported"), [(54, 1, False), (55, 2, True), (71, 2, True), (72, 1, False)]
)
def test_set_that_names_places_on_the_screen_is_taken_as_claimed(
    post, module, person, patch, score, is_client_reported
):
    content = make_content(make_library("H5P.SingleChoiceSet", (1, 11, patch)), {"choices": CHOICES})
    lesson = make_lesson(module, body=[block_for(content)])
    tree = [
        {"statement": part(name, score=(1, 1), response=place)}
        for name, place in [("one", "0"), ("two", "1")]
    ]
    post(lesson, content, statement("completed", score=(2, 2)), person=person, children=tree)
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score) == (score, 2)
    assert attempt.is_client_reported is is_client_reported
    assert XAPIStatement.objects.get(parent=None).is_mismatch is not is_client_reported


@pytest.mark.parametrize(
    ("version", "claimed", "score", "is_client_reported"),
    [((0, 11, 15), 3, 3, True), ((0, 11, 16), 0, 0, False), ((0, 11, 16), 3, 3, False)],
)
def test_lines_that_nobody_touched_have_no_points_as_a_part(
    post, module, person, version, claimed, score, is_client_reported
):
    lines = {"library": "H5P.SortParagraphs 0.11", "subContentId": "lines", "params": LINES}
    sort = make_library("H5P.SortParagraphs", version)
    content = make_content(
        make_library("H5P.Column", (1, 18, 1)), {"content": [{"content": lines}]}, libraries=(sort,)
    )
    lesson = make_lesson(module, body=[block_for(content)])
    tree = [{"statement": part("lines", score=(claimed, 3), response="0[,]1[,]2")}]
    post(lesson, content, statement("completed", score=(claimed, 3)), person=person, children=tree)
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score) == (score, 3)
    assert attempt.is_client_reported is is_client_reported
    row = XAPIStatement.objects.get(sub_content_id="lines")
    assert row.score == (None if is_client_reported else score)
    assert not row.is_mismatch
