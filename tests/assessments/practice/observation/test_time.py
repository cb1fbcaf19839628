"""What time brings: reminders, each once, and an end. Late, twice or never, nothing else changes."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.enums import JobFunction
from assessments.practice.domain.observation.asking import decline
from assessments.practice.domain.observation.forgetting import forget
from assessments.practice.domain.observation.letters import token_of
from assessments.practice.domain.observation.queries import count_waiting, read_seen, waiting_for
from assessments.practice.domain.observation.refusals import IsOver
from assessments.practice.domain.observation.timed import remind_and_end
from assessments.practice.domain.observation.wording import say_waited
from assessments.practice.models import MethodSupervisor, Observation
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.practice_observation import ask, make_supervisor, sign_both, tell, words

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def at():
    with time_machine.travel(NOW, tick=False) as traveller:

        def go(days: float) -> int:
            """Let the time work that many days on; how many things it did."""
            traveller.move_to(NOW + dt.timedelta(days=days))
            return remind_and_end(timezone.now())

        yield go


def test_reminded_after_three_and_ten_days_each_once(person, competences, at):
    ask(person, competences[0])
    mail.outbox.clear()
    assert [at(days) for days in (0, 2.9, 3, 3, 3.1, 9.9, 10, 10, 30, 60)] == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert len(mail.outbox) == 2


def test_only_the_nearest_reminder_after_a_standstill(person, competences, at):
    ask(person, competences[0])
    mail.outbox.clear()
    assert [at(12), at(12), at(13)] == [1, 0, 0]
    assert len(mail.outbox) == 1


def test_whoever_it_waits_for_is_reminded_from_when_it_began_to_wait(person, competences, at):
    row = ask(person, competences[0])
    at(5)
    tell(row)
    mail.outbox.clear()
    assert [at(7.9), at(8)] == [0, 1]
    assert mail.outbox[0].to == [person.email]


def test_reminder_holds_the_same_link(person, competences, at):
    row = ask(person, competences[0], email="inger@example.org")
    at(3)
    first, second = (letter.body for letter in mail.outbox)
    assert token_of(row) in first
    assert token_of(row) in second


def test_what_nobody_answers_ends_and_an_address_goes(person, competences, at):
    ask(person, competences[0])
    outside = ask(person, competences[0], email="inger@example.org")
    at(14)
    outside.refresh_from_db()
    assert (outside.state, outside.outside_email) == ("asked", "inger@example.org")
    assert at(15) == 1
    outside.refresh_from_db()
    assert (outside.state, outside.outside_email, outside.token_hash) == ("expired", "", "")
    assert [at(60), at(61), at(61)] == [0, 1, 0]
    assert set(Observation.objects.values_list("state", flat=True)) == {"expired"}


def test_readers_need_no_tick(person, competences):
    with time_machine.travel(NOW, tick=False) as traveller:
        observer = make_supervisor()
        ask(person, competences[0], observer)
        row = tell(ask(person, competences[0], observer))
        assert (len(waiting_for(observer)), count_waiting(person).to_sign) == (1, 1)
        traveller.move_to(NOW + dt.timedelta(days=61))
        assert (waiting_for(observer), count_waiting(person).to_sign) == ([], 0)
        assert not row.is_open(timezone.localdate())


def test_age_and_strength_in_words(person, competences):
    today = timezone.localdate()
    assert say_waited(timezone.now() - dt.timedelta(days=4), today) == "har ventet 4 dage"
    said = []
    for day in (1, 2, 3):
        sign_both(ask(person, competences[0]), words(3, dt.date(2026, 1, day)))
        said.append(read_seen(person, [competences[0].pk])[competences[0].pk].words)
    assert said == ["set én gang", "set af 2", "set i 3 situationer"]


def test_who_goes_leaves_rows_without_words(person, competences):
    signed = sign_both(ask(person, competences[0], note="Et ønske"), words(), comment="Mit")
    ask(person, competences[0], email="inger@example.org")
    other = make_person()
    supervisor = make_supervisor()
    waiting = ask(other, competences[0], supervisor)
    told = sign_both(ask(other, competences[1], supervisor))
    assert forget(person) == 1
    assert forget(person) == 0
    signed.refresh_from_db()
    assert (signed.state, signed.needed) == ("signed", 3)
    assert {signed.note, signed.situation, signed.done_well, signed.next_step, signed.comment} == {""}
    assert not Observation.objects.exclude(outside_email="", token_hash="").exists()
    assert forget(supervisor) == 1
    waiting.refresh_from_db()
    told.refresh_from_db()
    assert (waiting.state, told.situation != "") == ("declined", True)
    assert MethodSupervisor.objects.get(user=supervisor).until == timezone.localdate()


def test_who_asked_is_told_when_the_observer_says_no(person, competences):
    observer = make_supervisor(make_person(display_name="Birgit Holm"))
    row = ask(person, competences[0], observer)
    mail.outbox.clear()
    decline(row, observer)
    [letter] = mail.outbox
    assert letter.to == [person.email]
    assert letter.subject == "Du kan bede en anden om at se med"
    assert "Birgit Holm" in letter.body
    assert f"/min-laering/observationer/bed/?krav={competences[0].code}" in letter.body
    with pytest.raises(IsOver):
        decline(row, observer)
    assert len(mail.outbox) == 1


def test_a_manager_who_asked_gets_it_and_the_person_where_they_lead_no_more(competences):
    unit = make_unit()
    person, chief = make_person(display_name="Lone Kjær"), make_person(language="en")
    make_employment(person, unit)
    leads = make_employment(chief, unit, is_manager=True, job_function=JobFunction.LEDER)
    first, second = (ask(person, competences[0], asked_by=chief) for _time in range(2))
    mail.outbox.clear()
    decline(first, first.observer)
    [letter] = mail.outbox
    assert letter.to == [chief.email]
    assert letter.subject == "You can ask somebody else to look on"
    assert f"/praksis/bed/{person.pk}/{competences[0].pk}/" in letter.body
    assert "You asked for Lone Kjær." in letter.body
    mail.outbox.clear()
    leads.end = timezone.localdate() - dt.timedelta(days=1)
    leads.save()
    decline(second, second.observer)
    assert [letter.to for letter in mail.outbox] == [[person.email]]


def test_who_asked_is_told_once_when_nobody_answers(person, competences, at):
    ask(person, competences[0], email="inger@example.org")
    seen = tell(ask(person, competences[0]))
    at(10)
    mail.outbox.clear()
    at(15)
    [letter] = mail.outbox
    assert letter.to == [person.email]
    assert letter.body.startswith("En udefra har ikke svaret i tide.")
    at(16)
    assert len(mail.outbox) == 1
    # What only waited for their own name has told them so by itself.
    at(61)
    seen.refresh_from_db()
    assert (seen.state, len(mail.outbox)) == ("expired", 1)


def test_who_asked_is_told_when_the_observer_is_gone(person, competences):
    observer = make_supervisor()
    ask(person, competences[0], observer)
    mail.outbox.clear()
    forget(observer)
    assert [letter.to for letter in mail.outbox] == [[person.email]]
    forget(observer)
    assert len(mail.outbox) == 1
