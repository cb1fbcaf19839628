"""Two years of everybody: what was assessed, seen, proved and learned, and where it leaves each of them."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from random import Random
from typing import Any

from accounts.models import Workplace
from assessments.domain.activities import ACTIVITIES, activity_blocks
from assessments.domain.evidence import add_months, current_policies
from assessments.domain.standing import LedgerRow, derive_position
from assessments.enums import EvidenceKind
from assessments.models import Attempt
from competences.domain.requirements import Required, required_levels
from competences.models import Competence
from courses.enums import CompletionKind
from courses.models import Completion, Enrolment, LessonProgress
from demo.domain.bulk import (
    EvidenceRow,
    StandingRow,
    insert_evidence,
    insert_rows,
    insert_standings,
    stored_moment,
)
from demo.domain.data import at, read
from demo.domain.echo import ORIGINALS, Echo
from demo.domain.fates import Ledger, Window
from demo.domain.pages import BLOCK_IDS, Course, Part
from demo.domain.people import Person
from demo.domain.workplaces import Tree

PROGRESS_FIELDS = ("enrolment", "lesson", "started_at", "seen_at", "completed_at")
# Nobody began a course longer ago than this: the courses are that old.
DAYS_OF_COURSES = 500
# Minutes of the day. What falls on the last day comes late, so that it lies after what went before.
ANY_TIME, LATE = (8 * 60, 21 * 60), (22 * 60, 22 * 60 + 45)


@dataclass(slots=True)
class Taken:
    """A course somebody has begun: lessons with the moments they were done, and the one that lies open."""

    person: Person
    course: Course
    enrolment: Enrolment
    done: list[dt.datetime]


@dataclass(slots=True)
class Batch:
    """What is to be written for some hundred people."""

    evidence: list[EvidenceRow] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)


class Chronicle:
    """Writes the history of one batch of people after the other; memory is that of one batch."""

    def __init__(self, rng: Random, today: dt.date, tree: Tree, courses: dict[str, Course]) -> None:
        self.rng = rng
        self.today = today
        self.courses = courses
        codes = dict(Competence.objects.current().requirements().values_list("pk", "code"))
        self.policies = current_policies()
        self.ledger = Ledger(rng, today, codes, self.policies)
        self.begun = read("data/history")["courses"]["begun"]
        done = read("data/history")["courses"]["lessons_done"]
        self.done, self.done_weights = list(done), list(done.values())
        spread = self.ledger.fates["unit_spread"]
        self.offsets = {unit.pk: rng.uniform(-spread, spread) for _plan, unit in tree.units}
        self.examples = _one_workplace_for_each_setting(tree)
        self.required: dict[tuple[str, str], list[tuple[int, Required]]] = {}
        self.leaders: dict[int, int] = {}
        self.echo, self.told = Echo(rng), 0
        self.centres = {unit.pk: tree.centres[plan.centre].pk for plan, unit in tree.units}

    def write(self, people: list[Person]) -> None:
        """Store the history of people who are stored already; unit leaders before those they lead."""
        for person in people:
            if person.post.is_manager:
                self.leaders[person.post.workplace_id] = person.user_id
        batch = Batch()
        for person in people:
            self._tell(person, batch)
        self._write_courses(batch)
        insert_evidence(batch.evidence, self.policies)
        insert_standings(derive(batch.evidence, self.today))
        self.echo.write()

    def _tell(self, person: Person, batch: Batch) -> None:
        window = self.ledger.window(person)
        if window is None:
            return
        post = person.post
        leader = self._leader(person)
        is_ordinary = not (person.part or post.is_manager or window.came_late or person.has_left)
        if is_ordinary and self.told >= ORIGINALS and self.echo.take(person, leader):
            return
        self.told += 1
        leaning = self.ledger.leaning(person, window, self.offsets.get(post.workplace_id, 0))
        for competence, required in self._required(post.setting, post.job):
            demand = (competence, required.level)
            batch.evidence.extend(self.ledger.rows(person, window, demand, leaning, leader))
        taken = list(self._courses(person, window))
        batch.taken.extend(taken)
        if is_ordinary and not taken:
            self.echo.remember(person)

    def _leader(self, person: Person) -> int | None:
        """Who saw it: the leader of the place, and of leaders the one above."""
        place = person.post.workplace_id
        return self.leaders.get(self.centres.get(place, place) if person.post.is_manager else place)

    def _required(self, setting: str, job: str) -> list[tuple[int, Required]]:
        """What the post demands. The demo overrides nothing: one workplace speaks for its setting."""
        if (setting, job) not in self.required:
            post = (self.examples[setting], job)
            self.required[setting, job] = sorted(required_levels([post])[post].items())
        return self.required[setting, job]

    def _courses(self, person: Person, window: Window) -> Iterator[Taken]:
        rng = self.rng
        for slug, course in self.courses.items():
            if person.part.get("fates"):
                count = person.part.get("courses", {}).get(slug)
                if count is None:
                    continue
            elif rng.random() < self.begun[slug].get(person.post.job, 0):
                count = rng.choices(self.done, weights=self.done_weights)[0]
            else:
                continue
            span = min(window.days, DAYS_OF_COURSES)
            day = window.last - dt.timedelta(days=rng.randint(min(span, 20), span))
            enrolled = at(day, rng.randint(*ANY_TIME))
            yield Taken(
                person,
                course,
                Enrolment(person_id=person.user_id, course_id=course.part.page_id, enrolled_at=enrolled),
                sorted(self._moments(day, window.last, min(count, len(course.lessons)))),
            )

    def _moments(self, day: dt.date, last: dt.date, count: int) -> Iterator[dt.datetime]:
        """When each lesson was done: some days apart, never after the person's last day."""
        for _lesson in range(count):
            day = min(day + dt.timedelta(days=1 + self.rng.randrange(4)), last)
            yield at(day, self.rng.randint(*(LATE if day == last else ANY_TIME)))

    def _write_courses(self, batch: Batch) -> None:
        Enrolment.objects.bulk_create([taken.enrolment for taken in batch.taken])
        progress = chain.from_iterable(_progress(taken) for taken in batch.taken)
        insert_rows(LessonProgress, PROGRESS_FIELDS, progress)
        completed = [entry for taken in batch.taken for entry in _completions(taken)]
        Completion.objects.bulk_create([completion for completion, _outcomes in completed])
        for completion, outcomes in completed:
            batch.evidence.extend(self._earned(completion, *outcome) for outcome in outcomes)
        Attempt.objects.bulk_create(
            [row for taken in batch.taken if taken.person.part for row in _attempts(taken)]
        )

    def _earned(self, completion: Completion, competence: int, level: int) -> EvidenceRow:
        kind = EvidenceKind.COURSE_COMPLETION
        months = self.policies[kind].valid_months
        moment = completion.completed_at
        return EvidenceRow(
            person_id=completion.person_id,
            competence_id=competence,
            kind=kind,
            level=level,
            confirms=min(level, self.policies[kind].ceiling),
            recorded_at=moment,
            valid_until=add_months(moment.date(), months) if months is not None else None,
            recorded_by_id=None,
            origin=f"courses.completion:{completion.pk}",
            title=completion.title,
        )


