"""What the pages of one's own view show. Reads only; always about who is signed in."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import Position
from assessments.practice.domain.examples import is_signed, read_examples
from assessments.practice.domain.own_view_rounds import open_rounds_of
from assessments.practice.enums import RoundKind
from assessments.practice.models import OwnAnswer, Round, SelfAssessment
from competences.domain.queries import Area, Requirement, requirement_tree
from competences.domain.requirements import required_of
from competences.enums import Level


@dataclass(frozen=True)
class Asked:
    """One requirement that the person's job asks for, and what they say of themself in it.

    `required_level` is None until they have answered: no page can show it before.
    """

    number: int
    requirement: Requirement
    area: Area
    required_level: int | None
    answer: OwnAnswer | None

    @property
    def code(self) -> str:
        return self.requirement.code

    @property
    def required_word(self) -> str:
        """What the required level means; empty until there is an answer."""
        return "" if self.required_level is None else str(Level(self.required_level).label)

    @property
    def anchor(self) -> str:
        """Where it stands on the page of requirements."""
        return f"krav-{self.code.lower().replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A level as it can be chosen: its word, and what it looks like at work (empty: nobody has said yet)."""

    level: int
    word: str
    example: str


@dataclass(frozen=True, slots=True)
class Part:
    """An area with the requirements in it; `is_here`: the next one to answer lies in it."""

    area: Area
    asked: tuple[Asked, ...]
    is_here: bool

    @property
    def answered(self) -> int:
        return sum(one.answer is not None for one in self.asked)


@dataclass(frozen=True)
class OwnView:
    """All that the person's jobs ask of them today, with the answers of the self-assessment shown.

    Shown is the one that is under way; else the newest. `rounds` are those that ask the person now.
    """

    assessment: SelfAssessment | None
    asked: tuple[Asked, ...]
    rounds: tuple[Round, ...]
    now: dt.datetime

    @property
    def is_under_way(self) -> bool:
        return self.assessment is not None and self.assessment.ended_at is None

    @property
    def in_round(self) -> Round | None:
        return self.assessment.round if self.assessment else None

    @property
    def is_round_over(self) -> bool:
        return self.in_round is not None and not self.in_round.is_open_at(self.now)

    @property
    def waiting_round(self) -> Round | None:
        """The round to answer now: open, and not the one that is under way or answered."""
        known = self.in_round.pk if self.in_round else None
        return next((one for one in self.rounds if one.pk != known), None)

    @property
    def may_reopen(self) -> bool:
        """It is ended, and its round is still open: then something can be said anew."""
        return not self.is_under_way and self.in_round is not None and not self.is_round_over

    @cached_property
    def answered(self) -> int:
        return sum(one.answer is not None for one in self.asked)

    @property
    def total(self) -> int:
        return len(self.asked)

    @property
    def parts(self) -> list[Part]:
        """The requirements by area, in their order."""
        following = self.next_open() if self.is_under_way else None
        return [
            Part(area, asked, following in asked)
            for area, rows in groupby(self.asked, key=lambda one: one.area)
            for asked in [tuple(rows)]
        ]

    def find(self, code: str) -> Asked | None:
        return next((one for one in self.asked if one.code == code), None)

    def before(self, here: Asked) -> Asked | None:
        """The requirement before this one."""
        return self.asked[here.number - 2] if here.number > 1 else None

    def next_open(self, here: Asked | None = None) -> Asked | None:
        """The next requirement without an answer, after this one and round again; None for no other."""
        start = here.number if here else 0
        order = (*self.asked[start:], *self.asked[:start])
        return next((one for one in order if one.answer is None and one != here), None)


def read_own_view(person: User) -> OwnView:
    """The person's own view as of now; five queries, however many requirements there are."""
    now = timezone.now()
    rows = SelfAssessment.objects.filter(person=person).select_related("round__workplace")
    # Under way first: at most one is.
    newest = sorted(rows, key=lambda row: (row.ended_at is None, row.started_at, row.pk))[-1:]
    assessment = newest[0] if newest else None
    answers = {row.competence_id: row for row in assessment.answers.all()} if assessment else {}
    required = required_of(person)
    wanted = [
        (area, requirement)
        for area in requirement_tree()
        for requirement in area.requirements
        if requirement.id in required
    ]
    asked = tuple(
        Asked(
            number=number,
            requirement=requirement,
            area=area,
            required_level=required[requirement.id] if requirement.id in answers else None,
            answer=answers.get(requirement.id),
        )
        for number, (area, requirement) in enumerate(wanted, start=1)
    )
    return OwnView(assessment, asked, tuple(open_rounds_of(person, now)), now)


def choices_of(code: str) -> tuple[Choice, ...]:
    """The five levels of a requirement to choose from, each with its example."""
    examples = read_examples().get(code, {})
    return tuple(
        Choice(level.value, str(level.label), examples[level.value].text if examples else "")
        for level in Level
    )


def has_proposals(code: str) -> bool:
    """It has examples, and nobody stands behind them yet."""
    return code in read_examples() and not is_signed(code)


def confirmed_position(person: User, competence_id: int) -> Position | None:
    """What is confirmed of the person in the requirement today."""
    return positions([person.pk]).get((person.pk, competence_id))


def earlier_answer(person: User, asked: Asked, assessment: SelfAssessment) -> OwnAnswer | None:
    """What the person said of themself in it the last time before this one."""
    rows = OwnAnswer.objects.filter(assessment__person=person, competence=asked.requirement.id)
    return rows.exclude(assessment=assessment).order_by("-answered_at", "-pk").first()


def then_of(a_round: Round) -> dt.date:
    """The day that a round which looks back asks about: the newest baseline there, else a year before."""
    before = (
        Round.objects.for_path(a_round.workplace.path)
        .filter(kind=RoundKind.BASELINE, opens_on__lt=a_round.opens_on)
        .order_by("-opens_on")
        .values_list("opens_on", flat=True)
        .first()
    )
    return before or a_round.opens_on - dt.timedelta(days=365)
