"""A recording is open exactly while everybody who took part, and everybody who teaches, says yes."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from recoveryskole.domain.clearing import empty_what_is_past
from recoveryskole.domain.day import DropIn, mark_attendance
from recoveryskole.domain.leaving import erase_again, forget
from recoveryskole.domain.recordings import (
    open_recording,
    put_recording,
    say_no,
    say_yes,
    take_recording,
    teacher_says,
    were_asked,
)
from recoveryskole.domain.sessions import teach
from recoveryskole.domain.sign_ups import SchoolRefused, sign_up
from recoveryskole.models import (
    Recording,
    RecordingConsent,
    SchoolIndexPage,
    SignUp,
    Teaching,
)
from tests.at_play import Machine
from tests.factories.accounts import make_person
from tests.factories.school import make_facilitator, make_session, make_term, wish

START = dt.datetime(2027, 2, 8, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"film" * 50


def film() -> ContentFile:
    return ContentFile(FILM, name="hjemme.mp4")


class Together(Machine):
    """A session that is over, with people, companions and drop-ins; `yes` is who says yes by this account."""

    begins = START

    def __init__(self) -> None:
        super().__init__()
        term = make_term(starts_on=dt.date(2027, 1, 4), ends_on=dt.date(2027, 3, 1))
        self.session = make_session(term=term, days=1, seats=20, is_recorded=True)
        self.teachers = list(self.session.facilitators.order_by("pk"))
        for one in self.teachers:
            one.person = make_person()
            one.save()
        self.admin = make_person()
        for name in ("Birk", "Elin", "Kaj"):
            sign_up(self.session.pk, wish(name, companion="Gry" if name == "Elin" else ""))
        self.traveller.shift(2 * DAY)
        self.came: set[uuid.UUID] = set()
        self.left: set[uuid.UUID] = set()
        self.yes: set[object] = set()
        self.is_there = self.is_cleared = False
        self.copy: list[dict[str, object]] = []

    @property
    def by(self):
        return self.teachers[0].person

    def rows(self) -> list[SignUp]:
        return list(SignUp.objects.filter(session=self.session).order_by("signed_up_at", "pk"))

    def teachings(self) -> list[Teaching]:
        return list(Teaching.objects.filter(session=self.session).order_by("pk"))

    def try_to(self, act: Callable[..., object], *args: object, **named: object) -> bool:
        try:
            with transaction.atomic():
                act(*args, **named)
        except SchoolRefused:
            return False
        return True

    def gone(self) -> None:
        self.is_there = False
        self.yes.clear()

    @precondition(lambda self: not self.is_cleared)
    @rule()
    def pair_puts_it_there(self) -> None:
        done = self.try_to(put_recording, self.session, key=uuid.uuid4(), file=film(), by=self.by)
        assert done != self.is_there, "once, and no second one"
        self.is_there = True

    @rule()
    def pair_takes_it_away(self) -> None:
        take_recording(self.session, by=self.by)
        self.gone()

    @rule(number=st.integers(0, 5))
    def somebody_is_ticked(self, number: int) -> None:
        row = self.rows()[number % len(self.rows())]
        if row.pk in self.left or self.is_cleared:
            return
        mark_attendance(self.session, came=[row.pk], by=self.by)
        self.came.add(row.pk)

    @rule(number=st.integers(0, 5))
    def somebody_is_unticked(self, number: int) -> None:
        row = self.rows()[number % len(self.rows())]
        if row.pk in self.left or self.is_cleared:
            return
        mark_attendance(self.session, stayed_away=[row.pk], by=self.by)
        self.came.discard(row.pk)
        self.yes.discard(row.pk)

    @precondition(lambda self: not self.is_cleared and len(self.came) < 6)
    @rule()
    def somebody_drops_in(self) -> None:
        before = {row.pk for row in self.rows()}
        mark_attendance(self.session, drop_in=DropIn("Olga", uuid.uuid4()), by=self.by)
        self.came |= {row.pk for row in self.rows()} - before

    @rule(number=st.integers(0, 5))
    def somebody_says_yes(self, number: int) -> None:
        row = self.rows()[number % len(self.rows())]
        if row.token_hash is None:
            were = self.try_to(were_asked, self.session, yes=[row.pk], by=self.by)
            assert were == self.is_there
            if were and row.pk in self.came - self.left and not self.is_cleared:
                self.yes.add(row.pk)
                assert RecordingConsent.objects.get(sign_up=row.pk).asked_by == self.teachers[0]
            return
        said = self.try_to(say_yes, row)
        assert said == (self.is_there and row.pk in self.came - self.left and not self.is_cleared)
        if said:
            self.yes.add(row.pk)

    @rule()
    def everybody_says_yes(self) -> None:
        for number in range(len(self.rows())):
            self.somebody_says_yes(number)
        for number in range(len(self.teachings())):
            self.teacher_says(number, True)

    @rule(number=st.integers(0, 5))
    def somebody_says_no(self, number: int) -> None:
        row = self.rows()[number % len(self.rows())]
        if row.token_hash is not None:
            say_no(row)
        elif not self.try_to(were_asked, self.session, no=[row.pk], by=self.by):
            return
        if row.pk in self.yes and (row.token_hash is not None or self.is_there):
            self.yes.discard(row.pk)

    @rule(number=st.integers(0, 2), yes=st.booleans())
    def teacher_says(self, number: int, yes: bool) -> None:
        teaching = self.teachings()[number % len(self.teachings())]
        by = teaching.facilitator.person or self.by
        said = self.try_to(teacher_says, self.session, teaching.pk, yes, by=by)
        if yes and said:
            self.yes.add(teaching.pk)
        elif not yes:
            self.yes.discard(teaching.pk)

    @rule()
    def one_who_teaches_is_replaced(self) -> None:
        knowledge = self.teachers[1].knowledge
        self.teachers[1] = make_facilitator(knowledge)
        teach(self.session, self.teachers, by=self.admin)
        self.gone()

    @precondition(lambda self: not self.is_cleared)
    @rule(number=st.integers(0, 5))
    def somebody_leaves(self, number: int) -> None:
        row = self.rows()[number % len(self.rows())]
        if row.pk in self.left or row.token_hash is None:
            return
        party = {row.pk, *SignUp.objects.filter(brought_by=row).values_list("pk", flat=True)}
        forget(row)
        self.left |= party
        self.yes -= party
        if party & self.came:
            self.gone()

    @precondition(lambda self: not self.is_cleared and self.is_there)
    @rule()
    def a_copy_is_made(self) -> None:
        self.copy = list(RecordingConsent.objects.values())
        self.names = list(SignUp.objects.filter(session=self.session).values())
        self.recordings = list(Recording.objects.values())

    @precondition(lambda self: self.copy and not self.is_cleared)
    @rule()
    def the_copy_is_put_back(self) -> None:
        kept = {one["id"] for one in self.names}
        Recording.objects.all().delete()
        SignUp.objects.exclude(pk__in=kept).delete()
        for one in self.names:
            SignUp.objects.filter(pk=one["id"]).update(**one)
        for one in self.recordings:
            Recording.objects.create(**one)
        teachings = {one.pk for one in self.teachings()}
        for one in self.copy:
            if one["teaching_id"] is None or one["teaching_id"] in teachings:
                RecordingConsent.objects.create(**one)
        erase_again()
        self.came = {one.pk for one in self.rows() if one.state == "attended"}
        self.left &= kept
        self.yes.clear()
        self.is_there = not self.came & self.left
        self.copy = []

    @rule()
    def the_term_is_over(self) -> None:
        empty_what_is_past(START + 90 * DAY)
        self.is_cleared = True
        self.gone()

    @invariant()
    def it_is_open_exactly_when_all_say_yes(self) -> None:
        asked = {*self.came, *(one.pk for one in self.teachings())}
        expected = self.is_there and bool(self.came) and asked <= self.yes
        assert (open_recording(self.session) is not None) == expected
        assert Recording.objects.filter(session=self.session).exists() == self.is_there

    @invariant()
    def nothing_stands_of_who_said_no(self) -> None:
        stored = {one.sign_up_id or one.teaching_id for one in RecordingConsent.objects.all()}
        assert stored == self.yes


def test_open_exactly_when_all_say_yes(school: SchoolIndexPage) -> None:
    run_state_machine_as_test(
        Together,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
