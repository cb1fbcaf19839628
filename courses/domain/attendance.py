"""Who was there: a teacher's marks on a course run, and what they complete."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from courses.domain.completions import complete_attended_module, take_back_completion
from courses.domain.runs import lock_run
from courses.enums import ModuleForm
from courses.models import Attendance, Completion, CourseRun, ModulePage, RunSeat

MARKED_BY_MISTAKE = _("The attendance had been marked by mistake.")


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
        run = lock_run(run.pk)
        modules = {module.pk: module for module in attended_modules(run)}
        seats = RunSeat.objects.holding().filter(run=run).select_related("person")
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
