"""Taking a course."""

from django.db import transaction

from accounts.domain.audit import record_action
from accounts.models import User
from courses.models import CoursePage, Enrolment


class NotEnrolled(Exception):
    """The person does not take the course that the lesson belongs to."""


def enrol(person: User, course: CoursePage) -> Enrolment:
    """Enrol the person in the course; once enrolled, this changes nothing."""
    with transaction.atomic():
        enrolment, is_new = Enrolment.objects.get_or_create(person=person, course=course)
        if is_new:
            record_action(enrolment, "courses.enrol", user=person, data={"page": course.pk})
    return enrolment


def lock_enrolment(person: User, course_path: str) -> Enrolment:
    """The person's enrolment, locked until the transaction ends. Raises `NotEnrolled`.

    Everything that completes a part of a course holds this lock, so that two requests of one person at once
    cannot each miss the lesson that the other is completing.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .filter(person=person, course__path=course_path)
        .first()
    )
    if enrolment is None:
        raise NotEnrolled
    return enrolment
