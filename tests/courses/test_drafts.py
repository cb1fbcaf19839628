"""What is begun is kept, for the writer alone, and is never in the way of what was sent."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from accounts.domain.emptying import empty_person
from assessments.models import Attempt, Draft
from courses.views import begun, unsent
from courses.views.sender import sender_of
from tests.factories.activities import dilemma, form, poll, practice_task, reflection
from tests.factories.courses import (
    PASSWORD,
    answer_form,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_person,
    question,
    questions_of,
)

JSON = {"HTTP_ACCEPT": "application/json"}
SIGNED_OUT = str(unsent.WORDS[unsent.SIGNED_OUT])


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def learner(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    return client


class Writing:
    """A lesson with one activity, opened by the learner."""

    def __init__(self, course, learner, block):
        self.block = block
        self.lesson = make_lesson(make_module(course), body=[block])
        learner.get(self.lesson.url)
        self.answer = reverse("courses:answer", args=[self.lesson.pk])
        self.draft = reverse("courses:save_draft", args=[self.lesson.pk])

    def form(self, **fields):
        return form(self.block["id"], **fields)


@pytest.fixture
def writing(course, learner):
    return Writing(course, learner, reflection())


def kept():
    return [draft.fields for draft in Draft.objects.all()]


def test_saving_by_itself_keeps_what_the_kind_knows_and_nothing_else(learner, writing):
    response = learner.post(writing.draft, writing.form(text="Halvt skrevet", is_right="1"), **JSON)
    assert (response.status_code, response.content) == (204, b"")
    assert kept() == [{"text": ["Halvt skrevet"], "share": []}]
    learner.post(writing.draft, writing.form(text="Helt skrevet"), **JSON)
    assert kept() == [{"text": ["Helt skrevet"], "share": []}]
    assert "Helt skrevet</textarea>" in learner.get(writing.lesson.url).text
    assert not Attempt.objects.exists()


def test_save_and_go_on_later_works_without_a_script(learner, writing):
    response = learner.post(writing.draft, writing.form(text="Halvt"))
    assert (response.status_code, response.url) == (303, f"{writing.lesson.url}#{writing.block['id']}")
    html = learner.get(writing.lesson.url).text
    assert "Halvt</textarea>" in html
    assert "ls-begun" in html


def test_empty_form_leaves_no_draft(learner, writing):
    learner.post(writing.draft, writing.form(text="Halvt"), **JSON)
    learner.post(writing.draft, writing.form(text="  "), **JSON)
    assert kept() == []


def test_draft_can_be_dropped(learner, writing):
    learner.post(writing.draft, writing.form(text="Halvt"), **JSON)
    for _click in range(2):
        assert learner.post(writing.draft, writing.form(drop="1")).status_code == 303
    assert kept() == []


def test_sent_answer_takes_the_place_of_its_draft(learner, writing):
    learner.post(writing.draft, writing.form(text="Halvt"), **JSON)
    learner.post(writing.answer, writing.form(text="Helt"))
    assert kept() == []
    assert "Helt" in learner.get(writing.lesson.url).text


def test_saving_that_arrives_after_the_answer_keeps_nothing(learner, writing):
    fields = writing.form(text="Helt")
    learner.post(writing.answer, fields)
    assert learner.post(writing.draft, fields | {"text": "Hel"}, **JSON).status_code == 409
    assert kept() == []
    assert learner.post(writing.draft, fields | {"text": "Helt om igen"}).status_code == 303
    assert kept() == [{"text": ["Helt om igen"], "share": []}]


def test_what_says_the_same_as_the_answer_is_not_kept_beside_it(learner, writing):
    learner.post(writing.answer, writing.form(text="Helt"))
    learner.post(writing.draft, writing.form(text="Helt "), **JSON)
    assert kept() == []


def test_same_form_sent_twice_is_one_answer_and_another_text_is_another(learner, writing):
    fields = writing.form(text="Første")
    for text in ("Første", "Første", "Rettet", "Rettet"):
        assert learner.post(writing.answer, fields | {"text": text}).status_code == 303
    texts = [attempt.response["text"] for attempt in Attempt.objects.order_by("pk")]
    assert texts == ["Første", "Rettet"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"text": "x" * 70_000}, 413),
        ({"text": "\x00"}, 400),
        ({"text": "\ufffd"}, 400),
        ({"question": str(uuid.uuid4())}, 404),
        ({"question": "x"}, 404),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(learner, writing, fields, status):
    response = learner.post(writing.draft, writing.form(text="Halvt") | fields, **JSON)
    assert response.status_code == status
    assert response.json()["message"]
    assert learner.post(writing.draft, writing.form(text="Halvt") | fields).status_code == status
    assert kept() == []


def test_cpr_number_is_not_kept_even_for_a_while(learner, course):
    writing = Writing(course, learner, practice_task())
    response = learner.post(writing.draft, writing.form(note="010190-1234"), **JSON)
    assert response.status_code == 422
    assert "CPR" in response.json()["message"]
    page = learner.post(writing.draft, writing.form(note="010190-1234"))
    assert page.status_code == 422
    assert "010190-1234</textarea>" in page.text
    assert kept() == []


@pytest.mark.parametrize("maker", [poll, dilemma])
def test_kinds_without_free_text_keep_no_form(learner, course, maker):
    writing = Writing(course, learner, maker())
    assert learner.post(writing.draft, writing.form(option="Tid", choice="x")).status_code == 303
    assert kept() == []


def test_only_who_takes_the_course_keeps_drafts(client, course, writing):
    client.force_login(make_person())
    assert client.post(writing.draft, writing.form(text="Halvt"), **JSON).status_code == 403
    assert client.post(writing.draft, writing.form(text="Halvt")).status_code == 403
    assert kept() == []


def test_nobody_sees_anothers_draft(learner, client, course, writing):
    learner.post(writing.draft, writing.form(text="Kun mit"), **JSON)
    other = make_person()
    make_enrolment(other, course)
    client.force_login(other)
    client.get(writing.lesson.url)
    assert "Kun mit" not in client.get(writing.lesson.url).text


# -- the session ends while somebody writes


def sign_in(client, person, follow_to=""):
    return client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": follow_to}
    )


@pytest.fixture
def signed_out_answer(learner, person, writing):
    """The form is filled in, the session is gone, the answer is sent."""
    fields = writing.form(text="Skrevet længe", sender=sender_of(person))
    client = Client()
    response = client.post(writing.answer, fields)
    return client, fields, response


def test_answer_sent_after_the_session_ended_waits_for_its_writer(signed_out_answer, person, writing):
    client, fields, response = signed_out_answer
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert (Attempt.objects.count(), Draft.objects.count()) == (0, 0)
    sign_in(client, person)
    for _look in range(2):
        html = client.get(writing.lesson.url).text
        assert "Skrevet længe</textarea>" in html
        assert SIGNED_OUT in html
        assert fields["submission_key"] in html
    for _click in range(2):
        assert client.post(writing.answer, fields).status_code == 303
    assert Attempt.objects.get().response == {"text": "Skrevet længe"}
    html = client.get(writing.lesson.url).text
    assert SIGNED_OUT not in html
    assert "textarea" not in html


def test_another_person_who_signs_in_never_sees_it(signed_out_answer, course, person, writing):
    client, _fields, _response = signed_out_answer
    other = make_person()
    make_enrolment(other, course)
    sign_in(client, other)
    client.get(writing.lesson.url)
    assert "Skrevet længe" not in client.get(writing.lesson.url).text
    client.logout()
    sign_in(client, person)
    assert "Skrevet længe" not in client.get(writing.lesson.url).text


def test_answer_that_arrived_after_all_is_not_asked_for_again(signed_out_answer, learner, person, writing):
    client, fields, _response = signed_out_answer
    learner.post(writing.answer, fields)
    sign_in(client, person)
    assert SIGNED_OUT not in client.get(writing.lesson.url).text
    assert Attempt.objects.count() == 1


def test_other_words_in_a_form_that_was_sent_wait_too(learner, person, writing):
    fields = writing.form(text="Første", sender=sender_of(person))
    learner.post(writing.answer, fields)
    client = Client()
    client.post(writing.answer, fields | {"text": "Rettet"})
    sign_in(client, person)
    assert "Rettet</textarea>" in client.get(writing.lesson.url).text
    client.post(writing.answer, fields | {"text": "Rettet"})
    assert [attempt.response["text"] for attempt in Attempt.objects.order_by("pk")] == ["Første", "Rettet"]


def test_what_waits_can_be_dropped(signed_out_answer, person, writing):
    client, _fields, _response = signed_out_answer
    sign_in(client, person)
    client.post(writing.draft, writing.form(drop="1"))
    assert "Skrevet længe" not in client.get(writing.lesson.url).text


@pytest.mark.parametrize("sender", ["", "1", "1:forfalsket", None])
def test_form_that_is_nobodys_is_not_laid_aside(learner, writing, person, sender):
    client = Client()
    fields = writing.form(text="Fremmed")
    if sender is not None:
        fields["sender"] = sender
    client.post(writing.answer, fields)
    assert list(client.session.keys()) == []


def test_choice_waits_like_words_do(learner, course, person):
    lesson = make_lesson(make_module(course), body=[question()])
    learner.get(lesson.url)
    block = questions_of(lesson)[0]
    client = Client()
    fields = answer_form(block, 2) | {"sender": sender_of(person)}
    client.post(reverse("courses:answer", args=[lesson.pk]), fields)
    sign_in(client, person)
    html = client.get(lesson.url).text
    chosen = html.split(f'value="{fields["answer"][0]}"')[1].split(">")[0]
    assert "checked" in chosen
    assert "Tilbagemelding" not in html


def test_old_form_of_a_signed_in_person_is_laid_aside_too(person, course, learner, writing):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    fields = writing.form(text="Lå længe", sender=sender_of(person))
    response = strict.post(writing.answer, fields)
    assert (response.status_code, response.url) == (303, f"{writing.lesson.url}#{writing.block['id']}")
    assert not Attempt.objects.exists()
    html = strict.get(writing.lesson.url).text
    assert "Lå længe</textarea>" in html
    assert str(unsent.WORDS[unsent.TOO_LATE]) in html


def test_old_form_of_somebody_else_is_refused_in_words(person, learner, writing):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_person())
    response = strict.post(writing.answer, writing.form(text="Ikke mit", sender=sender_of(person)))
    assert response.status_code == 403
    assert gettext("The page lay open too long") in response.text
    assert "unsent_answer" not in strict.session


def test_saving_by_itself_says_when_one_is_signed_out(writing):
    response = Client().post(writing.draft, writing.form(text="Halvt"), **JSON)
    assert response.status_code == 401
    assert response.json() == {"message": str(begun.SIGNED_OUT)}


def test_save_and_go_on_later_while_signed_out_is_laid_aside(learner, person, writing):
    client = Client()
    fields = writing.form(text="Halvt", sender=sender_of(person))
    assert client.post(writing.draft, fields).status_code == 302
    sign_in(client, person)
    assert "Halvt</textarea>" in client.get(writing.lesson.url).text


def test_draft_outlives_a_changed_lesson_and_goes_with_its_writer(learner, person, writing):
    learner.post(writing.draft, writing.form(text="Halvt"), **JSON)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=9), tick=True):
        learner.force_login(person)
        writing.lesson.save_revision().publish()
        assert "Halvt</textarea>" in learner.get(writing.lesson.url).text
    empty_person(person, by=None)
    assert kept() == []
