"""What pages say of papers: to whom they belong, and to whoever looks at them. Reads only."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import Employment, User
from assessments.practice.domain.needs import most_missing, read_needs
from assessments.practice.domain.paper_wording import (
    BADGES,
    say_days,
    say_file,
    say_files,
    say_issued,
    say_more,
    say_until,
    say_waited,
)
from assessments.practice.domain.prior_learning import ceiling, files_kept_until
from assessments.practice.enums import PaperKind, PaperState
from assessments.practice.models import PriorLearning, PriorLearningFile
from competences.domain.queries import Area, Requirement, requirement_tree
from competences.enums import Level
from competences.models import Competence, Method

# Papers of one person that the page shows: the newest of them.
MOST_SHOWN = 30
PARTS = ("files", "claims__competence")
# What is missing in my job, before "show more requirements".
FIRST = 5
# Papers that the queue names beside the one that is open.
QUEUE_SHOWN = 20
# Answers of a reviewer that the same page names.
DECIDED_SHOWN = 5
# Words by which a paper says that it tells the outcome of an assessment of prior learning.
ASSESSMENT_WORDS = ("ikv", "rkv", "realkompetence")


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file of a paper, and what its link says."""

    pk: int
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a claim says, and what was found: no level while the paper waits, 0 where it does not count."""

    pk: int
    competence: Competence
    level: int
    granted: int | None

    @property
    def field(self) -> str:
        """The name of the field that asks for its level."""
        return f"trin-{self.pk}"

    @property
    def answer(self) -> str:
        """What was found, as a sentence; empty while the paper waits."""
        if self.granted is None:
            return ""
        if not self.granted:
            return _("Does not count.")
        return _("Found: level %(level)d.") % {"level": self.granted}

    @property
    def words(self) -> str:
        """What was found, in a list: "F.2 level 2"."""
        return _("%(code)s level %(level)d") % {"code": self.competence.code, "level": self.granted or 0}


@dataclass(frozen=True)
class Paper:
    """A paper as a page shows it; `days` is how long it has waited, or did wait."""

    row: PriorLearning
    today: dt.date

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def title(self) -> str:
        return self.row.title

    @property
    def state_label(self) -> str:
        return str(PaperState(self.row.state).label)

    @property
    def badge(self) -> str:
        return BADGES.get(PaperState(self.row.state), "")

    @property
    def is_waiting(self) -> bool:
        return self.row.state == PaperState.WAITING

    @property
    def counts(self) -> bool:
        return self.row.state in (PaperState.APPROVED, PaperState.LOWERED)

    @property
    def days(self) -> int:
        return self.row.days_waited(self.today)

    @property
    def waited(self) -> str:
        return say_waited(self.days)

    @property
    def waited_shortly(self) -> str:
        return say_days(self.days)

    @property
    def issued(self) -> str:
        return say_issued(self.row)

    @property
    def until(self) -> str:
        return say_until(self.row.valid_until)

    @property
    def about_files(self) -> str:
        return say_files(self.row, files_kept_until(self.row))

    @property
    def is_assessment(self) -> bool:
        """Its words say that it tells the outcome of an IKV or RKV; the reviewer sees whether it does."""
        words = f"{self.row.title} {self.row.issuer}".lower()
        is_guessed = self.is_waiting and any(word in words for word in ASSESSMENT_WORDS)
        return is_guessed or self.row.kind == PaperKind.PRIOR_ASSESSMENT

    @cached_property
    def files(self) -> list[FileLink]:
        rows: list[PriorLearningFile] = list(self.row.files.all())
        return [FileLink(file.pk, say_file(file, n, len(rows))) for n, file in enumerate(rows, 1)]

    @cached_property
    def found(self) -> list[Found]:
        return [
            Found(claim.pk, claim.competence, claim.level, claim.granted) for claim in self.row.claims.all()
        ]

    @property
    def found_to_count(self) -> list[Found]:
        return [one for one in self.found if one.granted]


def levels_to_find(found: Found, highest: int) -> tuple[tuple[int, str], ...]:
    """The levels that a reviewer may find, highest first: no more than was said, or a paper can show."""
    levels = range(min(found.level, highest), 0, -1)
    return tuple((level, str(Level(level).label)) for level in levels)


def my_papers(person: User, today: dt.date) -> list[Paper]:
    """The person's papers, newest first; four queries."""
    rows = PriorLearning.objects.of(person).select_related("reviewer").prefetch_related(*PARTS)
    return [Paper(row, today) for row in rows[:MOST_SHOWN]]


