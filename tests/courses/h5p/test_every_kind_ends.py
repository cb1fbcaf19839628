"""Whoever is asked for an activity can finish it, of whatever kind it is, and whether or not it plays."""

import pytest
from django.urls import reverse

from assessments.h5p.enums import LibraryState
from assessments.h5p.kinds import Ending, content_kinds
from assessments.h5p.models import Library
from assessments.ledger.enums import EvidenceKind
from assessments.models import Attempt
from courses.domain.ceilings import read_ceilings
from courses.models import LessonProgress
from tests.courses.h5p.conftest import block_for
from tests.factories.activities import form
from tests.factories.courses import lessons_of, make_enrolment, make_lesson
from tests.factories.h5p import make_content, make_library, statement

KINDS = [*content_kinds(), "X.Unknown"]
QUESTION = {"library": "H5P.TrueFalse 1.8", "params": {}, "subContentId": "a"}


@pytest.fixture
def module(course, person, client):
    make_enrolment(person, course)
    client.force_login(person)
    return lessons_of(course)[0].get_parent().specific


def is_offered(html, name):
    """Whether a way past the activity stands there: "seen" once it plays, "without" where it does not."""
    return f'data-way="{name}"' in html


def say(client, lesson, **told):
    block_id = next(iter(lesson.body.raw_data))["id"]
    return client.post(reverse("courses:answer", args=[lesson.pk]), form(block_id, **told))


def is_done(lesson):
    return LessonProgress.objects.filter(lesson=lesson).exclude(completed_at=None).exists()


@pytest.mark.parametrize("machine_name", KINDS)
@pytest.mark.parametrize("rule", ["activities", "right"])
def test_every_kind_can_be_finished_where_it_is_asked_for(client, module, post, person, machine_name, rule):
    content = make_content(make_library(machine_name))
    lesson = make_lesson(module, body=[block_for(content)], completion_rule=rule)
    html = client.get(lesson.url).text
    kind = content_kinds().get(machine_name)
    tells = kind is not None and kind.end is Ending.ALWAYS
    assert ("data-endless" in html) is not tells
    assert is_offered(html, "seen")
    assert is_offered(html, "without")
    if tells:
        said = statement("completed", score=(1, 1), response="" if not kind.has_answers else "et svar")
        post(lesson, content, said, person=person)
        attempt = Attempt.objects.get()
        # Empty content has points that were not had; the answer itself ends it otherwise.
        assert is_done(lesson) or (rule == "right" and not attempt.is_client_reported)
    else:
        assert say(client, lesson, seen="1").status_code == 303
        assert is_done(lesson)
        assert "Du har set aktiviteten." in client.get(lesson.url).text


@pytest.mark.parametrize("state", [LibraryState.QUARANTINED, LibraryState.REFUSED])
def test_activity_whose_code_may_not_run_any_more_locks_nobody_out(client, module, counted, state):
    lesson = make_lesson(module, body=[block_for(counted)], completion_rule="right")
    Library.objects.update(state=state)
    html = client.get(lesson.url).text
    assert is_offered(html, "without")
    assert not is_offered(html, "seen")
    assert say(client, lesson, without="1").status_code == 303
    assert is_done(lesson)
    assert Attempt.objects.get().is_client_reported
    assert "Du gik videre uden aktiviteten." in client.get(lesson.url).text


def test_activity_that_is_not_ready_locks_nobody_out(client, module, counted):
    lesson = make_lesson(module, body=[block_for(counted)])
    counted.current = None
    counted.save()
    assert is_offered(client.get(lesson.url).text, "without")
    assert say(client, lesson, without="1").status_code == 303
    assert is_done(lesson)


def test_way_past_comes_after_the_same_in_text(client, module, counted):
    lesson = make_lesson(module, body=[block_for(counted, alternative="<p>Det samme.</p>")])
    html = client.get(lesson.url).text
    assert html.index("Det samme.") < html.index('data-way="seen"') < html.index('data-way="without"')


def test_what_only_the_learner_ends_promises_no_more_than_it_proves(module, course):
    """A page without questions has no points that could be told wrong, and no end that anybody checks."""
    content = make_content(make_library("H5P.Column"), {"content": []})
    make_lesson(module, body=[block_for(content)])
    assert read_ceilings().can_be(EvidenceKind.CLIENT_REPORTED, [module])
    content.current.params = {"content": [{"content": QUESTION}]}
    content.current.save()
    assert not read_ceilings().can_be(EvidenceKind.CLIENT_REPORTED, [module, course])
