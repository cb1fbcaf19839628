"""Course runs (hold): signing up, waiting, giving up a seat, and what else changes who has one."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from courses.domain.enrolment import enrol
from courses.domain.seat_mail import tell_moved_up
from courses.domain.wording import run_seats
from courses.models import CourseRun, RunMeeting, RunSeat
from seats.domain.filling import fill_seats, give_up
from seats.enums import HOLDING_STATES, SeatState


class RunRefused(Refused):
    """Nobody can sign up for the run like this."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as a course's page shows it to one person. `seats_left` is None where there is no limit."""

    run: CourseRun
    seats_left: int | None
    waiting: int
    seat: RunSeat | None
    is_open: bool

    @property
    def is_full(self) -> bool:
        return self.seats_left == 0

    @property
    def seats_in_words(self) -> str:
        """How many seats are free, or how many wait; nothing where there is no limit."""
        if self.run.seats is None or self.seats_left is None:
            return ""
        return run_seats(seats=self.run.seats, left=self.seats_left, waiting=self.waiting)


@dataclass(frozen=True, slots=True)
class SeatTerms:
    """What decides who gets a seat in a run: how many it takes (None: all), and until when."""

    limit: int | None
    closes_at: dt.datetime


def sign_up(person: User, run: CourseRun) -> RunSeat:
    """Take a seat in the run, or a place on its waiting list, and enrol in its course; once is enough.

    Raises `RunRefused` when the run's enrolment is elsewhere or closed, and what `enrol` raises.
    """
    with transaction.atomic():
        run = lock_run(run.pk)
        if run.official_url:
            raise RunRefused(_("The sign-up for this one is at voksenuddannelse.dk."), Refusal.TOO_EARLY)
        if not is_open(run):
            raise RunRefused(_("It is too late to sign up for this one. Look for the next."), Refusal.ALREADY)
        enrol(person, run.course)
        seat, is_new = RunSeat.objects.living().get_or_create(run=run, person=person)
        if is_new:
            record_action(seat, "courses.sign_up", user=person, data={"run": run.pk})
            _fill(run, by=person)
            seat.refresh_from_db()
    return seat


def give_up_seat(person: User, run: CourseRun) -> bool:
    """Leave the run; whoever has waited longest has the seat. False: there was none to give up."""
    with transaction.atomic():
        run = lock_run(run.pk)
        seat = RunSeat.objects.living().filter(run=run, person=person).first()
        if seat is None:
            return False
        _leave(seat, run, by=person)
    return True


def leave_runs_to_come(person: User, by: User) -> None:
    """Give up the person's seats in runs that have not begun, because they can sign in no more.

    They wait for nothing any more either. Seats of runs that have begun stay: they say who came.
    """
    with transaction.atomic():
        mine = RunSeat.objects.living().filter(person=person)
        waits_or_comes = Q(state=SeatState.WAITING) | Q(run__ends_on__gte=timezone.localdate())
        runs = _locked().filter(pk__in=mine.filter(waits_or_comes).values("run"))
        for run in runs.order_by("pk"):
            seat = mine.filter(run=run).first()
            if seat and (seat.state == SeatState.WAITING or timezone.now() < begins_at(run)):
                _leave(seat, run, by=by)


def apply_run_changes(old: SeatTerms, run: CourseRun, *, by: User) -> None:
    """Do what a change of the run asks for: new terms may let in those who wait.

    Whatever changes a run calls this, with the terms from before and the run's row locked.
    """
    if seat_terms(run) != old:
        _fill(run, by=by)


def fill_runs(now: dt.datetime) -> int:
    """Fill the seats of every run that somebody waits for and that has not ended; how many moved up.

    Whatever changes seats fills them. This is for what nobody does: a moment that passes.
    """
    moved = 0
    waited_for = RunSeat.objects.in_line().filter(run__ends_on__gte=timezone.localdate(now))
    for pk in waited_for.order_by("run_id").values_list("run_id", flat=True).distinct():
        with transaction.atomic(), one_act():
            moved += _fill(lock_run(pk), by=None)
    return moved


