"""A person who goes: what is left is a tombstone, and it stays one."""

import datetime as dt
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from accounts.domain.colleagues import colleagues_of
from accounts.domain.emptying import empty_people, empty_person, sweep_tombstones
from accounts.domain.mail import WorkerBackend
from accounts.domain.reads import name_read, record_read
from accounts.enums import Role
from accounts.models import Employment, Leave, PersonalRead, User, WaitingMail
from accounts.privacy import FORGETS
from assessments.models import Draft
from courses.domain.runs import sign_up
from tests.factories.accounts import PASSWORD, make_employment, make_person, make_unit
from tests.factories.courses import make_course
from tests.factories.runs import make_run, states

pytestmark = pytest.mark.django_db
TODAY, DAY = timezone.localdate(), dt.timedelta(days=1)


@pytest.fixture
def person() -> User:
    return make_person(Role.AUTHOR, display_name="Karin Ærø", email="karin@example.org", calm_mode=True)


def sign_in(email: str) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:account")).status_code == 200


def test_what_is_left_says_nothing_of_anybody(person: User) -> None:
    number = person.pk
    empty_person(person, by=make_person())
    left = User.objects.get(pk=number)
    assert left.is_gone
    assert (left.language, left.calm_mode, left.extra_time, left.news_seen_at) == ("da", False, 0, None)
    assert (left.is_active, left.is_staff, left.is_superuser, left.last_login) == (False, False, False, None)
    assert (list(left.groups.all()), left.has_usable_password()) == ([], False)
    assert uuid.UUID(left.email.removesuffix("@gone.invalid"))


def test_a_tombstone_is_named_in_the_language_of_whoever_reads(person: User) -> None:
    empty_person(person, by=None)
    with translation.override("da"):
        assert str(User.objects.get(pk=person.pk)) == "En, der ikke er her mere"
    with translation.override("en"):
        name = User.objects.filter(pk=person.pk).values_list("display_name", flat=True).get()
        assert name == "Somebody who is no longer here"


def test_nobody_signs_in_as_a_tombstone(person: User) -> None:
    client = sign_in("karin@example.org")
    assert is_in(client)
    assert Session.objects.count() == 1
    empty_person(person, by=None)
    assert Session.objects.count() == 0
    assert not is_in(client)
    for email in ("karin@example.org", User.objects.get(pk=person.pk).email):
        assert not is_in(sign_in(email))


def test_others_stay_signed_in(person: User) -> None:
    client = sign_in(make_person().email)
    empty_person(person, by=None)
    assert is_in(client)


