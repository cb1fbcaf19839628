"""No key reaches the browser before the answer: all pages and JSON a learner can ask for are searched."""

import json

import pytest
from django.urls import reverse

from tests.assessments.activities.samples import VALUES, sample_value
from tests.courses.test_activity_forms import SECRETS
from tests.factories.activities import block, dilemma, form, poll, practice_task, reflection
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, question

# Of the dilemma: what a choice leads to, and every comment at the end of a way.
DILEMMA = ["Fordi: Banker", "Scenen te", "Sådan gik det", "Fagligt om", "Borgeren om", "Hun åbnede selv"]
ADDRESSES = (
    *("development:my_learning", "development:profile", "development:cards"),
    *("proofs:transcript", "proofs:transcript_json", "proofs:jwks"),
)


@pytest.fixture
def lesson(client, person, catalogue):
    """One of every kind of activity, taken by the person who is signed in."""
    course = make_course()
    kinds = [kind for kind in VALUES if kind != "multiple_choice"]
    body = [block(kind, **sample_value(kind)) for kind in kinds]
    body += [question(), dilemma(), reflection(), practice_task(), poll()]
    made = make_lesson(make_module(course), body=body)
    make_enrolment(person, course)
    client.force_login(person)
    return made


def secrets_of(lesson):
    """What must not be read: the samples' keys and feedback, and those of the question with two answers."""
    asked = next(item for item in lesson.body if item.block_type == "multiple_choice")
    feedback = [answer["feedback"] for answer in asked.value["answers"]]
    kinds = [secret for kind, secrets in SECRETS.items() if kind != "multiple_choice" for secret in secrets]
    return [*kinds, *feedback, *DILEMMA, "is_right", "is_true"]


def found_in(text, secrets):
    """The secrets in the text as it stands, or as JSON would write it."""
    return [secret for secret in secrets if secret in text or json.dumps(secret)[1:-1] in text]


def test_no_page_and_no_json_gives_a_key_away(client, lesson):
    secrets = secrets_of(lesson)
    course = lesson.get_parent().get_parent()
    pages = [lesson.url, course.url, "/kurser/", *map(reverse, ADDRESSES)]
    for address in (*pages, lesson.url):
        response = client.get(address)
        assert response.status_code == 200, address
        assert found_in(response.text, secrets) == [], address


def test_no_answer_to_a_draft_or_a_faulty_form_gives_a_key_away(client, lesson):
    secrets = secrets_of(lesson)
    client.get(lesson.url)
    for item in lesson.body:
        for name, headers in (("save_draft", {"Accept": "application/json"}), ("answer", {})):
            sent = form(item.id, nothing="here") if item.block_type != "dialog_cards" else form("no-such")
            response = client.post(reverse(f"courses:{name}", args=[lesson.pk]), sent, headers=headers)
            assert response.status_code != 500
            assert found_in(response.text, secrets) == [], (name, item.block_type)
