"""The demo's course runs: one at home, and one whose enrolment is at the official page."""

import datetime as dt
from typing import Any

from accounts.models import User
from courses.models import CoursePage, CourseRun, Enrolment, ModulePage, RunMeeting, RunSeat
from demo.domain.data import at, minute, read
from seats.enums import SeatState


def build_runs(today: dt.date) -> None:
    """Make the runs of data/runs.yaml, with their days, teachers and those who have a seat."""
    for content in read("data/runs")["runs"]:
        _build_run(content, today)


def _build_run(content: dict[str, Any], today: dt.date) -> None:
    course = CoursePage.objects.get(slug=content["course"])
    days = [today + dt.timedelta(days=meeting["day"]) for meeting in content["meetings"]]
    sign_up_days = content.get("sign_up_days")
    run = CourseRun(
        course=course,
        starts_on=days[0],
        ends_on=days[-1],
        place=content["place"],
        provider=content["provider"],
        seats=content.get("seats"),
        sign_up_by=today + dt.timedelta(days=sign_up_days) if sign_up_days else None,
        official_url=content.get("official_url", ""),
    )
    run.teachers = list(User.objects.filter(email__in=content["teachers"]))
    run.save()
    module = ModulePage.objects.child_of(course).filter(slug=content["module"] or "").first()
    for day, meeting in zip(days, content["meetings"], strict=True):
        RunMeeting.objects.create(
            run=run,
            module=module,
            starts_at=at(day, minute(meeting["start"])),
            ends_at=at(day, minute(meeting["end"])),
        )
    people = User.objects.filter(email__in=content["taken_by"]).order_by("pk")
    for number, person in enumerate(people, start=1):
        Enrolment.objects.get_or_create(person=person, course=course)
        RunSeat.objects.create(run=run, person=person, state=SeatState.TAKEN, number=number)
