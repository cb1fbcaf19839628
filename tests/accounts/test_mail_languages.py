"""Mails speak the language of whoever gets them, whatever language they were asked for in."""

import re

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from wagtail.admin.mail import send_notification

from accounts.languages import addresses_in
from accounts.models import User
from courses.domain.runs import give_up_seat, sign_up
from tests.factories.accounts import make_person
from tests.factories.courses import make_catalogue, make_course, make_lesson
from tests.factories.runs import make_run

pytestmark = pytest.mark.django_db
CLOSE = {"da": "Hilsen Lærsammen", "en": "Greetings from Lærsammen"}
# Danish, and none of our English texts has it.
DANISH = re.compile(r"[æøåÆØÅ]")
ACTS = [
    "task_state_submitted",
    "workflow_state_submitted",
    "workflow_state_rejected",
    "workflow_state_approved",
]
OTHER = {"da": "en", "en": "da"}


@pytest.fixture(params=["da", "en"])
def reader(request: pytest.FixtureRequest) -> User:
    return make_person(display_name="Bo Holm", language=request.param, email="bo@example.org")


def the_mail(language: str) -> str:
    """The one that was sent, with its close."""
    (message,) = mail.outbox
    body = str(message.body)
    assert body.strip().endswith(CLOSE[language])
    assert "/en/" not in body
    return f"{message.subject}\n{body}"


@pytest.mark.parametrize("at", ["/konto/password/reset/", "/en/konto/password/reset/"])
def test_a_forgotten_password_is_answered_in_the_readers_language(
    at: str, reader: User, client: Client
) -> None:
    client.post(at, {"email": "BO@example.org"}, HTTP_ACCEPT_LANGUAGE=OTHER[reader.language])
    said = the_mail(reader.language)
    assert ("Choose a new password" in said) == (reader.language == "en")
    address = re.search(r"http://testserver(/\S+)", said)
    assert address
    assert client.get(address[1], follow=True).status_code == 200


def test_nobody_we_know_is_answered_in_the_language_they_asked_in(client: Client) -> None:
    client.post("/en/konto/password/reset/", {"email": "ukendt@example.org"})
    assert "Choose a new password" in the_mail("en")


@pytest.mark.parametrize("notice", ACTS)
def test_mails_of_the_workflow_say_what_the_link_opens(notice: str, reader: User) -> None:
    make_catalogue()
    lesson = make_lesson(make_course("Kursus", modules=1, lessons=0).get_children().get().specific, "Tit")
    context = {"page": lesson, "user": reader}
    with translation.override(OTHER[reader.language]), addresses_in("en"):
        body = render_to_string(f"wagtailadmin/notifications/{notice}.txt", context)
        subject = render_to_string(f"wagtailadmin/notifications/{notice}_subject.txt", context)
    assert body.strip().endswith(CLOSE[reader.language])
    assert "/en/" not in body
    link = next(number for number, line in enumerate(body.splitlines()) if "/vaerksted/" in line)
    assert body.splitlines()[link - 1].endswith(":")
    without_close = body.replace(CLOSE["en"], "")
    assert bool(DANISH.search(without_close + subject.replace("»Tit«", ""))) == (reader.language == "da")


def test_comments_are_told_in_the_readers_language(reader: User) -> None:
    make_catalogue()
    page = make_course("Kursus")
    editor = make_person(display_name="Ida Lund")
    comments = {"new_comments": [{"text": "<Kort> & godt"}], "replied_comments": []}
    with translation.override(OTHER[reader.language]):
        send_notification([reader], "updated_comments", {"page": page, "editor": editor, **comments})
    said = the_mail(reader.language)
    assert "<Kort> & godt" in said
    assert ("New comments:" in said) == (reader.language == "en")


def test_whoever_moves_up_is_told_in_their_own_language(reader: User) -> None:
    make_catalogue()
    run = make_run(make_course("Kursus", modules=1), seats=1)
    first = make_person(language=OTHER[reader.language])
    sign_up(first, run)
    sign_up(reader, run)
    with translation.override(first.language), addresses_in("en"):
        give_up_seat(first, run)
    assert ("You have a seat" in the_mail(reader.language)) == (reader.language == "en")
