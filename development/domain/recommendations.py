"""Which courses and modules would lift a person towards what the work asks for. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from wagtail.models import Page

from accounts.danish import danish_key
from assessments.ledger.enums import GapState
from courses.domain.ceilings import read_ceilings
from courses.domain.outline import CourseOutline
from courses.domain.promises import Promise, read_promises
from courses.domain.record import Record
from courses.models import CoursePage
from development.domain.my_requirements import Demand

MAX_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A live course, or a live module of one, that would lift the person in one requirement, to `level`."""

    page: Page
    course: CoursePage
    level: int

    @property
    def is_module(self) -> bool:
        return bool(self.page.pk != self.course.pk)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An offer with its reason. `minutes` and `lessons` are those of the module, or of the whole course."""

    offer: Offer
    demand: Demand
    minutes: int
    lessons: int


@dataclass(frozen=True, slots=True)
class Offers:
    """All offers by competence id, and the highest level that any course could confirm.

    They stand by course; of one course, what lifts highest comes first, a module before the whole.
    """

    by_competence: Mapping[int, list[Offer]]
    ceiling: int

    def for_demand(self, demand: Demand) -> list[Offer]:
        return self.by_competence.get(demand.requirement.id, [])

    def needs_practice(self, demand: Demand) -> bool:
        """No course can lift the person further here: the next level has to be seen at work."""
        known = max(demand.level, demand.position.lapsed_level if demand.position else 0)
        return (
            demand.judgement.state in (GapState.GAP, GapState.EXPIRED)
            and demand.required_level > self.ceiling
            and known >= self.ceiling
            and not self.for_demand(demand)
        )

    def practice_level(self, demand: Demand) -> int:
        """The level that somebody would look for in practice: the next one no course reaches."""
        return min(max(demand.level, self.ceiling) + 1, demand.required_level)


def find_offers(completed: Mapping[str, bool], demands: Iterable[Demand]) -> Offers:
    """What would lift the person in what is lacking and is not completed yet.

    A course lifts to the level of its outcome, but no higher than completing it may confirm. `completed` has
    the tree paths of what the person has completed, and whether its evidence still holds: one whose evidence
    has run out counts as not completed, it is there to be taken again.
    """
    levels = {demand.requirement.id: demand.level for demand in demands if demand.is_lacking}
    found: dict[int, list[Offer]] = defaultdict(list)
    for promise in read_promises():
        would_lift = promise.level > levels.get(promise.competence_id, promise.level)
        if would_lift and not _holds(completed, promise):
            offer = Offer(promise.page, promise.course, promise.level)
            found[promise.competence_id].append(offer)
    for offers in found.values():
        offers.sort(
            key=lambda offer: (
                danish_key(offer.course.title),
                -offer.level,
                not offer.is_module,
                offer.page.path,
            )
        )
    return Offers(found, read_ceilings().highest)


def find_renewals(completed: Mapping[str, bool], levels: Mapping[int, int]) -> dict[int, list[Offer]]:
    """What would renew these levels, by competence id, before they run out.

    `completed` is that of `find_offers`. A course that is completed can be begun anew at any time, a module
    by itself only when its evidence has run out: until then it is the course that is offered.
    """
    found: dict[int, list[Offer]] = defaultdict(list)
    for promise in read_promises():
        if promise.level < levels.get(promise.competence_id, promise.level + 1):
            continue
        is_course_done = promise.course_path in completed
        if promise.path in completed and not is_course_done:
            continue
        page = promise.course if is_course_done else promise.page
        found[promise.competence_id].append(Offer(page, promise.course, promise.level))
    return found


def _holds(completed: Mapping[str, bool], promise: Promise) -> bool:
    """Whether the page, or else the course it belongs to, is completed with evidence that has not run out."""
    return completed.get(promise.path, completed.get(promise.course_path, False))


def suggest(
    record: Record, demands: Iterable[Demand], offers: Offers, under_way: Collection[int]
) -> tuple[tuple[Suggestion, ...], Demand | None]:
    """At most three next things: courses not under way, and one requirement to show a colleague, or None.

    Most missing levels first, then by title; what nobody has assessed comes after what is known.
    Each course and each requirement stands once, with the part of the course that helps most.
    """
    demands = list(demands)
    practice = sorted((demand for demand in demands if offers.needs_practice(demand)), key=urgency)
    candidates = [
        (offer, demand)
        for demand in demands
        for offer in _best_of_each_course(offers.for_demand(demand))
        if offer.course.pk not in under_way
    ]
    candidates.sort(key=lambda pair: (*urgency(pair[1]), danish_key(pair[0].page.title), pair[0].page.pk))
    chosen: list[tuple[Offer, Demand]] = []
    for offer, demand in candidates:
        if len(chosen) == MAX_SUGGESTIONS - bool(practice):
            break
        is_new = all(
            offer.course.pk != other.course.pk and demand.requirement.id != reason.requirement.id
            for other, reason in chosen
        )
        if is_new:
            chosen.append((offer, demand))
    return _with_lengths(record, chosen), practice[0] if practice else None


def _best_of_each_course(offers: Iterable[Offer]) -> Iterable[Offer]:
    best: dict[int, Offer] = {}
    for offer in offers:
        best.setdefault(offer.course.pk, offer)
    return best.values()


def urgency(demand: Demand) -> tuple[bool, int]:
    """Sorts requirements: what nobody knows anything of last, else most missing levels first."""
    is_unknown = demand.judgement.state == GapState.NOT_ASSESSED and demand.own_level is None
    return is_unknown, -demand.missing


def _with_lengths(record: Record, chosen: list[tuple[Offer, Demand]]) -> tuple[Suggestion, ...]:
    outlines = record.outlines({offer.course.path for offer, _ in chosen})
    return tuple(
        Suggestion(offer, demand, *length_of(offer, outlines[offer.course.path])) for offer, demand in chosen
    )


def length_of(offer: Offer, outline: CourseOutline) -> tuple[int, int]:
    """The minutes and the lessons of the module, or of the whole course; `outline` is that of the course."""
    module = outline.module_of(offer.page) if offer.is_module else None
    lessons = module.lessons if module else outline.lessons
    minutes = sum(lesson.minutes for lesson in lessons) if module else offer.course.duration_minutes
    return minutes, len(lessons)
