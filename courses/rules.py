"""Who may do what with courses, as named predicates."""

from typing import Any

import rules


@rules.predicate
def is_enrolled(user: Any, outline: Any = None) -> bool:
    """Takes the course of the outline, which must have been read for this same person."""
    return (
        outline is not None
        and user.is_authenticated
        and outline.person_id == user.pk
        and outline.enrolment_id is not None
    )


@rules.predicate
def is_open_course(user: Any, outline: Any = None) -> bool:
    return outline is not None and outline.is_live


@rules.predicate
def teaches_run(user: Any, run: Any = None) -> bool:
    """Is one of the run's teachers."""
    return run is not None and user.is_authenticated and run.teachers.filter(pk=user.pk).exists()


# Course pages are open to everyone; lessons to those who take the course.
rules.add_perm("courses.enrol", rules.is_authenticated & is_open_course)
rules.add_perm("courses.mark_attendance", teaches_run)
rules.add_perm("courses.read_lesson", is_enrolled & is_open_course)