def test_ways_to_sign_in_go(person: User) -> None:
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    counts = empty_person(person, by=None)
    assert (EmailAddress.objects.count(), Authenticator.objects.count()) == (0, 0)
    assert (counts["account.emailaddress"], counts["mfa.authenticator"]) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": True},
        {"is_staff": True},
        {"is_superuser": True},
        {"display_name": "Karin"},
        {"email": "karin@example.org"},
        {"password": "pbkdf2_sha256$1$x$y"},
    ],
)
def test_the_database_keeps_a_tombstone_as_it_is(person: User, change: dict[str, object]) -> None:
    empty_person(person, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(**change)


def test_whoever_read_the_row_before_writes_nothing_back(person: User) -> None:
    before = User.objects.get(pk=person.pk)
    empty_person(person, by=None)
    for fields in (None, ["display_name"], ["calm_mode"]):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            before.save(update_fields=fields)
    assert User.objects.get(pk=person.pk).is_gone


def test_jobs_end_today_and_those_to_come_never_begin(person: User) -> None:
    unit = make_unit()
    ended = make_employment(person, unit, start=TODAY - 9 * DAY, end=TODAY - DAY)
    held = make_employment(person, unit, start=TODAY - 8 * DAY)
    to_come = make_employment(person, unit, start=TODAY + DAY)
    away = Leave.objects.create(employment=held, start=TODAY - DAY)
    Leave.objects.create(employment=held, start=TODAY + DAY)
    Leave.objects.create(employment=to_come, start=TODAY + DAY)
    assert empty_person(person, by=None)["accounts.employments"] == 2
    assert list(Employment.objects.order_by("start").values_list("pk", "end")) == [
        (ended.pk, TODAY - DAY),
        (held.pk, TODAY),
    ]
    assert Leave.objects.get() == away
    assert Leave.objects.get().end == TODAY


def test_nobody_can_choose_a_tombstone(person: User) -> None:
    other, unit = make_person(), make_unit()
    make_employment(other, unit)
    make_employment(person, unit)
    assert [one.pk for one in colleagues_of(other)] == [person.pk]
    empty_person(person, by=other)
    assert colleagues_of(other) == []


def test_seats_are_given_up_and_those_who_go_together_get_none(person: User) -> None:
    course = make_course("Kursus")
    second, third = make_person(display_name="Bo"), make_person(display_name="Carl")
    run = make_run(course, seats=1)
    for one in (person, second, third):
        sign_up(one, run)
    empty_people([person, second], by=third)
    assert [state for _name, state, _number in states(run)] == ["given_up", "given_up", "taken"]


def test_mail_to_the_person_goes_and_none_comes_after(
    person: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No worker: what is sent waits.
    settings.EMAIL_BACKEND = "accounts.domain.mail.WorkerBackend"
    monkeypatch.setattr("accounts.domain.mail.send_waiting", SimpleNamespace(enqueue=lambda: None))
    send_mail("Hej", "Kære Karin", None, ["karin@example.org"])
    send_mail("Hej", "Kære begge", None, ["karin@example.org", "bo@example.org"])
    assert empty_person(person, by=None)["accounts.waiting_mail"] == 2
    assert WaitingMail.objects.get().recipients == ["bo@example.org"]
    gone = User.objects.get(pk=person.pk).email
    send_mail("Hej", "Kære ingen", None, [gone])
    send_mail("Hej", "Kære Bo", None, [gone, "bo@example.org"])
    assert [mail.recipients for mail in WaitingMail.objects.all()] == [["bo@example.org"]] * 2
    assert WorkerBackend().send_messages([]) == 0


def test_who_has_looked_at_them_is_forgotten_and_whom_they_looked_at_is_not(person: User) -> None:
    other = make_person()
    name_read("tests.look", "Looked.")
    record_read(person, other, "tests.look")
    record_read(other, person, "tests.look")
    empty_person(person, by=None)
    assert PersonalRead.objects.get().reader == person
    record_read(person, other, "tests.look")
    assert PersonalRead.objects.count() == 1, "there is nobody to tell"


def test_emptying_again_changes_nothing(person: User) -> None:
    make_employment(person)
    first = empty_person(person, by=None)
    left = User.objects.filter(pk=person.pk).values().get()
    acts = ModelLogEntry.objects.count()
    assert sum(first.values()) > 0
    assert sum(empty_person(person, by=make_person()).values()) == 0
    assert User.objects.filter(pk=person.pk).values().get() == left
    assert ModelLogEntry.objects.count() == acts


def test_it_is_all_or_nothing(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_employment(person)

    def fail(_person: User) -> int:
        raise RuntimeError

    monkeypatch.setattr("accounts.domain.emptying.FORGETS", {**FORGETS, "tests.fail": fail})
    with pytest.raises(RuntimeError):
        empty_person(person, by=None)
    left = User.objects.get(pk=person.pk)
    assert (left.display_name, left.is_active, left.employments.get().end) == ("Karin Ærø", True, None)


def test_what_comes_in_late_is_swept_up(person: User) -> None:
    empty_person(person, by=None)
    page = make_course("Kursus")
    Draft.objects.create(person=person, page=page, block_id=uuid.uuid4(), fields={"text": ["For sent"]})
    now = timezone.now()
    assert sweep_tombstones(now + dt.timedelta(days=3)) == 0
    assert sweep_tombstones(now) == 1
    assert not Draft.objects.exists()


def test_the_log_says_how_much_and_nothing_else(person: User) -> None:
    make_employment(person)
    admin = make_person()
    empty_person(person, by=admin)
    entry = ModelLogEntry.objects.get(action="accounts.empty_person")
    assert (entry.user, entry.label, entry.data) == (
        admin,
        f"accounts.User {person.pk}",
        {"accounts.employments": 1},
    )
