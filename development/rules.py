"""Who may see and write a development talk, as named predicates: the one place that says it."""

from typing import TYPE_CHECKING

import rules

from assessments.practice.rules import manages_person

if TYPE_CHECKING:
    from accounts.models import User
    from development.models import Talk


@rules.predicate
def is_talked_about(user: "User", talk: "Talk | None" = None) -> bool:
    """It is the user's own development that the talk is about."""
    return talk is not None and talk.person_id == user.pk


@rules.predicate
def leads_talk(user: "User", talk: "Talk | None" = None) -> bool:
    """The talk is with this manager, who leads the person today still."""
    return talk is not None and talk.manager_id == user.pk and manages_person(user, talk.person)


@rules.predicate
def is_shown_talk(user: "User", talk: "Talk | None" = None) -> bool:
    """The person has shown it to this one, who leads them today."""
    return (
        talk is not None
        and manages_person(user, talk.person)
        and talk.showings.holding().filter(reader=user).exists()
    )


takes_part = is_talked_about | leads_talk
# A former manager sees nothing; a new one only what the person shows them.
reads_talk = takes_part | is_shown_talk


@rules.predicate
def is_between_both(_user: "User", talk: "Talk | None" = None) -> bool:
    """Both are there for it: it is not ended, and the manager leads the person today."""
    return talk is not None and talk.ended_at is None and manages_person(talk.manager, talk.person)


# What is written together needs both; a person's own goals and notes need only the person.
writes_agreements = takes_part & is_between_both


@rules.predicate
def is_open(_user: "User", talk: "Talk | None" = None) -> bool:
    return talk is not None and talk.ended_at is None


writes_goals = takes_part & is_open
