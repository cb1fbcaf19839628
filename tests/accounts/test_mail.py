"""Mail down, mail slow, mail refused: nobody waits for it, and what waits arrives or is forgotten."""

import datetime as dt
import re
import smtplib
import socket
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMultiAlternatives, mail_admins, send_mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.admin.mail import send_notification
from wagtail.models import Page

from accounts.domain import mail as house_mail
from accounts.domain.mail import queue_waiting, send_waiting
from accounts.models import WaitingMail
from accounts.policy import CLAIM_HOLDS, MAIL_WAITS
from tests.factories.accounts import make_person

pytestmark = pytest.mark.django_db
BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP as a mail needs; `refusals` are what it says instead to RCPT, one for each."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.refusals: list[str] = []
        self.readers: list[str] = []
        self.letters: list[bytes] = []
        self.calls = 0


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.calls += 1
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "RCPT" and self.server.refusals:
                self.say(self.server.refusals.pop(0))
            elif verb == "RCPT":
                self.server.readers.append(line)
                self.say("250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                self.server.letters.append(self.letter())
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as one:
        thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = one.server_address
        yield one
        one.shutdown()
        thread.join()


@pytest.fixture
def mail_down(settings: Any) -> None:
    """A port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = probe.getsockname()


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> None:
    settings.EMAIL_BACKEND = "accounts.domain.mail.WorkerBackend"
    settings.EMAIL_DELIVERY_BACKEND = BACKEND
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def write(reader: str = "aase@example.org") -> WaitingMail:
    send_mail("Emne æøå", "Kære Åse", None, [reader])
    return WaitingMail.objects.latest("pk")


def test_what_arrives_is_what_was_written(server: MailServer) -> None:
    letter = EmailMultiAlternatives(
        "Emne æøå", "Kære Åse", "Lærsammen <a@example.org>", ["Åse <aase@example.org>"], ["b@example.org"]
    )
    letter.attach_alternative("<p>Kære Åse</p>", "text/html")
    letter.attach("tal.csv", "a;b\r\n", "text/csv")
    assert letter.send() == 1
    assert server.letters == []
    send_waiting.call()
    (arrived,) = server.letters
    read = message_from_bytes(arrived, policy=policy.default)
    assert (read["Subject"], read["From"]) == ("Emne æøå", "Lærsammen <a@example.org>")
    assert read.get_body(["plain"]).get_content().strip() == "Kære Åse"
    assert "Kære Åse</p>" in read.get_body(["html"]).get_content()
    assert [part.get_filename() for part in read.iter_attachments()] == ["tal.csv"]
    assert [re.search(r"<(\S+)>", one)[1] for one in server.readers] == ["aase@example.org", "b@example.org"]
    assert b"b@example.org" not in arrived


def test_every_way_of_sending_waits_for_the_worker(client: Client, mail_down: None, settings: Any) -> None:
    settings.ADMINS = [("Drift", "drift@example.org")]
    person = make_person()
    client.post(reverse("account_reset_password"), {"email": person.email})
    send_mail("a", "b", None, ["c@example.org"])
    mail_admins("a", "b")
    comments = {"new_comments": [{"text": "a"}], "replied_comments": []}
    send_notification(
        [person], "updated_comments", {"page": Page.objects.first(), "editor": person, **comments}
    )
    assert WaitingMail.objects.count() == 4
    assert all(task.args_kwargs == {"args": [], "kwargs": {}} for task in DBTaskResult.objects.all())


def test_mail_down_the_reset_page_answers_known_and_unknown_alike(client: Client, mail_down: None) -> None:
    person = make_person()
    # Allauth notes an address when it first meets it: one row more, once for each person.
    EmailAddress.objects.create(user=person, email=person.email, primary=True)
    answers, writes = [], []
    for email in (person.email, "ukendt@example.org"):
        visitor = Client()
        with CaptureQueriesContext(connection) as asked:
            response = visitor.post(reverse("account_reset_password"), {"email": email})
        # Written down, and the task: no server is spoken to, and both take as many steps.
        writes.append([one["sql"].split("(")[0] for one in asked if one["sql"].startswith("INSERT")])
        page = visitor.get(response["Location"])
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
        answers.append((response.status_code, response["Location"], page.status_code, body))
    assert answers[0] == answers[1]
    assert writes[0] == writes[1]
    assert len(writes[0]) == 2
    assert answers[0][0] == 302
    assert WaitingMail.objects.count() == 2


def test_nothing_of_a_mail_is_kept_when_it_has_gone(server: MailServer) -> None:
    write()
    send_waiting.call()
    assert len(server.letters) == 1
    assert not WaitingMail.objects.exists()


def test_a_server_that_is_down_is_asked_again_later_and_less_often(
    mail_down: None, time_machine: Any, caplog: pytest.LogCaptureFixture
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    waiting = write()
    waits = []
    for _ in MAIL_WAITS:
        send_waiting.call()
        waiting.refresh_from_db()
        waits.append(waiting.next_try_at - timezone.now())
        time_machine.move_to(waiting.next_try_at, tick=False)
    assert all(
        least <= wait <= least * house_mail.SPREAD for wait, least in zip(waits, MAIL_WAITS, strict=True)
    )
    send_waiting.call()
    assert not WaitingMail.objects.exists()
    assert "is given up after 11 tries: ConnectionRefusedError" in caplog.text
    assert "@" not in caplog.text


def test_while_the_server_is_down_the_others_do_not_find_out_one_by_one(mail_down: None) -> None:
    for _ in range(3):
        write()
    send_waiting.call()
    assert sorted(WaitingMail.objects.values_list("tries", flat=True)) == [0, 0, 1]


@pytest.mark.parametrize(
    ("said", "remains", "tries"),
    [("550 5.1.1 <aase@example.org> is unknown", 0, 1), ("451 <aase@example.org> later", 1, 1)],
)
def test_a_refusal_for_good_ends_it_and_no_address_is_logged(
    server: MailServer, caplog: pytest.LogCaptureFixture, said: str, remains: int, tries: int
) -> None:
    server.refusals = [said]
    first = write()
    write("b@example.org")
    send_waiting.call()
    # The next one has its turn all the same.
    assert len(server.letters) == 1
    assert WaitingMail.objects.count() == remains
    assert f"mail {first.pk}" in caplog.text
    assert said[:3] in caplog.text
    assert "@" not in caplog.text


def test_what_the_operator_must_mend_loses_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = write()
    for trouble in (
        smtplib.SMTPAuthenticationError(535, b"no"),
        smtplib.SMTPSenderRefused(550, b"no", "a@example.org"),
        UnicodeError("aase@example.org"),
    ):
        monkeypatch.setattr(house_mail, "get_connection", lambda _path, trouble=trouble: Broken(trouble))
        WaitingMail.objects.update(next_try_at=timezone.now())
        send_waiting.call()
        assert WaitingMail.objects.filter(pk=waiting.pk).exists()


class Broken:
    def __init__(self, trouble: Exception) -> None:
        self.trouble = trouble

    def send_messages(self, _letters: list[Any]) -> int:
        raise self.trouble


def test_time_brings_back_what_waits_and_what_a_killed_worker_had(
    server: MailServer, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    write()
    DBTaskResult.objects.all().delete()
    house_mail._claim()
    assert queue_waiting(timezone.now()) == 0
    time_machine.shift(CLAIM_HOLDS + dt.timedelta(seconds=1))
    assert queue_waiting(timezone.now()) == 1
    assert queue_waiting(timezone.now()) == 1
    planned = DBTaskResult.objects.filter(task_path=send_waiting.module_path, status=TaskResultStatus.READY)
    assert planned.count() == 1
    send_waiting.call()
    assert len(server.letters) == 1


def test_a_mail_belongs_to_what_caused_it() -> None:
    """What is rolled back sends nothing."""
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not WaitingMail.objects.exists()


def test_a_mail_to_nobody_is_none() -> None:
    assert send_mail("a", "b", None, []) == 0
    assert not DBTaskResult.objects.exists()
