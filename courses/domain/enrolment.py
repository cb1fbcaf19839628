"""Taking a course: enrolling, taking a break, taking it once more."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from courses.domain.expired import expired_by_completion
from courses.domain.outline import Required
from courses.domain.queries import read_required
from courses.models import Completion, CoursePage, Enrolment, LessonProgress, ModulePage


class NotEnrolled(Refused):
    """The person does not take the course with this tree path, and its page is the way in."""

    def __init__(self, course_path: str) -> None:
        super().__init__(
            _("You have to be enrolled in the course to answer. Enrol on the course's page."),
            Refusal.FORBIDDEN,
        )
        self.course_path = course_path


class Locked(Refused):
    """Something is to be taken first; `missing` is what."""

    def __init__(self, missing: Iterable[Required]) -> None:
        self.missing = [required.page for required in missing]
        super().__init__(take_first(self.missing), Refusal.TOO_EARLY)


class NotCompleted(Refused):
    """The course has not been completed, so there is nothing to take again."""

    def __init__(self) -> None:
        super().__init__(
            _("You have not completed the course yet, so you can just go on."), Refusal.TOO_EARLY
        )


class StillHolds(Refused):
    """What the module gave still holds, or it has not been completed: there is nothing to renew."""

    def __init__(self) -> None:
        super().__init__(_("What you have shown in it still holds."), Refusal.TOO_EARLY)


def take_first(pages: Iterable[Page]) -> str:
    """What is to be taken first, as a sentence."""
    titles = [f"»{page.title}«" for page in pages]
    return _("First take %(titles)s.") % {"titles": get_text_list(titles, _("and"))}


def enrol(person: User, course: CoursePage) -> Enrolment:
    """Enrol the person in the course; once enrolled, this changes nothing.

    Raises `Locked` while a course or module that is to be taken first is not completed.
    """
    with transaction.atomic():
        enrolment = Enrolment.objects.current().filter(person=person, course=course).first()
        if enrolment is not None:
            return enrolment
        missing = [
            required
            for required in read_required([course.pk], person.pk).get(course.pk, ())
            if not required.is_met
        ]
        if missing:
            raise Locked(missing)
        enrolment, is_new = Enrolment.objects.get_or_create(person=person, course=course, begun_anew_at=None)
        if is_new:
            record_action(enrolment, "courses.enrol", user=person, data={"page": course.pk})
    return enrolment


def lock_enrolment(person: User, course_path: str) -> Enrolment:
    """The person's enrolment, locked until the transaction ends. Raises `NotEnrolled`.

    Everything that completes a part of a course holds this lock, so that two requests of one person at once
    cannot each miss the lesson that the other is completing.
    """
    mine = (
        Enrolment.objects.current()
        .select_for_update(of=("self",))
        .filter(person=person, course__path=course_path)
    )
    # The second look finds what another request has begun anew while this one waited for the lock.
    enrolment = mine.first() or mine.first()
    if enrolment is None:
        raise NotEnrolled(course_path)
    return enrolment


def pause_course(person: User, course: CoursePage) -> None:
    """Put the course aside for a while. Nothing is lost, and nothing waits. Raises `NotEnrolled`."""
    with transaction.atomic():
        enrolment = lock_enrolment(person, course.path)
        if enrolment.paused_at is None:
            enrolment.paused_at = timezone.now()
            enrolment.save(update_fields=["paused_at"])
            record_action(enrolment, "courses.pause", user=person, data={"page": course.pk})


def resume_course(person: User, course: CoursePage) -> None:
    """Take the course up again. Raises `NotEnrolled`."""
    with transaction.atomic():
        take_up(lock_enrolment(person, course.path), person)


def take_up(enrolment: Enrolment, person: User) -> None:
    """End the break, if there is one. The caller holds the enrolment's lock."""
    if enrolment.paused_at is not None:
        enrolment.paused_at = None
        enrolment.save(update_fields=["paused_at"])
        record_action(enrolment, "courses.resume", user=person, data={"page": enrolment.course_id})


def retake_module(person: User, module: ModulePage) -> None:
    """Begin a completed module anew by itself, because its evidence has run out. It ends a break.

    Its lessons and its test ask once more; the rest of the course stays as it is, and so does the course
    where it was completed. What was completed stays as history. Raises `NotEnrolled`, and `StillHolds`.
    """
    with transaction.atomic():
        enrolment = lock_enrolment(person, module.course_path)
        standing = Completion.objects.standing().filter(person=person, page=module.pk).first()
        if standing is None or not expired_by_completion([standing.pk]):
            raise StillHolds
        standing.superseded_at = timezone.now()
        # It counts in this round, whichever round it is from.
        standing.enrolment = enrolment
        standing.save(update_fields=["superseded_at", "enrolment"])
        progress = LessonProgress.objects.filter(enrolment=enrolment, lesson__path__startswith=module.path)
        times = progress.aggregate(times=Max("earlier"))["times"] or 0
        progress.filter(earlier=0).update(earlier=times + 1)
        take_up(enrolment, person)
        record_action(standing, "courses.retake", user=person, data={"page": module.pk})


def restart_course(person: User, course: CoursePage) -> None:
    """Begin a completed course anew: its lessons and tests ask once more.

    What was completed stays as history with its evidence, and so does how far the person had come. Answers
    stay too, and complete nothing any more. Raises `NotEnrolled`, and `NotCompleted` when there is no
    completion to begin anew from.
    """
    with transaction.atomic(), one_act():
        enrolment = lock_enrolment(person, course.path)
        standing = Completion.objects.standing().filter(person=person)
        if not standing.filter(page=course.pk).exists():
            raise NotCompleted
        now = timezone.now()
        standing.filter(page__path__startswith=course.path).update(superseded_at=now)
        enrolment.begun_anew_at = now
        enrolment.save(update_fields=["begun_anew_at"])
        anew = Enrolment.objects.create(
            person=person, course=course, round=enrolment.round + 1, enrolled_at=now
        )
        record_action(anew, "courses.restart", user=person, data={"page": course.pk})