@dataclass(frozen=True)
class Queue:
    """Papers that wait for a reviewer, oldest first: the first of them, and how many there are in all."""

    papers: list[Paper]
    total: int

    @property
    def oldest(self) -> Paper | None:
        return self.papers[0] if self.papers else None

    @property
    def left_out(self) -> str:
        """How many are not named, in words; empty where all are."""
        return say_more(self.total - len(self.papers))

    def place_of(self, paper: Paper) -> int | None:
        """Its number in the queue, from 1; None where it is not among the first."""
        numbers = [one.pk for one in self.papers]
        return numbers.index(paper.pk) + 1 if paper.pk in numbers else None


def read_queue(reviewer: User, today: dt.date) -> Queue:
    """What waits for this reviewer: everybody's papers but the reviewer's own; two queries."""
    waiting = PriorLearning.objects.waiting().exclude(person=reviewer).select_related("person")
    return Queue([Paper(row, today) for row in waiting[:QUEUE_SHOWN]], waiting.count())


def read_paper(pk: int, today: dt.date) -> Paper | None:
    """One paper with all that a page says of it."""
    rows = PriorLearning.objects.select_related("person", "reviewer").prefetch_related(*PARTS)
    row = rows.filter(pk=pk).first()
    return Paper(row, today) if row else None


def decided_by(reviewer: User, today: dt.date) -> list[Paper]:
    """What the reviewer has answered last, so that an answer can be found again; one query."""
    rows = PriorLearning.objects.filter(reviewer=reviewer).select_related("person")
    return [Paper(row, today) for row in rows.order_by("-decided_at", "-pk")[:DECIDED_SHOWN]]


def jobs_in_words(person: User, today: dt.date) -> str:
    """What somebody works as, and where: for whoever looks at a paper of theirs."""
    jobs = Employment.objects.active(today).filter(user=person).select_related("workplace")
    return ", ".join(f"{job.get_job_function_display()}, {job.workplace.name}" for job in jobs)


def methods() -> list[Method]:
    """The methods of the framework in use, in its order."""
    return list(Method.objects.filter(framework__is_current=True).order_by("position", "pk"))


@dataclass(frozen=True, slots=True)
class Choice:
    """A requirement that a paper may show, as the form offers it with a level."""

    requirement: Requirement
    level: int
    is_chosen: bool
    options: tuple[tuple[int, str], ...]

    @property
    def number(self) -> str:
        """What its box sends: not a figure, which a template would write with a dot from a thousand on."""
        return str(self.requirement.id)

    @property
    def field(self) -> str:
        """The name of the field that asks for its level."""
        return f"trin-{self.number}"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers: what is missing in my job first, then all else by area."""

    first: tuple[Choice, ...]
    more: tuple[tuple[Area, tuple[Choice, ...]], ...]

    @property
    def number_of_more(self) -> int:
        return sum(len(choices) for _area, choices in self.more)


def read_choices(person: User, chosen: Mapping[int, int], asked: Collection[str] = ()) -> Choices:
    """The requirements for the person's form; `chosen` are levels by requirement id, `asked` are codes.

    Each begins at the level that the person's work asks for, where a paper can show so much.
    """
    highest = ceiling()
    options = tuple((level, str(Level(level).label)) for level in range(1, highest + 1))
    needs = read_needs(person)
    offered: dict[int, Choice] = {}
    for need in needs:
        one = need.requirement
        is_chosen = one.id in chosen or one.code in asked
        level = chosen.get(one.id) or min(need.required or highest - 1, highest)
        offered[one.id] = Choice(one, level, is_chosen, options)
    # What is chosen stands above all; then what lacks most.
    lacking = [need.requirement.id for need in most_missing(needs)]
    picked = [pk for pk, choice in offered.items() if choice.is_chosen]
    picked.sort(key=lambda pk: lacking.index(pk) if pk in lacking else len(lacking))
    first = [*picked, *(pk for pk in lacking if not offered[pk].is_chosen)]
    shown = first[: max(FIRST, len(picked))]
    more = [
        (area, tuple(offered[one.id] for one in area.requirements if one.id not in shown))
        for area in requirement_tree()
    ]
    return Choices(tuple(offered[pk] for pk in shown), tuple((area, rest) for area, rest in more if rest))
