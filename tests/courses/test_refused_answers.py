"""Bad input: a clear message on a proper page, a 4xx status, nothing stored."""

import uuid

import pytest
from django.conf import settings
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from assessments.models import Attempt
from courses.models import CoursePage, LessonProgress
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_enrolment,
    make_lesson,
    make_person,
    question,
    questions_of,
)


@pytest.fixture
def lesson(course):
    return lessons_of(course)[0]


@pytest.fixture
def learner(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    return client


@pytest.fixture
def form(lesson):
    return answer_form(questions_of(lesson)[0], 1)


@pytest.fixture
def address(lesson):
    return reverse("courses:answer", args=[lesson.pk])


def is_house_page(response):
    return 'id="main-content"' in response.text and "<h1" in response.text


def nothing_stored():
    return not Attempt.objects.exists() and not LessonProgress.objects.exclude(completed_at=None).exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"question": str(uuid.uuid4())}, 404, id="question-not-on-the-page"),
        pytest.param({"question": "'; DROP TABLE"}, 404, id="question-is-no-id"),
        pytest.param({"question": ""}, 404, id="no-question"),
        pytest.param({"answer": []}, 422, id="empty-form"),
        pytest.param({"answer": [str(uuid.uuid4())]}, 400, id="unknown-option"),
        pytest.param({"answer": ["\x00"]}, 400, id="null-character"),
        pytest.param({"submission_key": ""}, 400, id="empty-key"),
        pytest.param({"submission_key": "1"}, 400, id="invalid-key"),
        pytest.param({"answer": ["x" * 1_000_000]}, 413, id="a-megabyte"),
    ],
)
def test_bad_form_is_refused(learner, address, form, change, status):
    response = learner.post(address, form | change)
    assert response.status_code == status
    assert is_house_page(response)
    assert nothing_stored()


def test_a_sign_that_nobody_sees_is_told_beside_its_words(learner, address, form):
    response = learner.post(address, form | {"note": "Hej\x0b med dig"})
    assert response.status_code == 422
    assert "Ved »Hej« står et tegn, som ingen kan se. Skriv ordene igen." in response.text
    assert nothing_stored()


def test_missing_submission_key_is_refused(learner, address, form):
    del form["submission_key"]
    assert learner.post(address, form).status_code == 400
    assert nothing_stored()


def test_several_options_for_a_one_answer_question_are_refused(learner, lesson, address):
    assert learner.post(address, answer_form(questions_of(lesson)[0], 0, 1)).status_code == 400
    assert nothing_stored()


def test_empty_form_is_shown_again_with_the_error_at_the_question(learner, lesson, address, form):
    response = learner.post(address, form | {"answer": []})
    html = response.text
    block = questions_of(lesson)[0]
    assert response.status_code == 422
    assert f'id="e-{block.id}"' in html
    assert html.index("form-error-message") < html.index('type="radio"')
    assert "Tilbagemelding" not in html


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"question=%ff%fe&submission_key=1&answer=%c3%28", id="percent-encoded"),
        pytest.param(b"question=\xff\xfe&answer=\xc3(", id="raw-bytes"),
    ],
)
def test_broken_utf8_is_refused(learner, address, body):
    response = learner.post(address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (400, 404)
    assert is_house_page(response)
    assert nothing_stored()


def test_broken_utf8_beside_a_good_answer_is_refused(learner, address, form):
    good = f"question={form['question']}&submission_key={form['submission_key']}&answer={form['answer'][0]}"
    for stray in (b"&note=\xff", b"&note=%ff"):
        response = learner.post(
            address, good.encode() + stray, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 400
    assert nothing_stored()


def test_broken_utf8_in_a_multipart_form_is_refused(learner, address, form):
    fields = {**form, "answer": form["answer"][0], "note": "stray"}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
        for name, value in fields.items()
    ]
    body = "\r\n".join([*parts, "--x--", ""]).encode().replace(b"stray", b"\xff\xfe")
    response = learner.post(address, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 400
    assert nothing_stored()


def test_answer_just_within_the_limit_is_read(learner, address, form):
    assert learner.post(address, form | {"note": "x" * (settings.ANSWER_MAX_BYTES // 2)}).status_code == 303


def test_answer_address_has_nothing_to_read(learner, address):
    response = learner.get(address)
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert is_house_page(response)


@pytest.mark.parametrize("name", ["answer", "complete_lesson"])
def test_unpublished_lesson_takes_nothing(learner, lesson, form, name):
    lesson.unpublish()
    response = learner.post(reverse(f"courses:{name}", args=[lesson.pk]), form)
    assert response.status_code == 404
    assert nothing_stored()


@pytest.mark.parametrize("level", [1, 2])
def test_lesson_under_an_unpublished_page_takes_nothing(learner, lesson, address, form, level):
    """Whoever takes the course finds what there is to say of it on its own page."""
    lesson.get_ancestors().reverse()[level - 1].specific.unpublish()
    response = learner.post(address, form)
    assert response.status_code == 404
    course = CoursePage.objects.ancestor_of(lesson).get()
    assertRedirects(learner.get(lesson.url), course.url, fetch_redirect_response=False)
    assert nothing_stored()


@pytest.mark.parametrize("name", ["answer", "complete_lesson"])
def test_lesson_of_a_course_not_enrolled_in_takes_nothing(client, person, lesson, form, name):
    client.force_login(person)
    response = client.post(reverse(f"courses:{name}", args=[lesson.pk]), form)
    assert response.status_code == 403
    assert is_house_page(response)
    assert nothing_stored()


def test_question_of_another_lesson_is_refused(learner, course, address):
    other = lessons_of(course)[1]
    response = learner.post(address, answer_form(questions_of(other)[0], 1))
    assert response.status_code == 404
    assert nothing_stored()


def test_submission_key_of_another_question_is_refused(learner, lesson, address, form):
    second = make_lesson(lesson.get_parent().specific, body=[question("To")])
    learner.post(address, form)
    response = learner.post(
        reverse("courses:answer", args=[second.pk]),
        answer_form(questions_of(second)[0], 0, key=form["submission_key"]),
    )
    assert response.status_code == 400
    assert Attempt.objects.count() == 1


def test_anonymous_answer_goes_to_sign_in_and_back_to_the_lesson(client, lesson, address, form):
    response = client.post(address, form)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert nothing_stored()


def test_nobody_reads_anothers_answers(learner, client, lesson, address, form, course):
    learner.post(address, form)
    other = make_person()
    make_enrolment(other, course)
    client.force_login(other)
    html = client.get(lesson.url).text
    assert "Tilbagemelding" not in html
    assert "ls-answer--yours" not in html
    # Another's submission key gives nothing of theirs: it is a first answer of one's own.
    client.post(address, form | {"answer": answer_form(questions_of(lesson)[0], 0)["answer"]})
    assert [attempt.person for attempt in Attempt.objects.order_by("pk")][1] == other
    assert Attempt.objects.filter(person=other).get().score == 0
