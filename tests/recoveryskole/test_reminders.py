"""What time brings by letter: once, by day, in words that say nothing; and a letter that does not arrive."""

import datetime as dt
import re
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.domain import mail as house_mail
from accounts.domain.mail import send_waiting
from accounts.domain.tick import jobs
from accounts.models import WaitingMail
from courses.domain.site import ensure_site
from recoveryskole.domain.hours import remind_to_answer_at
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.links import find_by_token, token_of
from recoveryskole.domain.reminders import remind
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sessions import apply_session_changes, cancel_session, terms_of
from recoveryskole.domain.sign_ups import accept, cancel, change_address, pause, sign_up
from recoveryskole.enums import Contact
from recoveryskole.models import SchoolIndexPage, Session, SignUp
from tests.at_once import at_once
from tests.conftest import restore_roots
from tests.factories.courses import make_person
from tests.factories.school import make_session, wish

# A Monday, ten in the morning in Copenhagen.
START = dt.datetime(2027, 2, 1, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
BIRK = "birk@example.org"


@pytest.fixture
def clock(time_machine: Any) -> Any:
    time_machine.move_to(START, tick=False)
    return time_machine


@pytest.fixture
def session(clock: Any, school: SchoolIndexPage) -> Session:
    """It takes two, in a week at ten."""
    return make_session(days=7, seats=2)


def letters() -> list[str]:
    """To whom a tick writes."""
    mail.outbox = []
    remind(timezone.now())
    return [message.to[0] for message in mail.outbox]


def test_who_has_a_seat_is_reminded_once_the_day_before(session: Session, clock: Any) -> None:
    sign_up(session.pk, wish("Birk", BIRK, companion="Gry"))
    sign_up(session.pk, wish("Kaj", "kaj@example.org"))
    sign_up(session.pk, wish("Elin"))
    assert letters() == []
    clock.shift(5 * DAY)
    assert letters() == []
    # Sunday: at night nobody is written to, from nine on once.
    clock.move_to(START + 6 * DAY - 2 * HOUR, tick=False)
    assert letters() == []
    clock.shift(1 * HOUR)
    assert letters() == [BIRK]
    (message,) = mail.outbox
    place = SignUp.objects.get(address=BIRK)
    assert token_of(place) in message.body
    words = f"{message.subject} {message.body.split('http')[0]}"
    for secret in (session.workshop.title, "Birk", "Gry", "ecovery"):
        assert secret not in words
    assert letters() == []
    assert place.reminded_of_day == dt.date(2027, 2, 8), "a day, and no moment"
    clock.shift(DAY)
    assert letters() == []


def test_a_new_day_is_reminded_of_anew_and_what_is_cancelled_never(session: Session, clock: Any) -> None:
    sign_up(session.pk, wish("Birk", BIRK))
    clock.shift(6 * DAY)
    assert letters() == [BIRK]
    old = terms_of(session)
    session.starts_at += 2 * DAY
    session.ends_at += 2 * DAY
    session.save()
    apply_session_changes(old, session, by=make_person())
    assert letters() == []
    clock.shift(2 * DAY)
    assert letters() == [BIRK]
    SignUp.objects.update(reminded_of_day=None)
    cancel_session(session, by=make_person())
    assert letters() == []


def test_a_seat_of_today_is_news_enough(session: Session, clock: Any) -> None:
    sign_up(session.pk, wish("Birk", BIRK))
    sign_up(session.pk, wish("Elin"))
    waits = sign_up(session.pk, wish("Kaj", "kaj@example.org"))
    clock.shift(6 * DAY)
    cancel(find_by_token(token_of(SignUp.objects.get(address=BIRK))))
    accept(waits)
    assert letters() == []


def test_before_an_offer_ends_one_letter_by_day(session: Session, clock: Any) -> None:
    has, _other = (sign_up(session.pk, wish(name)) for name in ("A", "B"))
    waits = sign_up(session.pk, wish("Birk", BIRK))
    # Asked at 14, until 14 tomorrow: a quarter of it begins at 8, which is night, so the evening before.
    clock.shift(4 * HOUR)
    cancel(has)
    assert letters() == []
    clock.move_to(START + 9 * HOUR + dt.timedelta(minutes=59), tick=False)
    assert letters() == []
    clock.shift(dt.timedelta(minutes=1))
    assert letters() == [BIRK]
    assert token_of(waits) in mail.outbox[0].body
    assert letters() == []
    clock.shift(13 * HOUR)
    assert letters() == []


def test_who_is_in_doubt_is_reminded_and_who_has_answered_is_not(session: Session, clock: Any) -> None:
    doubts = sign_up(session.pk, wish("Birk", BIRK))
    until = pause(doubts)
    assert letters() == []
    clock.move_to(until - 14 * HOUR, tick=False)
    assert letters() == [BIRK]
    SignUp.objects.update(reminded_of_answer=None)
    accept(doubts)
    assert letters() == []


def at(hour: int, day: int = 1) -> dt.datetime:
    return dt.datetime(2027, 2, day, hour, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("since", "until", "moment"),
    [
        (at(10), at(14), at(13)),
        (at(16), at(16, day=2), at(10, day=2)),
        (at(11), at(11, day=2), at(20)),
        # Asked late: the evening is too near to it, and the morning is the end.
        (at(19), at(9, day=2), None),
    ],
)
def test_when_it_is_time(since: dt.datetime, until: dt.datetime, moment: dt.datetime | None) -> None:
    assert remind_to_answer_at(until, since) == moment


def test_tick_reminds_and_asks_no_more_for_those_who_need_none(session: Session, clock: Any) -> None:
    (job,) = [job for job in jobs() if job.name == "recoveryskole.reminders"]

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert job.work(timezone.now()) == 0
        return len(captured)

    sign_up(session.pk, wish("Birk", BIRK))
    one = asked()
    for number in range(2):
        sign_up(session.pk, wish("Birk", f"p{number}@example.org"))
    assert asked() == one == 2


def test_mark_is_taken_by_the_row_alone(session: Session, clock: Any) -> None:
    """A query within the UPDATE would be as old as its beginning, and two who wait would both write."""
    sign_up(session.pk, wish("Birk", BIRK))
    doubts = sign_up(session.pk, wish("Kaj", "kaj@example.org"))
    clock.shift(6 * DAY)
    SignUp.objects.filter(pk=doubts.pk).update(
        state="offered", state_since=timezone.now() - DAY, offer_ends_at=timezone.now() + HOUR
    )
    with CaptureQueriesContext(connection) as captured:
        assert remind(timezone.now()) == 2
    marks = [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]
    assert [mark for mark in marks if "SELECT" in mark] == []
    assert len([mark for mark in marks if "reminded_of" in mark]) == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_letter(time_machine: Any) -> None:
    time_machine.move_to(START, tick=False)
    restore_roots()
    ensure_school(ensure_site().home)
    session = make_session(days=7, seats=20)
    for number in range(5):
        sign_up(session.pk, wish("Birk", f"p{number}@example.org"))
    now = START + 6 * DAY
    time_machine.move_to(now, tick=False)
    mail.outbox = []
    assert sum(at_once(*[lambda: remind(now)] * 4)) == 5
    assert len(mail.outbox) == 5


# A letter that does not arrive.


class Refusing:
    """A mail server that says this of each reader."""

    def __init__(self, code: int) -> None:
        self.code = code

    def send_messages(self, letters: list[Any]) -> int:
        raise smtplib.SMTPRecipientsRefused({one: (self.code, b"no") for one in letters[0].to})


@pytest.fixture
def by_worker(settings: Any) -> None:
    settings.EMAIL_BACKEND = "accounts.domain.mail.WorkerBackend"
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def deliver(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr(house_mail, "get_connection", lambda _path: Refusing(code))
    WaitingMail.objects.update(next_try_at=timezone.now())
    send_waiting.call()


def page_of(client: Client, place: SignUp) -> str:
    address = reverse("recoveryskole:place", args=[token_of(place)])
    client.post(address)
    return client.get(address).text


SAID = "Vi kunne ikke skrive til dig"


def test_refused_for_good_is_said_on_the_page_and_mended_there(
    client: Client, session: Session, by_worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = sign_up(session.pk, wish("Birk", "brik@example.org"))
    other = sign_up(session.pk, wish("Kaj", "kaj@example.org"))
    letter = bytes(WaitingMail.objects.get(recipients=["brik@example.org"]).letter).decode()
    assert place.letter_key.hex in letter
    assert str(place.pk) not in letter
    WaitingMail.objects.filter(recipients=["kaj@example.org"]).delete()
    deliver(monkeypatch, 451)
    assert SAID not in page_of(client, place), "it may still arrive"
    deliver(monkeypatch, 550)
    assert not WaitingMail.objects.exists()
    assert SAID in page_of(client, place)
    assert SAID not in page_of(client, other)
    act = reverse("recoveryskole:act", args=[token_of(place), "adresse"])
    for wrong in ("birk@", "ring", "010190-1234"):
        answer = client.post(act, {"reach": wrong})
        assert answer.status_code == 422
        assert f'value="{wrong}"' in answer.text
    assert client.post(act, {"reach": " Birk@Example.org"}).status_code == 303
    place.refresh_from_db()
    assert (place.address, place.contact) == (BIRK, Contact.EMAIL)
    assert SAID not in page_of(client, place)
    assert WaitingMail.objects.get().recipients == [BIRK], "the link goes to the new one"
    sign_up(session.pk, wish("Birk", BIRK))
    assert SignUp.objects.filter(address=BIRK).count() == 1, "the new address is on the list"
    sign_up(session.pk, wish("Brik", "brik@example.org"))
    assert SignUp.objects.filter(address="brik@example.org").count() == 1, "the old one is free"


def test_tried_for_days_and_given_up_is_said_too(
    client: Client, session: Session, by_worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = sign_up(session.pk, wish("Birk", BIRK))
    WaitingMail.objects.update(tries=len(house_mail.MAIL_WAITS))
    deliver(monkeypatch, 451)
    assert SAID in page_of(client, place)


def test_old_letter_says_nothing_of_a_new_address_and_nothing_of_who_left(
    session: Session, by_worker: None, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    moved, gone = (sign_up(session.pk, wish(name, f"{name}@example.org")) for name in ("a", "b"))
    client.post(reverse("recoveryskole:act", args=[token_of(moved), "adresse"]), {"reach": ""})
    forget(gone)
    WaitingMail.objects.exclude(recipients=["a@example.org"]).exclude(recipients=["b@example.org"]).delete()
    for _letter in range(3):
        deliver(monkeypatch, 550)
    assert not WaitingMail.objects.exists()
    assert not SignUp.objects.filter(is_unreached=True).exists()
    moved.refresh_from_db()
    gone.refresh_from_db()
    assert (moved.contact, moved.address, gone.letter_key) == (Contact.CODE, "", None)


def test_nobody_learns_by_a_new_address_who_else_is_on_the_list(client: Client, session: Session) -> None:
    """Taken or not: the same statements, the same answer, one letter."""
    sign_up(session.pk, wish("Birk", BIRK))
    lists, answers = [], []
    # The first asks for the settings too, as the first letter of any kind does.
    for address in ("anden@example.org", BIRK, "ny@example.org"):
        place = sign_up(session.pk, wish("Elin"))
        mail.outbox = []
        with CaptureQueriesContext(connection) as captured:
            change_address(place, Contact.EMAIL, address)
        lists.append([re.sub(r"'[^']*'|\b\d+\b|_x\d+|s\d+", "", query["sql"]) for query in captured])
        assert [message.to for message in mail.outbox] == [[address]]
        act = reverse("recoveryskole:act", args=[token_of(place), "adresse"])
        answers.append(client.post(act, {"reach": address}).status_code)
    assert lists[1] == lists[2]
    assert answers == [303] * 3
    assert SignUp.objects.living().filter(address=BIRK).count() == 2


def test_given_up_mail_is_told_once_by_name() -> None:
    with pytest.raises(ValueError, match="recoveryskole"):
        house_mail.on_given_up("recoveryskole.letters", lambda _number: None)
