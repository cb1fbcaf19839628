"""The demo's H5P activity: plain words, taken in through the gate, standing in a lesson, and played."""

import re

import pytest

from assessments.domain.activities import ACTIVITIES
from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.models import H5PContent, Library, Upload, XAPIStatement
from assessments.ledger.models import Evidence
from assessments.models import Attempt
from courses.models import Completion, LessonPage, LessonProgress
from demo.domain.data import read
from demo.domain.load import fewest_staff, load_demo
from demo.domain.packages import read_story, tell, walk
from tests.demo.test_content import LESSON_LIX
from tests.plain_language import lix, parse_html, passages_of, strings_of

DATA = read("data/h5p")
STORY = read_story(DATA["content"])
TEXT = str(tell(STORY))
EFFECTS = {"up", "same", "down", "open"}


def test_story_and_its_text_are_plain() -> None:
    words = [words for words in strings_of(STORY) if words not in EFFECTS]
    assert lix(passages_of(words)) <= LESSON_LIX
    assert lix(parse_html(TEXT).passages) <= LESSON_LIX
    for said in words:
        assert said.count("»") == said.count("«"), said
        assert not re.search(
            r"[\"“”]|skizofren|psykotisk|bipolar|borderline|diagnose", said, re.IGNORECASE
        ), said


def test_text_tells_all_of_it_in_tags_that_a_lesson_has() -> None:
    assert parse_html(TEXT).tags == {"p", "b", "ul", "li"}
    seen = " ".join(parse_html(TEXT).passages)
    for part in [*STORY["scenes"], *STORY["endings"]]:
        assert part["text"] in seen
    for choice in (choice for scene in STORY["scenes"] for choice in scene["choices"]):
        assert choice["happened"] in seen
        assert choice["dutyOfCare"]["why"] in seen


@pytest.mark.parametrize("played", DATA["played"], ids=lambda played: played["email"])
def test_way_of_whoever_played_leads_to_an_ending(played: dict[str, list[int]]) -> None:
    _steps, key = walk(STORY, played["way"])
    assert key in {ending["key"] for ending in STORY["endings"]}


@pytest.mark.django_db
def test_activity_came_through_the_gate_and_was_played() -> None:
    load_demo(staff=fewest_staff())

    upload = Upload.objects.get()
    content = H5PContent.objects.get()
    assert (upload.state, upload.version) == (UploadState.READY, content.current)
    assert (content.machine_name, content.language) == ("Laersammen.Dilemma", "da")
    assert Library.objects.get().state == LibraryState.APPROVED

    lesson = LessonPage.objects.live().get(slug=DATA["lesson"])
    [block] = [block for block in lesson.body if block.block_type == "h5p"]
    assert block.value["content"] == content
    assert lesson.body.stream_block.clean(lesson.body)

    people = {played["email"] for played in DATA["played"]}
    attempts = Attempt.objects.filter(page=lesson)
    assert {attempt.person.email for attempt in attempts} == people
    assert {(attempt.activity, attempt.score, attempt.max_score) for attempt in attempts} == {("h5p", 0, 0)}
    assert ACTIVITIES["h5p"].review(attempts[0].question, attempts[0].response) is not None
    roots = XAPIStatement.objects.filter(parent=None)
    assert {root.attempt for root in roots} == set(attempts)
    assert XAPIStatement.objects.exclude(parent=None).count() == sum(len(p["way"]) for p in DATA["played"])

    done = LessonProgress.objects.filter(lesson=lesson).exclude(completed_at=None)
    assert {progress.enrolment.person.email for progress in done} == people
    earned = Completion.objects.filter(page=lesson.get_parent())
    assert {completion.person.email for completion in earned} == people
    origins = {f"courses.completion:{completion.pk}" for completion in earned}
    assert set(Evidence.objects.filter(origin__in=origins).values_list("confirms", flat=True)) == {1}
