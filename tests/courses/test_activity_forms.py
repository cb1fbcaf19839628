"""Each kind on a real lesson page: open, sent back, answered."""

import uuid

import pytest
from django.urls import reverse

from assessments.models import Attempt
from tests.assessments.activities.samples import RIGHT_FORMS, VALUES, sample_value
from tests.assessments.activities.test_keys import GRADED
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module

# What the author says afterwards, and the words and marks of the key.
SECRETS = {
    "multiple_choice": ["Så er hun alene om det", "Så hører du mere"],
    "true_false": ["Journalen husker det kun", "Netop, det begynder"],
    "blanks": ["borgerens", "hendes", "skridtet", "øver", "Egne ord holder"],
    "match_pairs": ["Målet er hendes"],
    "put_in_order": ["Kontakten kommer før"],
}
# Kind -> a form that can be mended, what the page then says, and what must still stand in it.
MENDABLE = {
    "true_false": ({}, "Choose an answer first.", []),
    "blanks": (
        {"answer": ["hendes", "", "min øvelse", ""]},
        "Fill in something in every blank.",
        ["min øvelse"],
    ),
    "match_pairs": (
        {"left": ["Ud på altanen", "Køb jord torsdag", "Vand planten"], "right": ["Et mål", "", ""]},
        "Choose a match for each.",
        ['<option value="Et mål" selected>'],
    ),
    "put_in_order": (
        {"item": VALUES["put_in_order"]["items"], "place": ["1", "1", "2", "3"]},
        "Two lines have the same place.",
        ["<option selected>1</option>", "<option selected>2</option>", "<option selected>3</option>"],
    ),
}


@pytest.fixture
def learner(client, person, catalogue):
    person.language = "en"
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def lesson_of(person, learner):
    """Makes a lesson with one activity of each of these kinds, for the person who is signed in."""

    def make(*kinds, **changes):
        course = make_course()
        body = [
            {"type": kind, "id": str(uuid.uuid4()), "value": sample_value(kind, **changes)} for kind in kinds
        ]
        make_enrolment(person, course)
        return make_lesson(make_module(course), body=body)

    return make


def send(learner, lesson, fields, block=0):
    form = {"question": lesson.body[block].id, "submission_key": str(uuid.uuid4()), **fields}
    return learner.post(reverse("courses:answer", args=[lesson.pk]), form)


@pytest.mark.parametrize("kind", GRADED)
def test_open_form_holds_no_key(learner, lesson_of, kind):
    lesson = lesson_of(kind)
    html = learner.get(lesson.url).text
    assert f'data-question="{lesson.body[0].id}"' in html
    assert [secret for secret in SECRETS[kind] if secret in html] == []


def test_open_form_never_follows_the_right_order(learner, lesson_of):
    """Neither in what is shown nor in anything hidden."""
    html = learner.get(lesson_of("put_in_order", items=list("øcbåa")).url).text
    shown = [part[0] for part in html.split('name="item" value="')[1:]]
    other = learner.get(lesson_of("put_in_order", items=list("abcåø")).url).text
    assert sorted(shown) == sorted("abcåø")
    assert html.count("<option>1</option>") == other.count("<option>1</option>") == 5


@pytest.mark.parametrize("kind", list(MENDABLE))
def test_form_comes_back_as_it_was_filled_in(learner, lesson_of, kind):
    fields, message, kept = MENDABLE[kind]
    lesson = lesson_of(kind)
    response = send(learner, lesson, fields)
    assert response.status_code == 422
    assert message in response.text
    assert [text for text in kept if text not in response.text] == []
    assert [
        secret
        for secret in SECRETS[kind]
        if secret in response.text and secret not in fields.get("answer", ())
    ] == []
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("kind", list(RIGHT_FORMS))
def test_answer_is_shown_with_what_the_author_says(learner, lesson_of, kind):
    lesson = lesson_of(kind)
    response = send(learner, lesson, RIGHT_FORMS[kind])
    assert (response.status_code, Attempt.objects.get().is_right) == (303, True)
    html = learner.get(lesson.url).text
    assert SECRETS[kind][-1] in html
    assert 'name="submission_key"' not in html


def test_cards_are_received_and_not_graded(learner, lesson_of):
    lesson = lesson_of("dialog_cards")
    html = learner.get(lesson.url).text
    assert html.count('<details class="ls-turn__card">') == 2
    assert "Noget hun selv vil" in html
    assert send(learner, lesson, {}).status_code == 303
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score, attempt.is_graded) == (0, 0, False)
    assert "You have been through the cards." in learner.get(lesson.url).text


def test_what_was_answered_stays_when_the_author_changes_the_lesson(learner, lesson_of):
    lesson = lesson_of("blanks")
    send(learner, lesson, RIGHT_FORMS["blanks"])
    lesson.body[0].value["text"] = "Nu er der kun [[et]] hul."
    lesson.save_revision().publish()
    html = learner.get(lesson.url).text
    assert "Målet er" in html
    assert "Nu er der kun" not in html


def test_a_page_of_all_kinds_costs_no_more_than_one_of_one(learner, lesson_of, django_assert_max_num_queries):
    lesson = lesson_of(*VALUES)
    learner.get(lesson.url)
    with django_assert_max_num_queries(12):
        learner.get(lesson.url)
