"""Course runs: signing up and giving up, the run's own page, and the teacher's list of who was there."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.domain.audit import record_action
from courses.domain.attendance import Pair, attended_modules, mark_attendance, read_participants
from courses.domain.enrolment import Locked
from courses.domain.runs import RunRefused, give_up_seat, sign_up
from courses.models import CourseRun, RunSeat
from courses.rules import teaches_run
from courses.views.refusal import post_only, refuse, say_no
from seats.enums import SeatState


@post_only
def join_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign up for the run, and enrol in its course."""
    run = get_object_or_404(CourseRun.objects.select_related("course").filter(course__live=True), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(run.course.url)
    try:
        seat = sign_up(request.user, run)
    except Locked as refusal:
        return say_no(request, refusal)
    except RunRefused as refusal:
        return _back_to_course(request, run, str(refusal.message))
    if seat.state == SeatState.WAITING:
        messages.info(
            request, _("It is full. You are on the waiting list, and you need not do anything more.")
        )
    else:
        messages.success(request, _("You have a seat. You may give it up again whenever you like."))
    return HttpResponseRedirect(reverse("courses:run", args=[run.pk]), status=303)


@post_only
def leave_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the seat; nobody asks why."""
    run = get_object_or_404(CourseRun.objects.select_related("course"), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(run.course.url)
    if give_up_seat(request.user, run):
        messages.success(request, _("You have given up your seat. The course itself is still yours to take."))
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
        context |= {
            "modules": modules,
            "participants": read_participants(course_run, modules),
            "waiting": RunSeat.objects.waiting().filter(run=course_run).select_related("person"),
        }
    return render(request, "courses/run.html", context)


@post_only
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the teacher's marks.

    Each is a field `present` with a person's and a module's number; `shown` are those that could be ticked.
    """
    course_run = get_object_or_404(CourseRun.objects.select_related("course"), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("courses:run", args=[pk]))
    if not teaches_run(request.user, course_run):
        raise Http404
    here = reverse("courses:run", args=[pk])
    try:
        shown, present = (set(_pairs(request.POST.getlist(name))) for name in ("shown", "present"))
    except ValueError:
        return refuse(
            request,
            _("Something in the form was lost on the way. Open the page again and mark once more."),
            HTTPStatus.BAD_REQUEST,
            back=here,
            back_label=_("Back to the run"),
        )
    mark_attendance(course_run, by=request.user, shown=shown, present=present)
    messages.success(request, _("Saved. Those who were there can see it under My learning."))
    return HttpResponseRedirect(here, status=303)


def _pairs(marks: list[str]) -> Iterator[Pair]:
    for mark in marks:
        person, module = mark.split("-")
        yield int(person), int(module)


def _back_to_course(request: HttpRequest, course_run: CourseRun, message: str) -> HttpResponse:
    return refuse(
        request,
        message,
        HTTPStatus.CONFLICT,
        back=course_run.course.url,
        back_label=_("Go to the course"),
    )
