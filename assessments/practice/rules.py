"""Who may do what with what is shown at work, as named predicates."""

from typing import TYPE_CHECKING

import rules

from accounts.enums import Role
from accounts.rules import (
    has_lived_experience_role,
    is_coordinator,
    is_manager,
    is_professional,
    jobs_of,
    managed_paths,
)

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.practice.models import PriorLearning

rules.add_perm("practice.sign_examples", has_lived_experience_role | is_professional)


@rules.predicate
def manages_person(user: "User", person: "User | None" = None) -> bool:
    """Leads a workplace at or above one where the person is employed today, and is not that person."""
    if person is None or user == person:
        return False
    paths = managed_paths(user)
    return any(job.workplace.path.startswith(path) for job in jobs_of(person) for path in paths)


# A coordinator about everybody, a manager about their own.
reads_methods = is_coordinator | is_manager
reviews_papers = is_coordinator | is_professional
# The same for the database, where all of them are asked for.
REVIEWING_ROLES = (Role.COORDINATOR, Role.PROFESSIONAL)


@rules.predicate
def owns_paper(user: "User", paper: "PriorLearning | None" = None) -> bool:
    return paper is not None and paper.person_id == user.pk


@rules.predicate
def reviews_paper(user: "User", paper: "PriorLearning | None" = None) -> bool:
    """Is in charge of papers, and this one is somebody else's."""
    return paper is not None and reviews_papers(user) and not owns_paper(user, paper)


# A manager is not among them: what is approved stands in the report.
reads_paper = owns_paper | reviews_paper
