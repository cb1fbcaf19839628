"""The school in figures, for those who pay for it. No person is in them, and none can be reckoned out.

Each number is told once: of a workshop in a term. Whatever is larger is a sum of what is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from accounts.danish import DanishOrder
from recoveryskole.domain.day import Counts, read_counts
from recoveryskole.enums import Face
from recoveryskole.models import FeedbackRelease, Session, Term
from releases.domain.steps import Told as Step
from releases.policy import LEAST

PEOPLE = tuple(one.name for one in fields(Counts))
# How many have answered, and which face they chose: of answers that are told of.
FEEDBACK = ("answered", *Face.values)


@dataclass(frozen=True, slots=True)
class Told:
    """A number of people as it is told: by itself, or as a span where a group is small."""

    lowest: int
    highest: int

    @classmethod
    def of(cls, number: int) -> "Told":
        """As it is from `LEAST` on, and 0 as 0; between them only that it is small."""
        return cls(1, LEAST - 1) if 0 < number < LEAST else cls(number, number)

    def __add__(self, other: "Told") -> "Told":
        return Told(self.lowest + other.lowest, self.highest + other.highest)

    @property
    def word(self) -> int | str:
        return self.lowest if self.lowest == self.highest else f"{self.lowest}-{self.highest}"


# By name of the figure.
Row = Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class Held:
    """What is told of one workshop in one term, and how its sessions went."""

    workshop: int
    title: str
    sessions: int
    cancelled: int
    told: Row


def school_figures(term: Term) -> dict[str, Any]:
    """The term's sessions and people, for each workshop and in all, as JSON takes it.

    Cancelled sessions are counted apart, and those who had signed up for them are not. The sums are of what
    is told for each workshop, so that nothing is learnt by subtracting. Sessions are no people, and exact.
    """
    return {"term": _as_json(term), "least": LEAST, **_rows(_read([term]), PEOPLE)}


def year_figures(year: int) -> dict[str, Any]:
    """The terms that begin in the year, added up, with what those who came have said of it.

    A term across New Year belongs to the year that it begins in. A year is the sum of what its terms tell,
    workshop by workshop: subtracted from each other they give what was told before, and nothing else.
    """
    terms = list(Term.objects.filter(starts_on__year=year).order_by("starts_on", "pk"))
    return {
        "year": year,
        "terms": [_as_json(term) for term in terms],
        "least": LEAST,
        **_rows(_read(terms), (*PEOPLE, *FEEDBACK)),
    }


def years() -> list[int]:
    """The years in which terms begin, the newest first."""
    return [day.year for day in Term.objects.dates("starts_on", "year", order="DESC")]


def faces_of(releases: Iterable[FeedbackRelease]) -> dict[str, Told]:
    """How many have answered and which faces they chose, added up from what was told on each day."""
    return _add(map(_faces, releases), FEEDBACK)


def _faces(release: FeedbackRelease) -> Row:
    """Where nearly all said the same, that face is told of as two fewer at least; who differs is not."""
    step = Step.from_json(release.answered, release.told)
    people, most = step.people, step.most
    left = people - step.at_least
    spans = {face: (step.counts.get(face, 0),) * 2 if step.is_exact else (0, left) for face in Face.values}
    if not step.is_exact:
        spans[most] = (step.at_least, people)
    return {"answered": Told(people, people), **{face: Told(*span) for face, span in spans.items()}}


def _read(terms: Iterable[Term]) -> list[Held]:
    """Each workshop of each term, workshops as Danes sort; three queries, however many terms there are."""
    sessions = list(
        Session.objects.filter(term__in=terms, is_published=True)
        .select_related("workshop")
        .order_by(DanishOrder("workshop__title"), "workshop", "term", "pk")
    )
    counts = read_counts(sessions)
    releases: dict[int, list[FeedbackRelease]] = {}
    for release in FeedbackRelease.objects.filter(session__in=sessions).defer("lines"):
        releases.setdefault(release.session_id, []).append(release)
    together: dict[tuple[int, int], list[Session]] = {}
    for session in sessions:
        together.setdefault((session.workshop_id, session.term_id), []).append(session)
    held = []
    for (workshop, _term), those in together.items():
        here = [one for one in those if not one.is_cancelled]
        people = asdict(sum((counts[one.pk] for one in here), Counts()))
        said = faces_of(release for one in here for release in releases.get(one.pk, ()))
        told = {**{name: Told.of(number) for name, number in people.items()}, **said}
        held.append(Held(workshop, those[0].workshop.title, len(here), len(those) - len(here), told))
    return held


def _rows(held: list[Held], names: Iterable[str]) -> dict[str, Any]:
    by_workshop: dict[int, list[Held]] = {}
    for one in held:
        by_workshop.setdefault(one.workshop, []).append(one)
    return {
        "all": _row(held, names),
        "workshops": [{"title": those[0].title, **_row(those, names)} for those in by_workshop.values()],
    }


def _row(held: list[Held], names: Iterable[str]) -> dict[str, int | str]:
    told = _add((one.told for one in held), names)
    return {
        "sessions": sum(one.sessions for one in held),
        "cancelled": sum(one.cancelled for one in held),
        **{name: one.word for name, one in told.items()},
    }


def _add(rows: Iterable[Row], names: Iterable[str]) -> dict[str, Told]:
    rows = list(rows)
    return {name: sum((row[name] for row in rows), Told(0, 0)) for name in names}


def _as_json(term: Term) -> dict[str, str]:
    return {
        "slug": term.slug,
        "title": term.title,
        "starts_on": term.starts_on.isoformat(),
        "ends_on": term.ends_on.isoformat(),
    }
