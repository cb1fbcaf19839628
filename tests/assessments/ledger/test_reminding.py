"""Letters before something runs out: once for each step, the nearest after a standstill, none in vain."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.domain.reminding import note_without_letters, remind
from assessments.ledger.domain.standing import refresh_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import EvidencePolicy, Reminder, Standing
from tests.factories.accounts import make_employment, make_person
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.ledger import show
from tests.plain_language import lix

pytestmark = pytest.mark.django_db
CERTIFICATE = EvidenceKind.CERTIFICATE
RUNS_OUT = dt.date(2026, 3, 1)


@pytest.fixture
def medicine(db: None) -> Any:
    requirement = make_requirement(title="Medicin og sår")
    make_job_requirement(requirement, level=2)
    return requirement


@pytest.fixture
def nurse(medicine: Any, time_machine: Any) -> Any:
    """Somebody whose proof of it runs out on 1 March."""
    time_machine.move_to(dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC), tick=False)
    employment = make_employment(make_person(display_name="Åse Ærø"))
    show(employment.user, medicine, 3, CERTIFICATE, until=RUNS_OUT)
    return employment.user


@pytest.fixture
def tick(time_machine: Any) -> Any:
    """As `manage.py tick` does it on a day so many days before 1 March; how many letters went out."""

    def move(left: int) -> int:
        now = dt.datetime.combine(RUNS_OUT - dt.timedelta(days=left), dt.time(9), dt.UTC)
        time_machine.move_to(now, tick=False)
        refresh_standings(now)
        return remind(now)

    return move


def test_three_letters_and_no_more_however_often_it_ticks(nurse, tick):
    sent = {left: tick(left) + tick(left) for left in range(100, -10, -1)}
    assert {left: count for left, count in sent.items() if count} == {90: 1, 30: 1, 7: 1}
    assert [step for (step,) in Reminder.objects.order_by("sent_at").values_list("step")] == [90, 30, 7]
    assert [letter.to for letter in mail.outbox] == [[nurse.email]] * 3


@pytest.mark.parametrize(("first", "then"), [(50, 90), (20, 30), (3, 7), (0, 7)])
def test_after_a_standstill_only_the_nearest_is_sent(nurse, tick, first, then):
    assert (tick(first), tick(first)) == (1, 0)
    assert [step for (step,) in Reminder.objects.values_list("step")] == [then]


def test_who_was_made_up_a_moment_ago_gets_the_next_letter(nurse, tick, time_machine):
    time_machine.move_to(dt.datetime(2026, 2, 9, 9, tzinfo=dt.UTC), tick=False)
    note_without_letters(timezone.now())
    note_without_letters(timezone.now())
    assert (tick(20), tick(7)) == (0, 1)


def test_after_the_last_day_nothing_is_sent(nurse, tick):
    assert tick(-1) == 0


def test_the_letter_says_what_runs_out_when_and_what_renews_it(nurse, tick):
    tick(30)
    letter = mail.outbox[0]
    assert letter.subject == "Noget, du har vist, udløber den 1. marts 2026"
    assert "Du har vist trin 2 i »Medicin og sår«. Det udløber den 1. marts 2026." in letter.body
    assert "Så mister du ingen dage" in letter.body
    assert "- Bed en kollega om at se på, når du gør det." in letter.body
    assert "- Tag delen af kurset igen, og løs den." in letter.body
    assert "/min-laering/kompetencer/" in letter.body
    assert "Åse" not in letter.body
    words = letter.body.split("http")[0]
    assert lix([words]) <= 34


def test_what_cannot_confirm_the_level_is_not_offered(medicine, nurse, tick):
    make_job_requirement(medicine, level=3, setting="bosted")
    tick(30)
    assert "- Tag delen af kurset igen, og løs den." not in mail.outbox[0].body
    assert "- Bed en kollega om at se på, når du gør det." in mail.outbox[0].body


def test_it_is_written_in_the_persons_language(nurse, tick):
    nurse.language = "en"
    nurse.save()
    tick(30)
    assert mail.outbox[0].subject == "Something that you have shown runs out on 1 March 2026"


def test_several_things_are_one_letter(nurse, tick):
    other = make_requirement(title="Samtale")
    make_job_requirement(other, level=1)
    show(nurse, other, 1, CERTIFICATE, until=RUNS_OUT + dt.timedelta(days=2))
    assert tick(28) == 1
    assert mail.outbox[0].subject == "2 ting, du har vist, udløber. Den første den 1. marts 2026"
    assert mail.outbox[0].body.index("Medicin") < mail.outbox[0].body.index("Samtale")


@pytest.mark.parametrize(
    ("level", "until", "letters"),
    [
        # Longer, or for ever, at the level that is asked for: nothing is lost.
        (2, dt.date(2027, 1, 1), 0),
        (2, None, 0),
        (4, None, 0),
        # A day longer: it is that day that counts, and it is not time yet.
        (2, RUNS_OUT + dt.timedelta(days=1), 0),
        # Less than is asked for is no help.
        (1, None, 1),
        (2, RUNS_OUT, 1),
    ],
)
def test_nothing_is_sent_where_something_else_counts_for_longer(nurse, medicine, tick, level, until, letters):
    show(nurse, medicine, level, EvidenceKind.OBSERVATION, until=until)
    assert tick(90) == letters


def test_what_was_taken_back_holds_nobody(nurse, medicine, tick):
    longer = show(nurse, medicine, 3, EvidenceKind.OBSERVATION)
    revoke_evidence(longer, by=None)
    assert tick(90) == 1
    revoke_evidence(nurse.evidence.get(kind=CERTIFICATE, revokes=None), by=None)
    assert tick(30) == 0


def test_a_renewed_proof_is_reminded_of_anew(nurse, medicine, tick):
    assert tick(30) == 1
    show(nurse, medicine, 3, CERTIFICATE, until=RUNS_OUT + dt.timedelta(days=365))
    assert tick(7) == 0
    assert tick(-365 + 30) == 1


def test_nothing_is_sent_to_whom_it_is_no_use(nurse, medicine, tick):
    """Not required any more, out of the framework, no job there any more, cannot sign in."""
    for change, back in (
        (
            lambda: medicine.job_requirements.update(level=0),
            lambda: medicine.job_requirements.update(level=2),
        ),
        (
            lambda: type(medicine.framework).objects.update(is_current=False),
            lambda: type(medicine.framework).objects.update(is_current=True),
        ),
        (
            lambda: nurse.employments.update(end=dt.date(2025, 6, 1)),
            lambda: nurse.employments.update(end=None),
        ),
        (
            lambda: type(nurse).objects.filter(pk=nurse.pk).update(is_active=False),
            lambda: type(nurse).objects.filter(pk=nurse.pk).update(is_active=True),
        ),
    ):
        change()
        assert tick(90) == 0
        back()
    assert tick(90) == 1


def test_a_requirement_out_of_the_framework_revokes_nothing(nurse, medicine, tick):
    type(medicine.framework).objects.update(is_current=False)
    tick(30)
    assert nurse.evidence.count() == 1
    assert Standing.objects.get().level == 3


def test_with_days_of_grace_it_is_reminded_of_before_them(nurse, medicine, tick):
    EvidencePolicy.objects.create(kind=CERTIFICATE, ceiling=4, grace_days=30)
    show(nurse, medicine, 3, CERTIFICATE, until=RUNS_OUT + dt.timedelta(days=7))
    assert tick(0) == 1
    assert "Derefter gælder det stadig til den 7. april 2026." in mail.outbox[0].body
    # They are no time to be reminded in.
    assert tick(-8) == 0
    assert Standing.objects.get().level == 3


def test_a_level_below_what_is_left_when_the_higher_has_run_out_is_seen(nurse, medicine, tick):
    """The stored standing speaks of the higher level until it is derived anew."""
    show(nurse, medicine, 2, EvidenceKind.OBSERVATION, until=RUNS_OUT + dt.timedelta(days=20))
    assert tick(-13) == 1


def test_the_number_of_queries_does_not_grow_with_what_is_read(
    nurse, medicine, tick, django_assert_max_num_queries
):
    for _ in range(3):
        somebody = make_employment(workplace=nurse.employments.get().workplace).user
        show(somebody, medicine, 3, CERTIFICATE, until=RUNS_OUT)
    assert tick(90) == 4
    with django_assert_max_num_queries(8):
        tick(90)


def test_the_letter_waits_for_the_worker_and_goes_with_the_note(nurse, tick, monkeypatch):
    """No note without a letter: what fails is done again."""

    def broken(*_arguments: object) -> None:
        raise OSError("no mail")

    monkeypatch.setattr("assessments.ledger.domain.reminding.send_mail", broken)
    with pytest.raises(OSError, match="no mail"):
        tick(90)
    assert not Reminder.objects.exists()
    monkeypatch.undo()
    assert tick(90) == 1
