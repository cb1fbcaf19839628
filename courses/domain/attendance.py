"""Who was there: a teacher's marks on a course run, what they complete, and what falls without them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.danish import DanishOrder
from accounts.domain.audit import record_action
from accounts.models import User
from courses.domain.completions import complete_attended_module, take_back_completion
from courses.domain.enrolment import lock_enrolment
from courses.domain.outline import CourseOutline
from courses.domain.queries import read_outline
from courses.domain.runs import lock_run
from courses.enums import ModuleForm
from courses.models import Attendance, Completion, CourseRun, ModulePage, RunSeat
from seats.enums import SeatState

MARKED_BY_MISTAKE = _("The attendance had been marked by mistake.")

# A person's and a module's id.
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody on the teacher's list, and for which modules they are marked."""

    person: User
    marks: list[tuple[ModulePage, bool]]


def attended_modules(run: CourseRun) -> QuerySet[ModulePage]:
    """The course's live modules that are taken in person, in order."""
    modules: QuerySet[ModulePage] = (
        ModulePage.objects.child_of(run.course).live().filter(form=ModuleForm.ATTENDED).order_by("path")
    )
    return modules


def read_participants(run: CourseRun, modules: Collection[ModulePage]) -> list[Participant]:
    """The people with a seat in the run by name, and whoever was there and has given the seat up since.

    Of the latter only what they are marked for: there is nothing more to mark.
    """
    marked = _marked(run)
    seated = set(RunSeat.objects.holding().filter(run=run).values_list("person_id", flat=True))
    attended = {module.pk for module in modules}
    ids = seated | {person_id for person_id, module_id in marked if module_id in attended}
    return [
        Participant(
            person=person,
            marks=[
                (module, (person.pk, module.pk) in marked)
                for module in modules
                if person.pk in seated or (person.pk, module.pk) in marked
            ],
        )
        for person in User.objects.filter(pk__in=ids).order_by(DanishOrder("display_name"), "pk")
    ]


def mark_attendance(run: CourseRun, *, by: User, shown: Collection[Pair], present: Collection[Pair]) -> None:
    """Keep who was there. `shown` is whom the teacher saw, and for what; `present` those ticked among them.

    A new mark completes the module for a person with a seat. Who was shown and is not ticked has the mark
    taken away, and with it what rested on it alone. Whom the teacher did not see keeps what they have: who
    signed up, or was marked by another teacher, while the page was open. Other pairs are left out.
    """
    with transaction.atomic():
        run = lock_run(run.pk)
        modules = {module.pk: module for module in attended_modules(run)}
        seats = RunSeat.objects.holding().filter(run=run).select_related("person")
        people = {seat.person_id: seat.person for seat in seats}
        marked = _marked(run)
        ticked = {pair for pair in present if pair[0] in people and pair[1] in modules}
        unticked = set(shown) - set(present)
        # One person after the other: two teachers who save at once wait for each other, and not in a circle.
        for person_id, module_id in sorted((ticked - marked) | (unticked & marked)):
            if (person_id, module_id) in marked:
                _take_mark_away(run, person_id, module_id, by=by)
            else:
                _mark(run, people[person_id], modules[module_id], by=by)
        _tell_seats_who_attended(run)


def _marked(run: CourseRun) -> set[Pair]:
    return set(Attendance.objects.standing().filter(run=run).values_list("person_id", "module_id"))


def _mark(run: CourseRun, person: User, module: ModulePage, *, by: User) -> None:
    mark = Attendance.objects.create(run=run, module=module, person=person, marked_by=by)
    record_action(mark, "courses.mark_attendance", user=by, data={"run": run.pk, "page": module.pk})
    complete_attended_module(person, module, by=by)


def _take_mark_away(run: CourseRun, person_id: int, module_id: int, *, by: User) -> None:
    mark = (
        Attendance.objects.standing()
        .select_related("person", "module")
        .get(run=run, person_id=person_id, module_id=module_id)
    )
    mark.taken_away_at, mark.taken_away_by = timezone.now(), by
    mark.save(update_fields=["taken_away_at", "taken_away_by"])
    record_action(mark, "courses.unmark_attendance", user=by, data={"run": run.pk, "page": module_id})
    lock_enrolment(mark.person, run.course.path)
    outline = read_outline(run.course.path, mark.person)
    if not _is_carried(mark.person, mark.module, outline):
        _take_back_what_fell(mark, outline, by=by)


def _is_carried(person: User, module: ModulePage, outline: CourseOutline) -> bool:
    """Whether the module is completed without the mark: by its own rule, or by a mark in another run.

    A mark from before the course was begun anew carries nothing in this round.
    """
    node = outline.module_of(module)
    marks = Attendance.objects.standing().filter(person=person, module=module)
    since = outline.since(module)
    if since is not None:
        marks = marks.filter(marked_at__gte=since)
    return (node is not None and node.is_reached) or marks.exists()


def _take_back_what_fell(mark: Attendance, outline: CourseOutline, *, by: User) -> None:
    pages = [mark.module_id]
    if outline.course is not None and outline.rests_on(mark.module):
        pages.append(outline.course.pk)
    # What was completed before anybody marked never rested on a mark.
    fell = Completion.objects.standing().filter(
        person=mark.person, page__in=pages, completed_at__gte=_first_marked_at(mark)
    )
    for completion in fell:
        take_back_completion(completion, by=by, reason=str(MARKED_BY_MISTAKE))


def _first_marked_at(mark: Attendance) -> dt.datetime:
    marks = Attendance.objects.filter(person=mark.person, module=mark.module)
    moment: dt.datetime = marks.aggregate(moment=Min("marked_at"))["moment"]
    return moment


def _tell_seats_who_attended(run: CourseRun) -> None:
    """A seat says that its holder was there as long as a mark does."""
    was_there = Exists(Attendance.objects.standing().filter(run=OuterRef("run"), person=OuterRef("person")))
    held, now = RunSeat.objects.holding().filter(run=run), timezone.now()
    attended = {"state": SeatState.ATTENDED, "state_since": now}
    held.exclude(state=SeatState.ATTENDED).filter(was_there).update(**attended)
    held.filter(~was_there, state=SeatState.ATTENDED).update(state=SeatState.TAKEN, state_since=now)
