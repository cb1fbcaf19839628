"""What would raise somebody in a requirement, or renew what runs out: one way first, then others.

A rule and nothing else: what it judges by is read in my_profile.py, what is said of it in profile_wording.py.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wagtail.models import Page

from assessments.ledger.enums import EvidenceKind, GapState
from assessments.practice.models import Observation, PriorLearning
from courses.models import RunSeat

# Beside the one that stands first.
MOST_OTHERS = 2

SEEN_KINDS = (EvidenceKind.OBSERVATION_OUTSIDE, EvidenceKind.OBSERVATION, EvidenceKind.OBSERVATION_BY_TWO)


class Way(StrEnum):
    """What the person can do. Each leads to a page that does it, with the requirement already chosen."""

    SIGN = "sign"
    GO_ON = "go_on"
    TAKE = "take"
    RENEW = "renew"
    ASK = "ask"
    PAPER = "paper"
    RATE = "rate"
    SEE_ASKED = "see_asked"
    SEE_PAPERS = "see_papers"
    SEE_RUN = "see_run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A live course, or a module of one, that would lift the person to `level`; it takes some minutes.

    `is_again`: they completed it once, and that counts no more or not for long. `is_begun`: they take it now.
    """

    page: Page
    level: int
    minutes: int
    is_module: bool = False
    is_again: bool = False
    is_begun: bool = False
    seat: RunSeat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What was asked for, and what came of it: newest first, where somebody has asked more than once.

    `no_observer` has ended without an answer, or with a no; `no_paper` does not count, and each is told only
    until something newer has happened.
    """

    observation: Observation | None = None
    no_observer: Observation | None = None
    paper: PriorLearning | None = None
    no_paper: PriorLearning | None = None


NOTHING_BEGUN = Begun()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that the rule asks of one person in one requirement on a day.

    `kind` is that of what holds, or of what ran out last. `runs_out`: it is met, and will not be for long.
    `by_method`: the framework tells of methods here, and who was taught one elsewhere has a paper.
    """

    today: dt.date
    state: GapState
    required: int = 0
    own_level: int | None = None
    kind: str | None = None
    runs_out: bool = False
    by_method: bool = False
    parts: tuple[Part, ...] = ()
    begun: Begun = NOTHING_BEGUN

    @property
    def waits_for_person(self) -> bool:
        """Somebody has told what they saw: the person reads and signs."""
        row = self.begun.observation
        return row is not None and row.waits_for_person(self.today)

    @property
    def part(self) -> Part | None:
        """The one to take: what is begun, else what lifts highest, is taken again, is the shortest."""
        return min(
            self.parts,
            key=lambda part: (not part.is_begun, -part.level, not part.is_again, part.minutes),
            default=None,
        )

    @property
    def seated(self) -> Part | None:
        """The part that they have a place for, or wait for one, on a run that is to come."""
        return next((part for part in self.parts if part.seat), None)


@dataclass(frozen=True, slots=True)
class Act:
    """A way, and what it leads to. `is_another`: somebody has been asked already."""

    way: Way
    part: Part | None = None
    observation: Observation | None = None
    is_another: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """The one thing to do now (None: it waits for somebody else, or there is nothing to do), and others."""

    first: Act | None = None
    others: tuple[Act, ...] = ()


def find_ways(case: Case) -> Ways:
    """What would raise the person, or renew what runs out. What is under way is not asked for anew."""
    if not (case.runs_out or case.state in (GapState.GAP, GapState.EXPIRED, GapState.NOT_ASSESSED)):
        return Ways()
    if under_way := list(_under_way(case)):
        ready = [act for act in under_way if act.way in (Way.SIGN, Way.GO_ON)]
        waiting = [act for act in under_way if act not in ready]
        more = [act for act in _in_order(case) if act.way in (Way.ASK, Way.PAPER)]
        return Ways(ready[0] if ready else None, (*ready[1:], *waiting, *more)[:MOST_OTHERS])
    first, *others = _in_order(case)
    return Ways(first, tuple(others[:MOST_OTHERS]))


def _under_way(case: Case) -> Iterable[Act]:
    """What has been begun, as ways to see it or to go on."""
    begun = case.begun
    if case.waits_for_person:
        yield Act(Way.SIGN, observation=begun.observation)
    # Whoever signs up for a run is enrolled too: what comes next is the run.
    if case.part is not None and case.part.is_begun and case.part.seat is None:
        yield Act(Way.GO_ON, part=case.part)
    if begun.observation is not None and not case.waits_for_person:
        yield Act(Way.SEE_ASKED, observation=begun.observation)
    if begun.paper is not None:
        yield Act(Way.SEE_PAPERS)
    if case.seated is not None:
        yield Act(Way.SEE_RUN, part=case.seated)


def _in_order(case: Case) -> list[Act]:
    """All ways that are open, the one for this case first."""
    part = case.part
    take = [] if part is None else [Act(Way.RENEW if part.is_again else Way.TAKE, part=part)]
    ask = [] if case.waits_for_person else [Act(Way.ASK, is_another=case.begun.observation is not None)]
    paper = [] if case.begun.paper else [Act(Way.PAPER)]
    # Somebody has just said no to one: it is still open, and not the first thing to try.
    likely_paper = paper if case.by_method and case.begun.no_paper is None else []
    late_paper = paper if case.by_method or case.kind == EvidenceKind.CERTIFICATE else []
    if case.state == GapState.NOT_ASSESSED:
        rate = [] if case.own_level is not None else [Act(Way.RATE)]
        order = [*rate, *take, *(paper if rate else ask), *paper]
    elif case.runs_out or case.state == GapState.EXPIRED:
        order = [*_renewing(case, take, ask, paper), *take, *ask, *late_paper]
    elif take:
        order = [*take, *ask, *late_paper]
    else:
        order = [*likely_paper, *ask, *late_paper]
    return list({act.way: act for act in order}.values())


def _renewing(case: Case, take: list[Act], ask: list[Act], paper: list[Act]) -> list[Act]:
    """The way that it was shown by, where that reaches as high; a part that does so is the shortest."""
    reaching = case.part is not None and case.part.level >= case.required
    if case.kind in SEEN_KINDS and case.runs_out:
        return ask
    if reaching:
        return take
    return paper if case.kind == EvidenceKind.CERTIFICATE and case.begun.no_paper is None else ask
