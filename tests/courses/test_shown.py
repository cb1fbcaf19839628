"""The domain's question stays as it was handed out; a page wraps it, and rooms above add to the wrapping."""

import dataclasses

import pytest

from assessments.domain.asking import Question
from courses.views import shown
from courses.views.shown import add_to_questions, read_additions, show


def open_question(activity="h5p", **asked):
    return Question(id=f"of-{activity}", activity=activity, is_required=True, asked=asked or {"version": 3})


def test_question_of_the_domain_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        open_question().error = "no"


def test_page_adds_to_its_own_copy():
    question = open_question()
    page = show(question, asked={"frame": "/h5p/1/"}, action="/svar/")
    assert (page.id, page.action, page.asked) == ("of-h5p", "/svar/", {"version": 3, "frame": "/h5p/1/"})
    assert question.asked == {"version": 3}


def test_room_above_adds_to_open_questions_of_its_kind(monkeypatch, rf):
    monkeypatch.setattr(shown, "_additions", {})
    seen = []

    def addition(request, page, questions, enrolment_id):
        seen.extend(question.id for question in questions)
        return {question.id: {"frame": enrolment_id} for question in questions}

    add_to_questions("h5p", addition)
    answered = dataclasses.replace(open_question(), id="answered", asked={})
    added = read_additions(rf.get("/"), None, [open_question(), open_question("poll"), answered], 7)
    assert (seen, added) == (["of-h5p"], {"of-h5p": {"frame": 7}})
