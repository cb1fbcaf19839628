"""What somebody's work asks for, and how much of it is missing: for forms that offer requirements."""

from dataclasses import dataclass

from accounts.models import User
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import Judgement, judge
from assessments.ledger.domain.wording import state_in_words
from competences.domain.queries import Area, Requirement, requirement_tree
from competences.domain.requirements import required_of


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement as it meets one person today.

    `required`: level 1 to 4, or 0 where no job of theirs asks for it.
    `missing`: the levels between what is confirmed and what is asked for.
    """

    requirement: Requirement
    area: Area
    required: int
    missing: int
    judgement: Judgement

    @property
    def words(self) -> str:
        """How the person stands: "met", "one step missing"."""
        return state_in_words(self.judgement.state, self.judgement.gap)


@dataclass(frozen=True, slots=True)
class ToChoose:
    """All requirements: what is missing, most first; what is met; and by area what no job asks for."""

    missing: tuple[Need, ...]
    met: tuple[Need, ...]
    rest: tuple[tuple[Area, tuple[Need, ...]], ...]

    @property
    def number_of_rest(self) -> int:
        return sum(len(needs) for _area, needs in self.rest)


def read_needs(person: User) -> list[Need]:
    """Every requirement of the framework in use, in its order; the number of queries does not grow."""
    required = required_of(person)
    stands = {competence: position for (_who, competence), position in positions([person.pk]).items()}
    needs = []
    for area in requirement_tree():
        for one in area.requirements:
            level, position = required.get(one.id, 0), stands.get(one.id)
            missing = max(level - (position.level if position else 0), 0)
            needs.append(Need(one, area, level, missing, judge(level, position)))
    return needs


def most_missing(needs: list[Need]) -> list[Need]:
    """Those that lack something, who lacks most first; alike ones as they stand in the framework."""
    return sorted((need for need in needs if need.missing), key=lambda need: -need.missing)


def read_to_choose(person: User) -> ToChoose:
    """The requirements as the person is to choose among them."""
    needs = read_needs(person)
    rest: dict[Area, list[Need]] = {}
    for need in needs:
        if not need.required:
            rest.setdefault(need.area, []).append(need)
    return ToChoose(
        missing=tuple(most_missing(needs)),
        met=tuple(need for need in needs if need.required and not need.missing),
        rest=tuple((area, tuple(some)) for area, some in rest.items()),
    )
