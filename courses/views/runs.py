"""Course runs: signing up and giving up, the run's own page, and the teacher's list of who was there."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.domain.reads import record_reads
from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from courses.domain.attendance import Pair, attended_modules, mark_attendance, read_participants
from courses.domain.runs import give_up_seat, sign_up
from courses.models import CourseRun, RunSeat
from courses.rules import teaches_run
from courses.views.guard import posted_by
from seats.enums import SeatState

MARKS_ARE_BROKEN = _("Something in the form was lost on the way. Open the page again and mark once more.")


def _open_run(_person: User | None, pk: int) -> CourseRun:
    return get_object_or_404(CourseRun.objects.select_related("course").filter(course__live=True), pk=pk)


def _any_run(_person: User | None, pk: int) -> CourseRun:
    return get_object_or_404(CourseRun.objects.select_related("course"), pk=pk)


def _taught_run(person: User, pk: int) -> CourseRun:
    """To others than its teachers it is not there."""
    taught = _any_run(person, pk)
    if not teaches_run(person, taught):
        raise Http404
    return taught


@posted_by(_open_run, home=lambda pk: _open_run(None, pk).course.url, back_label=_("Go to the course"))
def join_run(request: HttpRequest, run: CourseRun) -> HttpResponse:
    """Sign up for the run, and enrol in its course."""
    seat = sign_up(request.user, run)
    if seat.state == SeatState.WAITING:
        messages.info(
            request, gettext("It is full. You are on the waiting list, and you need not do anything more.")
        )
    else:
        messages.success(request, gettext("You have a seat. You may give it up again whenever you like."))
    return HttpResponseRedirect(reverse("courses:run", args=[run.pk]), status=303)


@posted_by(_any_run, home=lambda pk: _any_run(None, pk).course.url, back_label=_("Go to the course"))
def leave_run(request: HttpRequest, run: CourseRun) -> HttpResponse:
    """Give up the seat; nobody asks why."""
    if give_up_seat(request.user, run):
        messages.success(
            request, gettext("You have given up your seat. The course itself is still yours to take.")
        )
    return HttpResponseRedirect(run.course.url, status=303)


@login_required
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The run for those who have a seat in it, and for its teachers also who was there."""
    course_run = get_object_or_404(
        CourseRun.objects.select_related("course").prefetch_related("meetings__module"), pk=pk
    )
    seat = RunSeat.objects.living().filter(run=course_run, person=request.user).first()
    is_teacher = teaches_run(request.user, course_run)
    if seat is None and not is_teacher:
        raise Http404
    context: dict[str, Any] = {"run": course_run, "seat": seat, "is_teacher": is_teacher}
    if is_teacher:
        record_action(course_run, "courses.read_participants", user=request.user)
        modules = list(attended_modules(course_run))
        participants = read_participants(course_run, modules)
        waiting = list(RunSeat.objects.waiting().filter(run=course_run).select_related("person"))
        people = {one.person.pk for one in participants} | {seat.person_id for seat in waiting}
        record_reads(people, request.user, "courses.participants")
        context |= {"modules": modules, "participants": participants, "waiting": waiting}
    return render(request, "courses/run.html", context)


@posted_by(_taught_run, home=lambda pk: reverse("courses:run", args=[pk]), back_label=_("Back to the run"))
def attendance(request: HttpRequest, course_run: CourseRun) -> HttpResponse:
    """Keep the teacher's marks.

    Each is a field `present` with a person's and a module's number; `shown` are those that could be ticked.
    """
    try:
        shown, present = (set(_pairs(request.POST.getlist(name))) for name in ("shown", "present"))
    except ValueError:
        raise Refused(MARKS_ARE_BROKEN, Refusal.MALFORMED) from None
    mark_attendance(course_run, by=request.user, shown=shown, present=present)
    messages.success(request, gettext("Saved. Those who were there can see it under My learning."))
    return HttpResponseRedirect(reverse("courses:run", args=[course_run.pk]), status=303)


def _pairs(marks: list[str]) -> Iterator[Pair]:
    for mark in marks:
        person, module = mark.split("-")
        yield int(person), int(module)
