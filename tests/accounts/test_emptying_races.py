"""Somebody is emptied while something is written about them. Only PostgreSQL has the row locks for it."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from wagtail.models import ModelLogEntry

from accounts.domain.emptying import empty_person
from accounts.domain.reads import record_read
from accounts.models import PersonalRead, User
from assessments.ledger.domain.evidence import lock_ledger
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence, Standing
from tests.factories.accounts import make_employment, make_person
from tests.factories.competences import make_requirement
from tests.factories.ledger import show

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def run_apart(act: Callable[[], object]) -> tuple[threading.Thread, threading.Event]:
    """The act in a thread with a connection of its own, and whether it has come to its end."""
    done = threading.Event()

    def run() -> None:
        try:
            act()
            done.set()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, done


def test_emptying_waits_for_what_is_being_proved_and_the_row_stands() -> None:
    person, requirement = make_person(), make_requirement()
    with transaction.atomic():
        lock_ledger(person.pk)
        thread, done = run_apart(lambda: empty_person(User.objects.get(pk=person.pk), by=None))
        assert not done.wait(0.5)
        show(person, requirement, 2, title="Et papir om personen")
    thread.join(20)
    assert done.is_set()
    assert Evidence.objects.values_list("person", "title").get() == (person.pk, "")
    assert Standing.objects.get().level == 2
    assert rebuild_standings().changed == 0


def test_two_who_empty_the_same_person_do_it_once() -> None:
    person = make_employment().user
    acts = [run_apart(lambda: empty_person(User.objects.get(pk=person.pk), by=None)) for _ in range(2)]
    for thread, _done in acts:
        thread.join(20)
    assert all(done.is_set() for _thread, done in acts)
    assert ModelLogEntry.objects.filter(action="accounts.empty_person").count() == 1


def test_two_who_look_at_once_are_one_look() -> None:
    person, reader = make_person(), make_person()
    acts = [run_apart(lambda: record_read(person, reader, "reports.person")) for _ in range(4)]
    for thread, _done in acts:
        thread.join(20)
    assert all(done.is_set() for _thread, done in acts)
    assert PersonalRead.objects.count() == 1
