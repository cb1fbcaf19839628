"""What is there to read: afterwards for those who took part, and the library for anyone."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from accounts.danish import DanishOrder
from courses.domain.queries import read_outlines
from courses.models import CoursePage, LessonPage
from recoveryskole.domain.recordings import says_yes
from recoveryskole.models import Material, Recommendation, Recording, SignUp


@dataclass(frozen=True, slots=True)
class OpenLesson:
    """A lesson that anybody can read, and why the school recommends it."""

    title: str
    href: str
    minutes: int
    course: str
    why: str


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody who took part finds afterwards, and what they are asked."""

    materials: list[Material]
    recording: Recording | None
    # Everybody says yes at this moment.
    is_open: bool
    says_yes: bool


def what_is_left(place: SignUp) -> Left:
    """For whoever took part: three queries."""
    materials = list(Material.objects.afterwards().filter(session=place.session_id))
    recordings = Recording.objects.filter(session=place.session_id).annotate(
        is_open=Exists(Recording.objects.open().filter(pk=OuterRef("pk")))
    )
    recording = recordings.first()
    return Left(
        materials=materials,
        recording=recording,
        is_open=recording is not None and recording.is_open,
        says_yes=recording is not None and says_yes(place),
    )


def recommended_lessons() -> list[OpenLesson]:
    """What the school recommends and anybody can read, in the school's order.

    A lesson is left out while it is a draft, kept for some, or not the one of its course that is open to all.
    """
    said = list(
        Recommendation.objects.filter(school__live=True).select_related("lesson").order_by("sort_order", "pk")
    )
    if not said:
        return []
    lessons = LessonPage.objects.live().public().filter(pk__in=[one.lesson_id for one in said])
    readable = set(lessons.values_list("pk", flat=True))
    paths = {one.lesson.course_path for one in said if one.lesson_id in readable}
    courses = {one.path: one for one in CoursePage.objects.live().filter(path__in=paths)}
    outlines = read_outlines(list(courses), AnonymousUser()) if courses else {}
    found = []
    for one in said:
        course = courses.get(one.lesson.course_path)
        first = outlines[course.path].open_to_all if course else None
        if course and first and first.page.pk == one.lesson_id and one.lesson_id in readable:
            page = one.lesson
            found.append(OpenLesson(page.title, page.url or "", page.minutes, course.title, one.why))
    return found


def open_materials() -> QuerySet[Material]:
    """What stands in the open library, by workshop, the newest first."""
    found: QuerySet[Material] = Material.objects.open().select_related("session__workshop")
    return found.order_by(DanishOrder("session__workshop__title"), "-put_at", "pk")