def lock_run(pk: int) -> CourseRun:
    """The run as it is now, locked until the transaction ends. Who changes its seats holds this."""
    run: CourseRun = _locked().get(pk=pk)
    return run


def seat_terms(run: CourseRun) -> SeatTerms:
    """Who gets a seat: nobody where one enrols elsewhere, and nobody new after the run has begun.

    A last day to sign up that lies after that keeps it open: whoever set it wants late comers.
    """
    closes_at = begins_at(run)
    if run.sign_up_by:
        closes_at = max(closes_at, _end_of(run.sign_up_by))
    return SeatTerms(limit=0 if run.official_url else run.seats, closes_at=closes_at)


def begins_at(run: CourseRun) -> dt.datetime:
    """When its first meeting begins. Where no hours are given, the first day is still before it."""
    return min((meeting.starts_at for meeting in run.meetings.all()), default=_end_of(run.starts_on))


def is_open(run: CourseRun) -> bool:
    """Whether one can still sign up: through the last day for it, or else until the run begins."""
    return timezone.now() < (_end_of(run.sign_up_by) if run.sign_up_by else begins_at(run))


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def _locked() -> QuerySet[CourseRun]:
    runs: QuerySet[CourseRun] = CourseRun.objects.select_for_update(of=("self",)).select_related("course")
    return runs


def _fill(run: CourseRun, *, by: User | None) -> int:
    """Let in whoever may have a seat now, and tell those who waited; how many got one.

    The caller holds the run's lock. `by` None: nobody did anything, time passed.
    """
    terms = seat_terms(run)
    seats = RunSeat.objects.filter(run=run)
    moved = fill_seats(seats, limit=terms.limit, closes_at=terms.closes_at)
    for seat in moved:
        # Whoever gets a seat at once sees it on the page.
        if by is None or seat.person_id != by.pk:
            record_action(seat, "courses.move_up", user=by, data={"run": run.pk})
            tell_moved_up.enqueue(seat.pk)
    return len(moved)


def _leave(seat: RunSeat, run: CourseRun, *, by: User) -> None:
    record_action(seat, "courses.give_up_seat", user=by, data={"run": run.pk})
    give_up(seat)
    _fill(run, by=by)


def upcoming_runs(course_id: int, person: User | None) -> list[RunRow]:
    """The course's runs that have not ended, soonest first, as the person sees them; three queries."""
    mine = RunSeat.objects.living().filter(person=person)
    runs = (
        CourseRun.objects.filter(course_id=course_id, ends_on__gte=timezone.localdate())
        .annotate(
            taken=Count("taken_seats", filter=Q(taken_seats__state__in=HOLDING_STATES)),
            waiting=Count("taken_seats", filter=Q(taken_seats__state=SeatState.WAITING)),
        )
        .order_by("starts_on", "pk")
        .prefetch_related(_meetings(), Prefetch("taken_seats", queryset=mine, to_attr="mine"))
    )
    return [
        RunRow(
            run=run,
            seats_left=None if run.seats is None else max(run.seats - run.taken, 0),
            waiting=run.waiting,
            seat=run.mine[0] if run.mine else None,
            is_open=is_open(run),
        )
        for run in runs
    ]


def my_runs(person: User) -> list[RunSeat]:
    """The seats the person has in runs that have not ended, soonest first; one query."""
    return list(
        RunSeat.objects.living()
        .filter(person=person, run__ends_on__gte=timezone.localdate())
        .select_related("run__course")
        .order_by("run__starts_on", "run_id")
    )


def taught_runs(person: User) -> QuerySet[CourseRun]:
    """The runs that the person teaches, until a month after they have ended."""
    runs: QuerySet[CourseRun] = CourseRun.objects.filter(
        teachers=person, ends_on__gte=timezone.localdate() - dt.timedelta(days=31)
    ).select_related("course")
    return runs


def _in_order() -> QuerySet[RunMeeting]:
    meetings: QuerySet[RunMeeting] = RunMeeting.objects.select_related("module").order_by("starts_at", "pk")
    return meetings


def _meetings() -> Prefetch[str, QuerySet[RunMeeting], str]:
    return Prefetch("meetings", queryset=_in_order())
