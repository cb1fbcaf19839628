"""A course somebody has begun: the lessons done, the tests passed, what was completed, and the answers."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from accounts.models import User
from assessments.domain.activities import ACTIVITIES, activity_blocks
from assessments.domain.cards import deal_cards
from assessments.domain.drafts import save_draft
from assessments.domain.sittings import TEST, Rule
from assessments.models import Attempt, CardRepetition, TestSitting
from courses.enums import CompletionKind
from courses.models import Completion, Enrolment, LessonPage
from demo.domain.answers import answer
from demo.domain.bulk import stored_moment
from demo.domain.pages import BLOCK_IDS, Course, Exam, Module, Part
from demo.domain.people import Person

PROGRESS_FIELDS = ("enrolment", "lesson", "started_at", "seen_at", "completed_at", "waits_since")
# A test is handed in so long after the last lesson before it.
AFTER_LESSON = dt.timedelta(minutes=12)


@dataclass(slots=True)
class Taken:
    """A course somebody has begun: with the moments at which its first lessons were done."""

    person: Person
    course: Course
    enrolment: Enrolment
    done: list[dt.datetime] = field(default_factory=list)
    # The lesson after those is read, and waits for what is to be tried at work.
    is_waiting: bool = False

    @property
    def opened(self) -> tuple[LessonPage, dt.datetime] | None:
        """The next lesson, and when it was opened; none before the first is done or after the last."""
        if not self.done or self.is_completed:
            return None
        return self.course.lessons[len(self.done)], self.done[-1] + dt.timedelta(minutes=2)

    def completed_modules(self) -> Iterator[tuple[Module, dt.datetime]]:
        """The modules whose lessons are all done, with the moment when the last one was."""
        count = 0
        for module in self.course.modules:
            count += len(module.lessons)
            if len(self.done) < count:
                return
            yield module, self.done[count - 1]

    @property
    def is_completed(self) -> bool:
        return len(self.done) == len(self.course.lessons)


def progress_rows(taken: Taken) -> Iterator[tuple[Any, ...]]:
    """The lessons done, and the next one opened, unless nothing has been done yet; as `PROGRESS_FIELDS`."""
    enrolment = taken.enrolment.pk
    for lesson, moment in zip(taken.course.lessons, taken.done, strict=False):
        seen = stored_moment(moment)
        started = stored_moment(moment - dt.timedelta(minutes=lesson.minutes))
        yield enrolment, lesson.pk, started, seen, seen, None
    if taken.opened:
        lesson, moment = taken.opened
        opened = stored_moment(moment)
        yield enrolment, lesson.pk, opened, opened, None, opened if taken.is_waiting else None


def completions(taken: Taken) -> Iterator[tuple[Completion, Part]]:
    """Completed modules, and the course when all are; each when its test was passed, if it has one."""
    moment = None
    for module, last in taken.completed_modules():
        moment = last + AFTER_LESSON if module.test else last
        yield _completion(taken, module.part, CompletionKind.MODULE, moment), module.part
    if moment is not None and taken.is_completed:
        moment += AFTER_LESSON if taken.course.test else dt.timedelta(0)
        yield _completion(taken, taken.course.part, CompletionKind.COURSE, moment), taken.course.part


def passed_tests(taken: Taken, rng: Random) -> Iterator[tuple[TestSitting, Part]]:
    """The tests of what was completed, all questions right, each with the part it counts for.

    A sitting has its attempt, and neither is stored yet.
    """
    moment = None
    for module, last in taken.completed_modules():
        moment = last
        if module.test:
            moment += AFTER_LESSON
            yield _sitting(taken, module.test, moment, rng), module.part
    if taken.course.test and moment is not None and taken.is_completed:
        yield _sitting(taken, taken.course.test, moment + AFTER_LESSON, rng), taken.course.part


def lesson_attempts(taken: Taken) -> Iterator[Attempt]:
    """The answers that somebody of the cast gave in the lessons done, and in the one that waits."""
    answered = list(zip(taken.course.lessons, taken.done, strict=False))
    if taken.opened and taken.is_waiting:
        answered.append(taken.opened)
    for place, (lesson, moment) in enumerate(answered):
        for block in activity_blocks(lesson.body):
            activity = ACTIVITIES[block.block_type]
            if activity.is_at_work and place == len(taken.done):
                continue
            question = activity.snapshot(block.value)
            response = answer(block.block_type, question)
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


def put_off_tasks(taken: Taken) -> None:
    """Somebody of the cast has said "not yet" to what is to be tried at work in the lesson that waits."""
    if taken.opened and taken.is_waiting:
        lesson, _moment = taken.opened
        person = User.objects.get(pk=taken.person.user_id)
        for block in activity_blocks(lesson.body):
            if ACTIVITIES[block.block_type].is_at_work:
                save_draft(person, lesson, block.id, {"planned": ["1"]})


def deal_earned_cards(taken: Taken) -> None:
    """Give somebody of the cast the cards of the modules completed: due since the day after."""
    person = User.objects.get(pk=taken.person.user_id)
    for module, moment in taken.completed_modules():
        deal_cards(person, [(lesson.page_ptr, lesson.body) for lesson in module.lessons])
        CardRepetition.objects.filter(person=person, page__in=module.lessons).update(
            due_on=moment.date() + dt.timedelta(days=1)
        )


def _completion(taken: Taken, part: Part, kind: CompletionKind, moment: dt.datetime) -> Completion:
    return Completion(
        person_id=taken.person.user_id,
        enrolment=taken.enrolment,
        page_id=part.page_id,
        revision_id=part.revision_id,
        kind=kind,
        title=part.title,
        proves=part.proved.kind,
        basis=part.proved.basis,
        completed_at=moment,
    )


def _sitting(taken: Taken, exam: Exam, moment: dt.datetime, rng: Random) -> TestSitting:
    test = exam.page
    rule = Rule(
        draws=test.draws,
        pass_mark=test.pass_mark,
        tries=test.tries,
        pause_hours=test.pause_hours,
        time_limit=test.time_limit,
    )
    drawn = rng.sample(exam.pool, test.draws)
    questions = [question for question, _answer in drawn]
    responses = {question["id"]: response for question, response in drawn}
    started = moment - AFTER_LESSON / 2
    attempt = Attempt(
        person_id=taken.person.user_id,
        page_id=test.pk,
        submission_key=uuid.uuid5(BLOCK_IDS, f"{taken.person.email}/{test.url_path}"),
        activity=TEST,
        question={"rule": asdict(rule), "questions": questions},
        response=responses,
        score=len(questions),
        max_score=len(questions),
        submitted_at=moment,
    )
    return TestSitting(
        person_id=taken.person.user_id,
        page=test,
        number=1,
        rule=asdict(rule),
        questions=questions,
        answers={block: {"response": response, "filled": {}} for block, response in responses.items()},
        started_at=started,
        closes_at=started + dt.timedelta(minutes=rule.minutes) if rule.time_limit else None,
        attempt=attempt,
        passed=True,
    )
