"""From a request to a row in the ledger: two signatures under the same words."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence
from assessments.practice.domain.observation.asking import (
    decline,
    find_by_token,
    fingerprint_of,
    withdraw,
)
from assessments.practice.domain.observation.letters import token_of
from assessments.practice.domain.observation.refusals import (
    CannotObserve,
    IsOver,
    NotYours,
    TooManyOpen,
    WordsChanged,
    WriteSomething,
)
from assessments.practice.domain.observation.signing import send_back, sign, take_back, tell_what_was_seen
from assessments.practice.enums import ObservationState
from assessments.practice.models import MethodSupervisor, Observation
from assessments.practice.policy import MOST_OPEN
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.ledger import show
from tests.factories.practice_observation import ask, make_supervisor, sign_both, tell, words

pytestmark = pytest.mark.django_db


def level_of(person, competence):
    return positions([person.pk])[person.pk, competence.pk].level


def test_two_signatures_under_the_same_words_end_in_the_ledger(person, competences):
    row = ask(person, competences[0], note="Se, om jeg venter.")
    assert (row.state, Evidence.objects.count()) == (ObservationState.ASKED, 0)
    row = tell(row)
    assert (row.state, Evidence.objects.count()) == (ObservationState.SEEN, 0)
    (evidence,) = sign(row, row.observer_signed, "Jeg var nervøs.", by=person)
    row.refresh_from_db()
    assert (row.state, row.kind, row.comment) == (ObservationState.SIGNED, "observation", "Jeg var nervøs.")
    assert row.person_signed == row.observer_signed
    assert (evidence.origin, evidence.level, evidence.confirms) == (row.origin, 3, 3)
    assert evidence.recorded_by == row.observer
    assert evidence.how == "der var ikke brug for observatøren (situation 1)"
    # No name and no word of it goes into the ledger.
    assert evidence.title == ""
    assert level_of(person, competences[0]) == 3
    assert rebuild_standings().changed == 0


@pytest.mark.parametrize(("needed", "level"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3)])
def test_one_observer_confirms_up_to_three(person, competences, needed, level):
    sign_both(ask(person, competences[0]), words(needed))
    assert Evidence.objects.get().level == needed
    assert level_of(person, competences[0]) == level


def test_two_observers_on_two_days_confirm_level_four(person, competences):
    first = sign_both(ask(person, competences[0]), words(4, dt.date(2026, 1, 5)))
    second = sign_both(ask(person, competences[0]), words(4, dt.date(2026, 1, 6)))
    pair = Evidence.objects.get(kind="observation_by_two")
    assert (pair.origin, pair.confirms) == (f"practice.observations:{first.pk}+{second.pk}", 4)
    assert pair.how == "set af 2, i 2 situationer"
    assert level_of(person, competences[0]) == 4
    take_back(first, by=first.observer)
    first.refresh_from_db()
    assert first.state == ObservationState.TAKEN_BACK
    assert level_of(person, competences[0]) == 3
    sign_both(ask(person, competences[0]), words(4, dt.date(2026, 1, 7)))
    assert level_of(person, competences[0]) == 4
    assert rebuild_standings().changed == 0


def test_two_are_no_pair_of_one_observer_or_one_day(person, competences):
    twice = make_supervisor()
    for day in (5, 6):
        sign_both(ask(person, competences[0], twice), words(4, dt.date(2026, 1, day)))
    sign_both(ask(person, competences[1]), words(4, dt.date(2026, 1, 5)))
    sign_both(ask(person, competences[1]), words(4, dt.date(2026, 1, 5)))
    assert not Evidence.objects.filter(kind="observation_by_two").exists()


def test_who_is_asked_can_do_it_or_supervises(person, competences):
    unit = make_unit()
    make_employment(person, unit)
    colleague = make_employment(make_person(), unit).user
    for act in (colleague, person, make_person()):
        with pytest.raises(CannotObserve):
            ask(person, competences[0], act)
    show(colleague, competences[0], 3)
    row = ask(person, competences[0], colleague)
    with pytest.raises(CannotObserve):
        ask(person, competences[1], colleague)
    colleague.is_active = False
    colleague.save()
    with pytest.raises(CannotObserve):
        ask(person, competences[0], colleague)
    with pytest.raises(NotYours):
        tell(row)


def test_who_has_lost_the_level_meanwhile_cannot_sign(person, competences):
    unit = make_unit()
    make_employment(person, unit)
    colleague = make_employment(make_person(), unit).user
    show(colleague, competences[0], 3, until=timezone.localdate())
    row = ask(person, competences[0], colleague)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)), pytest.raises(NotYours):
        tell(row)


def test_nobody_observes_oneself(person, competences):
    make_supervisor(person)
    with pytest.raises(CannotObserve):
        ask(person, competences[0], person)
    with pytest.raises(CannotObserve):
        ask(person, competences[0], email=person.email.upper())
    row = ask(person, competences[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(pk=row.pk).update(observer=person)


def test_only_the_observer_tells_and_only_the_person_signs(person, competences):
    row = ask(person, competences[0])
    for stranger in (None, person, make_supervisor()):
        with pytest.raises(NotYours):
            tell_what_was_seen(row, words(), by=stranger)
    told = tell(row)
    for stranger in (row.observer, make_person()):
        with pytest.raises(NotYours):
            sign(told, told.observer_signed, "", by=stranger)


def test_changed_words_ask_the_person_anew(person, competences):
    row = tell(ask(person, competences[0]))
    read = row.observer_signed
    row = tell(row, words(2))
    with pytest.raises(WordsChanged):
        sign(row, read, "", by=person)
    assert not Evidence.objects.exists()
    # Somebody changes the row behind the back of both: what stands under the signature is not what they read.
    Observation.objects.update(situation="Noget andet")
    with pytest.raises(WordsChanged):
        sign(row, row.observer_signed, "", by=person)


def test_sent_back_is_corrected_and_signed_again(person, competences):
    row = tell(ask(person, competences[0]))
    with pytest.raises(WriteSomething):
        send_back(row, "", by=person)
    send_back(row, "Det var en tirsdag.", by=person)
    with pytest.raises(IsOver):
        sign(row, row.observer_signed, "", by=person)
    row = sign_both(row, words(3, situation="En tirsdag i køkkenet."))
    assert (row.state, row.comment) == (ObservationState.SIGNED, "")
    with pytest.raises(IsOver):
        tell(row)
    with pytest.raises(IsOver):
        withdraw(row, person)


def test_request_ends_by_no_or_taken_back(person, competences):
    refused, taken = ask(person, competences[0]), ask(person, competences[0])
    with pytest.raises(NotYours):
        decline(refused, None)
    decline(refused, refused.observer)
    withdraw(taken, person)
    for row in (refused, taken):
        with pytest.raises(IsOver):
            tell(row)
    assert set(Observation.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}


def test_somebody_from_outside_signs_once_and_counts_less(person, competences):
    row = ask(person, competences[0], email="inger@example.org")
    token = token_of(row)
    assert (len(token), row.token_hash) == (64, fingerprint_of(token))
    assert find_by_token(token) == row
    row = sign_both(row, words(4))
    assert (row.outside_email, row.token_hash, row.token_seed) == ("", "", "")
    assert (row.outside_name, row.outside_workplace) == ("Inger Vad", "Distriktspsykiatrien")
    assert find_by_token(token) is None
    evidence = Evidence.objects.get()
    assert (evidence.kind, evidence.level, evidence.confirms) == ("observation_outside", 4, 2)
    # Two of whom only names are known are no pair.
    sign_both(ask(person, competences[0], email="x@example.org"), words(4, dt.date(2026, 1, 1)))
    assert level_of(person, competences[0]) == 2


def test_recorded_supervisor_from_outside_counts_in_full(person, competences):
    record = MethodSupervisor.objects.create(
        name="Inger Vad", workplace_name="Regionen", email="i@example.org"
    )
    row = ask(person, competences[0], supervisor=record.pk)
    assert mail.outbox[-1].to == ["i@example.org"]
    row = sign_both(row, words(4, dt.date(2026, 1, 5)))
    assert (row.kind, row.outside_workplace) == ("observation", "Regionen")
    sign_both(ask(person, competences[0]), words(4, dt.date(2026, 1, 6)))
    assert level_of(person, competences[0]) == 4


def test_link_opens_for_fourteen_days(person, competences):
    row = ask(person, competences[0], email="inger@example.org")
    with time_machine.travel(timezone.now() + dt.timedelta(days=14)):
        assert find_by_token(token_of(row)) == row
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        assert find_by_token(token_of(row)) is None
        with pytest.raises(IsOver):
            tell(row)


def test_no_more_than_a_handful_wait_at_a_time(person, competences):
    observer = make_supervisor()
    for _time in range(MOST_OPEN):
        ask(person, competences[0], observer)
    with pytest.raises(TooManyOpen):
        ask(person, competences[0], observer)


def test_mails_go_to_whose_turn_it_is_and_hold_no_word_of_it(person, competences, settings):
    observer = make_supervisor(make_person(language="en"))
    row = tell(
        ask(person, competences[0], observer, note="Hemmeligt ønske"), words(situation="En hemmelighed")
    )
    send_back(row, "Hemmelig ret", by=person)
    assert [letter.to for letter in mail.outbox] == [[observer.email], [person.email], [observer.email]]
    assert [letter.subject for letter in mail.outbox] == [
        "Åse Ærø asks you to look on",
        f"Læs det, {observer.display_name} så",
        "Åse Ærø asks you to correct something",
    ]
    assert not [letter for letter in mail.outbox if "emmelig" in letter.body]


def test_log_holds_no_name_and_no_word(person, competences):
    sign_both(ask(person, competences[0], note="Et ønske"), words())
    entries = ModelLogEntry.objects.filter(action__startswith="practice.")
    assert {entry.action for entry in entries} == {
        "practice.ask_for_observation",
        "practice.tell_what_was_seen",
        "practice.sign_observation",
    }
    assert not [entry for entry in entries if "Åse" in f"{entry.label} {entry.data}"]
