"""Course runs (hold): signing up, waiting, giving up a seat, and who was there."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from courses.domain.completions import complete_attended_module, take_back_completion
from courses.domain.enrolment import enrol
from courses.enums import ModuleForm
from courses.models import (
    Attendance,
    Completion,
    CourseRun,
    ModulePage,
    RunMeeting,
    RunSeat,
)

MARKED_BY_MISTAKE = _("The attendance had been marked by mistake.")


class RunRefused(Exception):
    """Nobody can sign up for the run like this. `message` is for the person."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


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


def sign_up(person: User, run: CourseRun) -> RunSeat:
    """Take a seat in the run, or a place on its waiting list, and enrol in its course; once is enough.

    Raises `RunRefused` when the run's enrolment is elsewhere or closed, and what `enrol` raises.
    """
    with transaction.atomic():
        run = CourseRun.objects.select_for_update(of=("self",)).select_related("course").get(pk=run.pk)
        if run.official_url:
            raise RunRefused(_("You sign up for this one at voksenuddannelse.dk, with MitID."))
        if not is_open(run, timezone.localdate()):
            raise RunRefused(_("It is too late to sign up for this one. Look for the next."))
        enrol(person, run.course)
        taken = run.taken_seats.filter(is_waiting=False).count()
        seat, is_new = RunSeat.objects.get_or_create(
            run=run, person=person, defaults={"is_waiting": run.seats is not None and taken >= run.seats}
        )
        if is_new:
            record_action(seat, "courses.sign_up", user=person, data={"run": run.pk})
    return seat


def give_up_seat(person: User, run: CourseRun) -> bool:
    """Leave the run; whoever has waited longest has the seat. False: there was none to give up."""
    with transaction.atomic():
        CourseRun.objects.select_for_update().get(pk=run.pk)
        seat = RunSeat.objects.filter(run=run, person=person).first()
        if seat is None:
            return False
        record_action(seat, "courses.give_up_seat", user=person, data={"run": run.pk})
        seat.delete()
        next_in_line = RunSeat.objects.filter(run=run, is_waiting=True).first()
        if not seat.is_waiting and next_in_line is not None:
            next_in_line.is_waiting = False
            next_in_line.save(update_fields=["is_waiting"])
            record_action(next_in_line, "courses.move_up", user=person, data={"run": run.pk})
    return True


def is_open(run: CourseRun, today: dt.date) -> bool:
    """Whether one can still sign up: until the last day for it, or else until the run begins."""
    return today <= (run.sign_up_by or run.starts_on)


def upcoming_runs(course_id: int, person: User | None) -> list[RunRow]:
    """The course's runs that have not ended, soonest first, as the person sees them; three queries."""
    today = timezone.localdate()
    mine = RunSeat.objects.filter(person=person)
    runs = (
        CourseRun.objects.filter(course_id=course_id, ends_on__gte=today)
        .annotate(
            taken=Count("taken_seats", filter=Q(taken_seats__is_waiting=False)),
            waiting=Count("taken_seats", filter=Q(taken_seats__is_waiting=True)),
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
            is_open=is_open(run, today),
        )
        for run in runs
    ]


def my_runs(person: User) -> list[RunSeat]:
    """The seats the person has in runs that have not ended, soonest first; two queries."""
    return list(
        RunSeat.objects.filter(person=person, run__ends_on__gte=timezone.localdate())
        .select_related("run__course")
        .prefetch_related(Prefetch("run__meetings", queryset=_in_order()))
        .order_by("run__starts_on", "run_id")
    )


def taught_runs(person: User) -> QuerySet[CourseRun]:
    """The runs that the person teaches, until a month after they have ended."""
    runs: QuerySet[CourseRun] = CourseRun.objects.filter(
        teachers=person, ends_on__gte=timezone.localdate() - dt.timedelta(days=31)
    ).select_related("course")
    return runs


def attended_modules(run: CourseRun) -> QuerySet[ModulePage]:
    """The course's live modules that are taken in person, in order."""
    modules: QuerySet[ModulePage] = (
        ModulePage.objects.child_of(run.course).live().filter(form=ModuleForm.ATTENDED).order_by("path")
    )
    return modules


def mark_attendance(run: CourseRun, *, by: User, present: Collection[tuple[int, int]]) -> None:
    """Keep who was there: pairs of person and module ids, and nobody else, of those who have a seat.

    A new mark completes the module for that person. A mark that is taken away takes back what it completed,
    with its evidence. Pairs that are no seat and attended module of the run are left out.
    """
    with transaction.atomic():
        CourseRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        modules = {module.pk: module for module in attended_modules(run)}
        seats = run.taken_seats.filter(is_waiting=False).select_related("person")
        people = {seat.person_id: seat.person for seat in seats}
        asked = {(person, module) for person, module in present if person in people and module in modules}
        marks = {(mark.person_id, mark.module_id): mark for mark in run.attendance.all()}
        for person_id, module_id in sorted(asked - marks.keys()):
            mark = Attendance.objects.create(run=run, module_id=module_id, person_id=person_id, marked_by=by)
            record_action(mark, "courses.mark_attendance", user=by, data={"run": run.pk, "page": module_id})
            complete_attended_module(people[person_id], modules[module_id], by=by)
        for pair in sorted(marks.keys() - asked):
            _unmark(marks[pair], by)


def _unmark(mark: Attendance, by: User) -> None:
    record_action(
        mark, "courses.unmark_attendance", user=by, data={"run": mark.run_id, "page": mark.module_id}
    )
    mark.delete()
    pages = [mark.module_id, mark.run.course_id]
    for completion in Completion.objects.standing().filter(person_id=mark.person_id, page_id__in=pages):
        # A course that stands without this module keeps standing.
        if completion.page_id == mark.module_id or mark.module.is_required:
            take_back_completion(completion, by=by, reason=str(MARKED_BY_MISTAKE))


def _in_order() -> QuerySet[RunMeeting]:
    meetings: QuerySet[RunMeeting] = RunMeeting.objects.select_related("module").order_by("starts_at", "pk")
    return meetings


def _meetings() -> Prefetch[str, QuerySet[RunMeeting], str]:
    return Prefetch("meetings", queryset=_in_order())
