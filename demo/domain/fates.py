"""What the ledger shall say of one person and one requirement, and the rows that make it say so."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import NamedTuple

from assessments.ledger.domain.evidence import add_months
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.policy import Policy
from demo.domain.bulk import EvidenceRow
from demo.domain.data import at, read
from demo.domain.people import DAYS_OF_HISTORY, Person

# People write things down between eight and four, on the quarter.
FIRST_MINUTE, QUARTERS = 8 * 60, 32
# A proof that holds for a year can have run out for those who have been there longer than this.
DAYS_BEFORE_EXPIRY = 420


class Fate(StrEnum):
    """How it stands at the end. The last is of the cast only: nothing but the person's own word."""

    MET = "met"
    ONE_SHORT = "one_short"
    FAR_SHORT = "far_short"
    EXPIRED = "expired"
    UNTOUCHED = "untouched"
    OWN_WORD = "own_word"


@dataclass(frozen=True, slots=True)
class Window:
    """The days of the two years in which the person was there to be seen: both ends included."""

    first: dt.date
    last: dt.date
    came_late: bool

    @property
    def days(self) -> int:
        return (self.last - self.first).days


@dataclass(frozen=True, slots=True)
class Leaning:
    """How the person is in general: `ability` is added to the chance, `blank` the share left open."""

    ability: float
    blank: float
    answered: bool


class Shown(NamedTuple):
    """Something that happened on a day and says something of a level."""

    kind: EvidenceKind
    level: int
    day: dt.date
    origin: str
    title: str
    valid_until: dt.date | None = None


