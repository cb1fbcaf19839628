"""What one person's work asks for, and where the person stands with it. Reads only."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from accounts.enums import JobFunction
from accounts.models import Employment
from assessments.ledger.domain.queries import OwnLedger
from assessments.ledger.domain.standing import Judgement, Position, judge
from assessments.ledger.enums import GapState
from competences.domain.queries import Area, Requirement, requirement_tree
from competences.domain.requirements import Required, required_levels
from competences.enums import Level, Strand
from development.domain.wording import posts_sentence, why_learn


@dataclass(frozen=True, slots=True)
class Post:
    """One of the person's jobs today."""

    workplace_id: int
    workplace: str
    job_function: str
    path: str
    setting: str

    @property
    def job(self) -> str:
        """The job as it is said inside a sentence: "peer", but "SOSU-assistent"."""
        label = str(JobFunction(self.job_function).label)
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@dataclass(frozen=True)
class Demand:
    """One requirement as it meets one person. `required` is None where no post of the person asks for it."""

    requirement: Requirement
    required: Required | None
    position: Position | None
    judgement: Judgement
    posts: tuple[Post, ...] = ()
    # The person's own newest view, 0 to 4; None if they have not said.
    own_level: int | None = None

    @property
    def code(self) -> str:
        return self.requirement.code

    @property
    def posts_in_words(self) -> str:
        return posts_sentence((post.job, post.workplace) for post in self.posts)

    @property
    def anchor(self) -> str:
        """Its place on the page of requirements, as `requirement_anchor` tells others."""
        return requirement_anchor(self.code)

    @property
    def level(self) -> int:
        """The level that is confirmed today, 0 to 4."""
        return self.position.level if self.position else 0

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    @property
    def required_level(self) -> int:
        return self.required.level if self.required else 0

    @property
    def missing(self) -> int:
        """Levels between what is confirmed and what is asked for, never below 0."""
        return max(self.required_level - self.level, 0)

    @property
    def why_in_words(self) -> str:
        """Why something is put forward for it."""
        return why_learn(self.judgement.state, self.missing)

    @property
    def is_lacking(self) -> bool:
        """Asked for, and not met: a gap, expired, or nobody knows yet."""
        return self.judgement.state in (GapState.GAP, GapState.EXPIRED, GapState.NOT_ASSESSED)

    @property
    def steps(self) -> list[bool]:
        """One entry for each level that is asked for: is it confirmed?"""
        return [step < self.level for step in range(self.required_level)]

    @property
    def steps_confirmed(self) -> int:
        """How many of the levels that are asked for are confirmed."""
        return sum(self.steps)


def requirement_anchor(code: str) -> str:
    """The id that a requirement has on the page of requirements: "krav-r2-3" for "R2.3"."""
    return f"krav-{code.lower().replace('.', '-')}"


@dataclass(frozen=True)
class MyArea:
    """An area of the framework with the requirements in it that the person's work asks for."""

    area: Area
    demands: tuple[Demand, ...]

    @property
    def anchor(self) -> str:
        return f"omraade-{self.area.code.lower()}"

    @cached_property
    def met(self) -> int:
        return sum(demand.judgement.state == GapState.MET for demand in self.demands)

    @cached_property
    def steps_confirmed(self) -> int:
        return sum(demand.steps_confirmed for demand in self.demands)

    @cached_property
    def steps_required(self) -> int:
        return sum(demand.required_level for demand in self.demands)


@dataclass(frozen=True)
class StrandOfMine:
    """One half of the framework: its heading and its areas."""

    title: str
    areas: tuple[MyArea, ...]


@dataclass(frozen=True)
class MyRequirements:
    """All that the person's posts ask for today, and what the ledger knows beyond that."""

    posts: tuple[Post, ...]
    areas: tuple[MyArea, ...]
    beyond: tuple[Demand, ...]

    @property
    def posts_in_words(self) -> str:
        return posts_sentence((post.job, post.workplace) for post in self.posts)

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        return tuple(demand for area in self.areas for demand in area.demands)

    @property
    def total(self) -> int:
        return len(self.demands)

    @cached_property
    def met(self) -> int:
        return sum(area.met for area in self.areas)

    @property
    def is_all_met(self) -> bool:
        return bool(self.demands) and self.met == self.total

    @property
    def is_all_unknown(self) -> bool:
        """Nobody has seen anything of it, and the person has not said anything of themself."""
        return all(
            demand.judgement.state == GapState.NOT_ASSESSED and demand.own_level is None
            for demand in self.demands
        )

    @property
    def has_proposals(self) -> bool:
        return any(demand.required is not None and demand.required.is_proposal for demand in self.demands)

    @property
    def areas_with_demands(self) -> tuple[MyArea, ...]:
        return tuple(area for area in self.areas if area.demands)

    @property
    def strands(self) -> list[StrandOfMine]:
        """The areas in their halves, in display order. Frameworks of others: one half without a heading."""
        codes = dict.fromkeys(area.area.strand for area in self.areas)
        return [
            StrandOfMine(
                str(Strand(code).label) if code else "",
                tuple(area for area in self.areas if area.area.strand == code),
            )
            for code in codes
        ]


def posts_of(jobs: Iterable[Employment]) -> tuple[Post, ...]:
    """The jobs as posts, in their order: two contracts for the same are one."""
    held = [(job.workplace, job.job_function) for job in jobs]
    posts = (Post(place.pk, place.name, job, place.path, place.setting) for place, job in held)
    return tuple(dict.fromkeys(posts))


def my_requirements(posts: tuple[Post, ...], ledger: OwnLedger) -> MyRequirements:
    """What these posts ask of whoever stands so on the ledger's day, the highest level where several ask.

    Two queries.
    """
    required = _highest(posts, ledger.day)
    areas: list[MyArea] = []
    beyond: list[Demand] = []
    for area in requirement_tree():
        demands: list[Demand] = []
        for requirement in area.requirements:
            asked, where = required.get(requirement.id, (None, ()))
            position, own_level = ledger.positions.get(requirement.id), ledger.own_views.get(requirement.id)
            demand = Demand(
                requirement=requirement,
                required=asked,
                position=position,
                judgement=judge(asked.level if asked else None, position),
                posts=where,
                own_level=own_level,
            )
            if asked:
                demands.append(demand)
            elif position or own_level is not None:
                beyond.append(demand)
        areas.append(MyArea(area, tuple(demands)))
    return MyRequirements(posts, tuple(areas), tuple(beyond))


def _highest(posts: Iterable[Post], today: dt.date) -> dict[int, tuple[Required, tuple[Post, ...]]]:
    """By competence: the highest level that a post asks for, and the posts that ask for that much.

    It is a proposal only as long as none of them has decided it.
    """
    by_post = {(post.workplace_id, str(post.job_function)): post for post in posts}
    found: dict[int, tuple[Required, tuple[Post, ...]]] = {}
    places = {post.workplace_id: (post.path, post.setting) for post in posts}
    levels = required_levels(by_post, today, places)
    for key, post in by_post.items():
        for competence_id, asked in levels[key].items():
            known, where = found.get(competence_id, (None, ()))
            if known is None or asked.level > known.level:
                found[competence_id] = (asked, (post,))
            elif asked.level == known.level:
                is_proposal = known.is_proposal and asked.is_proposal
                found[competence_id] = (Required(asked.level, is_proposal), (*where, post))
    return found
