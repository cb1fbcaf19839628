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
def teaches_run(user: Any, run: Any = None) -> bool:
    """Is one of the run's teachers."""
    return run is not None and user.is_authenticated and run.teachers.filter(pk=user.pk).exists()