class Ledger:
    """Draws fates and writes the rows. All chance comes from the one generator."""

    def __init__(
        self, rng: Random, today: dt.date, codes: dict[int, str], policies: dict[str, Policy]
    ) -> None:
        self.rng = rng
        self.today = today
        self.codes = codes
        self.policies = policies
        history = read("data/history")
        self.fates = history["fates"]
        self.timing = history["timing"]
        self.sources = history["sources"]
        self.titles = history["titles"]
        self.shares = history["people"]

    def window(self, person: Person) -> Window | None:
        """None for those who came so lately that nothing can have been seen."""
        post = person.post
        begin = self.today - dt.timedelta(days=DAYS_OF_HISTORY)
        late = post.start > begin
        first = post.start + dt.timedelta(days=7) if late else begin
        last = min(self.today - dt.timedelta(days=1), post.end or self.today)
        return Window(first, last, late) if last > first else None

    def leaning(self, person: Person, window: Window, unit_offset: float) -> Leaning:
        rng, fates = self.rng, self.fates
        ability = unit_offset + rng.uniform(-1, 1) * fates["person_spread"]
        blank = fates["untouched"]
        if window.came_late:
            ability -= fates["new_comer"]
        if person.part:
            return Leaning(ability, blank, answered=True)
        if rng.random() < self.shares["skips_much"]:
            blank = fates["untouched_skips_much"]
        if window.days < self.timing["first_months_days"]:
            blank = fates["untouched_first_months"]
        return Leaning(ability, blank, rng.random() < self.shares["answered_baseline"])

    def fate(self, person: Person, code: str, leaning: Leaning) -> Fate:
        written = person.part.get("fates", {}).get(code)
        if written:
            return Fate(written)
        roll, fates = self.rng.random, self.fates
        if roll() < leaning.blank:
            return Fate.UNTOUCHED
        if roll() < fates["expired"].get(code, 0):
            return Fate.EXPIRED
        if roll() < fates["met"] + leaning.ability - fates["weak"].get(code, 0):
            return Fate.MET
        return Fate.FAR_SHORT if roll() < fates["far"] else Fate.ONE_SHORT

    def rows(
        self,
        person: Person,
        window: Window,
        demand: tuple[int, int],
        leaning: Leaning,
        leader: int | None,
    ) -> Iterator[EvidenceRow]:
        """The ledger's rows for one demand (competence id, required level), courses apart."""
        competence, required = demand
        code = self.codes[competence]
        fate = self.fate(person, code, leaning)
        if fate is Fate.UNTOUCHED:
            return
        if fate is Fate.EXPIRED and window.days < DAYS_BEFORE_EXPIRY:
            fate = Fate.MET
        level = self._level(fate, required)
        if not level or (leaning.answered and self.rng.random() < self.sources["self_answered"]):
            own = self._own_word(window, level or required - self.rng.randint(1, 2))
            yield self._row(person, competence, own, None)
        if level:
            shown = (
                self._lapsed(code, level) if fate is Fate.EXPIRED else self._confirmed(window, code, level)
            )
            yield self._row(person, competence, shown, leader)

    def _level(self, fate: Fate, required: int) -> int:
        """The level that is shown to somebody else; 0 for nothing."""
        rng = self.rng
        if fate is Fate.ONE_SHORT:
            return required - 1
        if fate is Fate.FAR_SHORT:
            return max(required - 2, 0) if rng.random() < 0.9 else 0
        if fate is Fate.OWN_WORD:
            return 0
        return required + (required < 4 and rng.random() < self.sources["one_above"])

    def _own_word(self, window: Window, level: int) -> Shown:
        day = window.first + dt.timedelta(days=int(self.rng.random() * (min(21, window.days) + 1)))
        level = max(1, min(4, level + self.rng.choice((-1, 0, 0, 0, 1))))
        return Shown(EvidenceKind.SELF_ASSESSMENT, level, day, "demo.baseline:1", self.titles["baseline"])

    def _lapsed(self, code: str, level: int) -> Shown:
        """Proof that ran out some weeks ago."""
        valid_until = self.today - dt.timedelta(days=self.rng.randint(6, 60))
        day = add_months(valid_until, -self.sources["valid_months"].get(code, 12))
        return self._certificate(code, level, day, valid_until)

    def _confirmed(self, window: Window, code: str, level: int) -> Shown:
        rng = self.rng
        if level == 1:
            title = _title(self.titles["theme_day"], code)
            return Shown(EvidenceKind.CERTIFICATE, 1, self._day(window), "demo.certificate:2", title)
        if code not in self.sources["always_certificate"] and rng.random() >= self.sources["certificate"]:
            title = rng.choice(self.titles["observation"])
            # One observer confirms up to level 3: who is at 4 has been seen by two.
            kind = EvidenceKind.OBSERVATION if level < 4 else EvidenceKind.OBSERVATION_BY_TWO
            return Shown(kind, level, self._day(window), "demo.observation:1", title)
        months = self.sources["valid_months"].get(code)
        if not months:
            return self._certificate(code, level, self._day(window), None)
        # Renewed lately enough to hold still.
        span = min(window.days, months * 30 - 25)
        day = window.last - dt.timedelta(days=int(rng.random() * (span + 1)))
        return self._certificate(code, level, day, add_months(day, months))

    def _certificate(self, code: str, level: int, day: dt.date, valid_until: dt.date | None) -> Shown:
        title = _title(self.titles["certificate"], code)
        return Shown(EvidenceKind.CERTIFICATE, level, day, "demo.certificate:1", title, valid_until)

    def _day(self, window: Window) -> dt.date:
        """Much was there when the two years began; the rest came bit by bit."""
        is_early = self.rng.random() < self.timing["early"]
        span = min(self.timing["early_days"], window.days) if is_early else window.days
        return window.first + dt.timedelta(days=int(self.rng.random() * (span + 1)))

    def _row(self, person: Person, competence: int, shown: Shown, leader: int | None) -> EvidenceRow:
        """As `build_evidence` would judge it: the policy of the kind caps what it confirms."""
        policy = self.policies[shown.kind]
        valid_until = shown.valid_until
        if valid_until is None and policy.valid_months is not None:
            valid_until = add_months(shown.day, policy.valid_months)
        return EvidenceRow(
            person.user_id,
            competence,
            shown.kind,
            shown.level,
            min(shown.level, policy.ceiling),
            at(shown.day, FIRST_MINUTE + 15 * int(self.rng.random() * QUARTERS)),
            valid_until,
            leader,
            shown.origin,
            shown.title,
        )


def _title(titles: dict[str, str], code: str) -> str:
    """The title for the requirement itself, or for its area."""
    return titles.get(code) or titles[code.split(".")[0]]
