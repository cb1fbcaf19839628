"""Two years of everybody: what was assessed, seen, proved and learned, and where it leaves each of them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from random import Random

from accounts.models import Workplace
from assessments.ledger.basis import of_passed_test
from assessments.ledger.domain.evidence import Event, add_months, current_policies
from assessments.ledger.domain.standing import LedgerRow, derive_position
from assessments.ledger.enums import EvidenceKind
from assessments.models import Attempt, TestSitting
from competences.domain.requirements import Required, required_levels
from competences.models import Competence
from courses.domain.queries import completion_origin, sitting_origin
from courses.models import Completion, Enrolment, LessonProgress
from demo.domain.bulk import (
    EvidenceRow,
    StandingRow,
    insert_evidence,
    insert_rows,
    insert_standings,
)
from demo.domain.data import at, read
from demo.domain.echo import ORIGINALS, Echo
from demo.domain.fates import Ledger, Window
from demo.domain.pages import Course, Part
from demo.domain.people import Person
from demo.domain.taking import (
    PROGRESS_FIELDS,
    Taken,
    completions,
    deal_earned_cards,
    lesson_attempts,
    passed_tests,
    progress_rows,
    put_off_tasks,
)
from demo.domain.workplaces import Tree

# Nobody began a course longer ago than this: the courses are that old.
DAYS_OF_COURSES = 500
# Minutes of the day. What falls on the last day comes late, so that it lies after what went before.
ANY_TIME, LATE = (8 * 60, 21 * 60), (22 * 60, 22 * 60 + 45)


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
        done = read("data/history")["courses"]["share_done"]
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
            self.required[setting, job] = sorted(required_levels([post], self.today)[post].items())
        return self.required[setting, job]

    def _courses(self, person: Person, window: Window) -> Iterator[Taken]:
        rng = self.rng
        for slug, course in self.courses.items():
            if person.part.get("fates"):
                count = person.part.get("courses", {}).get(slug)
                if count is None:
                    continue
            elif rng.random() < self.begun[slug].get(person.post.job, 0):
                count = round(rng.choices(self.done, weights=self.done_weights)[0] * len(course.lessons))
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
                is_waiting=slug in person.part.get("waits", []),
            )

    def _moments(self, day: dt.date, last: dt.date, count: int) -> Iterator[dt.datetime]:
        """When each lesson was done: some days apart, never after the person's last day."""
        for _lesson in range(count):
            day = min(day + dt.timedelta(days=1 + self.rng.randrange(4)), last)
            yield at(day, self.rng.randint(*(LATE if day == last else ANY_TIME)))

    def _write_courses(self, batch: Batch) -> None:
        Enrolment.objects.bulk_create([taken.enrolment for taken in batch.taken])
        progress = chain.from_iterable(progress_rows(taken) for taken in batch.taken)
        insert_rows(LessonProgress, PROGRESS_FIELDS, progress)
        completed = [entry for taken in batch.taken for entry in completions(taken)]
        Completion.objects.bulk_create([completion for completion, _part in completed])
        for row, part in completed:
            event = Event(
                kind=row.proves,
                origin=completion_origin(row.pk),
                title=row.title,
                basis=row.basis,
                recorded_at=row.completed_at,
            )
            batch.evidence.extend(self._earned(row.person_id, part, event))
        self._write_tests(batch)
        cast = [taken for taken in batch.taken if taken.person.part]
        Attempt.objects.bulk_create([row for taken in cast for row in lesson_attempts(taken)])
        for taken in cast:
            deal_earned_cards(taken)
            put_off_tasks(taken)

    def _write_tests(self, batch: Batch) -> None:
        passed = [entry for taken in batch.taken for entry in passed_tests(taken, self.rng)]
        Attempt.objects.bulk_create([sitting.attempt for sitting, _part in passed if sitting.attempt])
        TestSitting.objects.bulk_create([sitting for sitting, _part in passed])
        for sitting, part in passed:
            event = Event(
                kind=EvidenceKind.GRADED_TEST,
                origin=sitting_origin(sitting.pk),
                title=sitting.page.title,
                basis=of_passed_test(sitting.attempt.score, sitting.attempt.max_score),
                recorded_at=sitting.attempt.submitted_at,
            )
            batch.evidence.extend(self._earned(sitting.person_id, part, event))

    def _earned(self, person_id: int, part: Part, event: Event) -> Iterator[EvidenceRow]:
        """What a completion or a passed test says of each requirement that the part counts towards."""
        policy, moment = self.policies[event.kind], event.recorded_at
        assert moment is not None
        months = policy.valid_months
        for competence, level in part.outcomes:
            yield EvidenceRow(
                person_id=person_id,
                competence_id=competence,
                kind=event.kind,
                level=level,
                confirms=min(level, policy.ceiling),
                recorded_at=moment,
                valid_until=add_months(moment.date(), months) if months is not None else None,
                recorded_by_id=None,
                origin=event.origin,
                title=event.title,
                basis=event.basis,
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
            )


def _one_workplace_for_each_setting(tree: Tree) -> dict[str, int]:
    centre: Workplace = next(iter(tree.centres.values()))
    return {"": centre.pk, **{plan.setting: unit.pk for plan, unit in reversed(tree.units)}}
