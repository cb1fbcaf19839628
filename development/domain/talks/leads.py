"""What a goal or an agreement may be about: a requirement, or a course that leads on. Reads only."""

from accounts.danish import DanishOrder
from accounts.models import User
from competences.domain.queries import requirement_tree
from competences.domain.requirements import required_of
from courses.models import CoursePage

# Ids with what they are called.
Choices = list[tuple[int, str]]


def requirements_to_choose(person: User) -> Choices:
    """What the person's work asks for today comes first, then the rest of the framework."""
    required = required_of(person)
    rows = [one for area in requirement_tree() for one in area.requirements]
    rows.sort(key=lambda one: one.id not in required)
    return [(one.id, f"{one.code} {one.name}") for one in rows]


def courses_to_choose() -> Choices:
    """Every published course by title; one query."""
    return list(CoursePage.objects.live().order_by(DanishOrder("title"), "pk").values_list("pk", "title"))