def derive(evidence: list[EvidenceRow], today: dt.date) -> Iterator[StandingRow]:
    """The standings that a ledger without revocations adds up to: the same that a rebuild would write."""
    pairs: dict[tuple[int, int], list[LedgerRow]] = defaultdict(list)
    for row in evidence:
        ledger_row = LedgerRow(row.kind, row.level, row.confirms, row.recorded_at, row.valid_until)
        pairs[row.person_id, row.competence_id].append(ledger_row)
    for key, rows in pairs.items():
        position = derive_position(rows, today)
        if position is not None:
            yield StandingRow(
                *key,
                position.level,
                position.kind,
                position.expires,
                position.lapsed_level,
                position.self_level,
            )


def _one_workplace_for_each_setting(tree: Tree) -> dict[str, int]:
    centre: Workplace = next(iter(tree.centres.values()))
    return {"": centre.pk, **{plan.setting: unit.pk for plan, unit in reversed(tree.units)}}


def _progress(taken: Taken) -> Iterator[tuple[Any, ...]]:
    """The lessons done, and the next one opened, unless nothing has been done yet; as `PROGRESS_FIELDS`."""
    enrolment = taken.enrolment.pk
    for lesson, moment in zip(taken.course.lessons, taken.done, strict=False):
        seen = stored_moment(moment)
        yield enrolment, lesson.pk, stored_moment(moment - dt.timedelta(minutes=lesson.minutes)), seen, seen
    if 0 < len(taken.done) < len(taken.course.lessons):
        opened = stored_moment(taken.done[-1] + dt.timedelta(minutes=2))
        yield enrolment, taken.course.lessons[len(taken.done)].pk, opened, opened, None


def _completions(taken: Taken) -> Iterator[tuple[Completion, list[tuple[int, int]]]]:
    """Completed modules, and the course when all are; each with what it counts towards."""
    done = 0
    for part, lessons in taken.course.modules:
        done += len(lessons)
        if len(taken.done) < done:
            return
        yield _completion(taken, part, CompletionKind.MODULE, taken.done[done - 1]), part.outcomes
    course = taken.course.part
    yield _completion(taken, course, CompletionKind.COURSE, taken.done[-1]), course.outcomes


def _completion(taken: Taken, part: Part, kind: CompletionKind, moment: dt.datetime) -> Completion:
    return Completion(
        person_id=taken.person.user_id,
        page_id=part.page_id,
        revision_id=part.revision_id,
        kind=kind,
        title=part.title,
        completed_at=moment,
    )


def _attempts(taken: Taken) -> Iterator[Attempt]:
    """The right answers that the cast gave in the lessons they have done."""
    for lesson, moment in zip(taken.course.lessons, taken.done, strict=False):
        for block in activity_blocks(lesson.body):
            activity = ACTIVITIES[block.block_type]
            question = activity.snapshot(block.value)
            response = [answer["id"] for answer in question["answers"] if answer["is_right"]]
            grade = activity.grade(question, response)
            yield Attempt(
                person_id=taken.person.user_id,
                page_id=lesson.pk,
                block_id=block.id,
                submission_key=uuid.uuid5(BLOCK_IDS, f"{taken.person.email}/{block.id}"),
                activity=block.block_type,
                question=question,
                response=response,
                score=grade.score,
                max_score=grade.max_score,
                submitted_at=moment - dt.timedelta(minutes=1),
            )
