"""The doors of a course: one place asks for a sign-in and tells a no, with the status of its meaning."""

from urllib.parse import unquote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse

from assessments.domain.refusals import Refusal, Refused
from assessments.views.refusal import STATUS
from courses.domain.enrolment import Locked, NotEnrolled
from courses.domain.lessons import LessonClosed
from courses.h5p.views.statements import STATUS as SCRIPT_STATUS
from courses.models import CoursePage
from courses.views.guard import posted_to
from tests.factories.courses import lessons_of

MEANINGS = {
    Refusal.TO_MEND: 422,
    Refusal.MALFORMED: 400,
    Refusal.NOT_THERE: 404,
    Refusal.FORBIDDEN: 403,
    Refusal.TOO_EARLY: 409,
    Refusal.ALREADY: 409,
    Refusal.TOO_LARGE: 413,
    Refusal.TOO_OFTEN: 429,
}


@pytest.fixture
def send(rf, person, course):
    """Posts to a view behind the guard that does this and no more."""

    def make(does, *, user=person, **more):
        @posted_to(CoursePage, **more)
        def view(request, page):
            does()
            return HttpResponse("taken")

        request = rf.post("/", {"answer": "1"})
        request.user = user
        return view(request, pk=course.pk)

    return make


def refuse(refusal):
    def does():
        raise refusal

    return does


def test_every_meaning_has_a_status():
    assert STATUS == MEANINGS


def test_script_hears_409_of_what_has_arrived_and_of_nothing_else():
    assert [why for why, status in SCRIPT_STATUS.items() if status == 409] == [Refusal.ALREADY]


@pytest.mark.parametrize("why", list(Refusal))
def test_refusal_becomes_a_page_with_its_words_and_a_way_back(send, course, why):
    response = send(refuse(Refused("Det går ikke.", why)))
    assert response.status_code == MEANINGS[why]
    assert "Det går ikke." in response.text
    assert f'href="{course.url}"' in response.text


def test_way_on_is_better_than_back_where_there_is_one(send, course):
    lesson = lessons_of(course)[0]
    assert f'href="{course.url}"' in send(refuse(NotEnrolled(course.path))).text

    class Missing:
        page = lesson

    response = send(refuse(Locked([Missing()])))
    assert (response.status_code, f'href="{lesson.url}"' in response.text) == (409, True)
    assert 'href="/kurser/"' in send(refuse(LessonClosed())).text


def test_nobody_signed_in_is_led_to_that_first(send, course):
    never = refuse(AssertionError("the view was reached"))
    response = send(never, user=AnonymousUser())
    assert (response.status_code, unquote(response.url.partition("?next=")[2])) == (302, course.url)


def test_what_is_not_live_is_not_there(send, course):
    course.unpublish()
    with pytest.raises(Http404):
        send(lambda: None)
