"""Whatever a person has, in whatever room: when they go, what is said of them is gone and history stands.

The tables are found, not listed: a new one with a key to a person fails here until WAYS says how it is
emptied.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain.emptying import empty_person
from accounts.models import Leave, PersonalRead, User
from assessments.h5p.enums import UploadState
from assessments.h5p.models import ContentVersion, Delivery, Upload, XAPIStatement
from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence, Standing
from assessments.models import Attempt, CardRepetition, Draft, SharedReflection, TestSitting
from competences.models import Competence
from courses.models import Attendance, Completion, LessonProgress, RunSeat
from courses.proofs.domain.proofs import make_proof, revoke_proof
from courses.proofs.models import Proof
from reports.domain.gap import gap_report
from seats.enums import SeatState
from tests.accounts import ways_at_work
from tests.accounts.test_people_stay import keys_to_people
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.courses import lessons_of, make_course, make_enrolment
from tests.factories.h5p import make_content, make_library
from tests.factories.ledger import show
from tests.factories.runs import make_run
from tests.factories.traces import rows_that_say
from tests.test_architecture import own_models

# A word that nobody else says; it stands in every text that the makers write.
WORD = "Quirina"
TODAY = timezone.localdate()
numbers = itertools.count(1)


class World:
    """What the rows hang on, and somebody who is not the one who goes."""

    def __init__(self) -> None:
        self.course = make_course("Kursus", modules=1)
        self.module = self.course.get_children().get().specific
        self.lesson = lessons_of(self.course)[0]
        self.run = make_run(self.course, days=-9)
        self.unit = make_unit()
        self.other = make_person()
        self.competences = [make_requirement() for _number in range(3)]
        for competence in self.competences:
            make_job_requirement(competence, 3)
        self.content = make_content()

    @property
    def competence(self) -> Competence:
        return self.competences[next(numbers) % 3]


class Way(NamedTuple):
    """How a row is made that names the person, and whether it stands when they are emptied."""

    make: Callable[[World, User], models.Model]
    stands: bool


def answer(world: World, person: User, word: str = WORD) -> Attempt:
    return Attempt.objects.create(
        person=person,
        page=world.lesson,
        block_id=uuid.uuid4(),
        submission_key=uuid.uuid4(),
        activity="reflection",
        question={"name": word},
        response={"text": word},
        score=1,
        max_score=2,
    )


def sitting(world: World, person: User, **fields: Any) -> TestSitting:
    rule = {"draws": 1, "pass_mark": 1, "extra_time": 50}
    return TestSitting.objects.create(
        person=person,
        page=world.lesson,
        number=next(numbers),
        rule=rule,
        questions=[{"question": WORD}],
        answers={"x": {"filled": WORD}},
        closes_at=timezone.now() + dt.timedelta(hours=1),
        **fields,
    )


def open_sitting(world: World, person: User) -> TestSitting:
    return TestSitting.objects.filter(person=person, attempt=None).first() or sitting(world, person)


def said(world: World, person: User) -> XAPIStatement:
    version = world.content.current
    assert version is not None
    made = XAPIStatement.objects.create(
        id=uuid.uuid4(),
        person=person,
        page=world.lesson,
        block_id=uuid.uuid4(),
        version=version,
        registration=uuid.uuid4(),
        verb="http://adlnet.gov/expapi/verbs/answered",
        statement={"result": {"response": WORD}},
    )
    Delivery.objects.create(statement=made, store="elsewhere", last_error=WORD)
    return made


def evidence(world: World, person: User) -> Evidence:
    return show(person, world.competence, 1 + next(numbers) % 4, on=TODAY - dt.timedelta(days=5), title=WORD)


def revoked(world: World, person: User) -> Evidence:
    return revoke_evidence(evidence(world, person), by=world.other, reason=f"{WORD} var der ikke.")


def completion(world: World, person: User) -> Completion:
    return Completion.objects.create(
        person=person,
        page=world.module,
        kind="module",
        title="Modulet",
        superseded_at=timezone.now(),
        taken_back_at=timezone.now(),
        taken_back_reason=f"{WORD} var der ikke.",
    )


def proof(
    world: World, person: User, *, by: User | None = None, reason: str = f"{WORD} var der ikke."
) -> Proof:
    done = Completion.objects.create(
        person=person, page=world.module, kind="module", title="Modulet", superseded_at=timezone.now()
    )
    made = make_proof(done)
    if by is not None:
        revoke_proof(made, by=by, reason=reason)
    return made


def mark(world: World, person: User, **fields: Any) -> Attendance:
    return Attendance.objects.create(
        run=make_run(world.course, days=-9), module=world.module, person=person, **fields
    )


def read(person: User, reader: User) -> PersonalRead:
    now = timezone.now() - dt.timedelta(hours=next(numbers))
    return PersonalRead.objects.create(person=person, reader=reader, what="tests.read", read_at=now, hour=now)


def teach(world: World, person: User) -> models.Model:
    run = make_run(world.course, teachers=[person])
    return type(run).teachers.through.objects.get(courserun=run, user=person)


def in_group(world: World, person: User) -> models.Model:
    group = Group.objects.get_or_create(name=f"Gruppe {next(numbers)}")[0]
    person.groups.add(group)
    return User.groups.through.objects.get(user=person, group=group)


def permitted(world: World, person: User) -> models.Model:
    permission = Permission.objects.exclude(user=person).order_by("pk")[0]
    person.user_permissions.add(permission)
    return User.user_permissions.through.objects.get(user=person, permission=permission)


def seen(world: World, person: User) -> Evidence:
    return show(world.other, world.competence, 2, recorded_by=person)


WAYS: dict[str, list[Way]] = {
    "accounts.Employment.user": [
        Way(
            lambda world, person: make_employment(
                person, world.unit, start=TODAY - dt.timedelta(days=next(numbers))
            ),
            True,
        )
    ],
    "accounts.PersonalRead.person": [Way(lambda world, person: read(person, world.other), False)],
    "accounts.PersonalRead.reader": [Way(lambda world, person: read(world.other, person), True)],
    "accounts.User_groups.user": [Way(in_group, False)],
    "accounts.User_user_permissions.user": [Way(permitted, False)],
    "assessments.Attempt.person": [Way(answer, True)],
    "assessments.CardRepetition.person": [
        Way(
            lambda _world, person: CardRepetition.objects.create(
                person=person, card_id=uuid.uuid4(), front=WORD, back=WORD
            ),
            False,
        )
    ],
    "assessments.Draft.person": [
        Way(
            lambda world, person: Draft.objects.create(
                person=person, page=world.lesson, block_id=uuid.uuid4(), fields={"text": [WORD]}
            ),
            False,
        )
    ],
    "assessments.TestSitting.person": [
        Way(open_sitting, False),
        Way(lambda world, person: sitting(world, person, attempt=answer(world, person), passed=True), True),
    ],
    "courses.Attendance.marked_by": [
        Way(lambda world, person: mark(world, world.other, marked_by=person), True)
    ],
    "courses.Attendance.person": [Way(mark, True)],
    "courses.Attendance.taken_away_by": [
        Way(
            lambda world, person: mark(
                world, world.other, taken_away_by=person, taken_away_at=timezone.now()
            ),
            True,
        )
    ],
    "courses.Completion.person": [Way(completion, True)],
    "courses.CourseRun_teachers.user": [Way(teach, False)],
    "courses.Enrolment.person": [
        Way(lambda _world, person: make_enrolment(person, make_course()), True),
    ],
    "courses.RunSeat.person": [
        Way(
            lambda world, person: RunSeat.objects.create(
                run=make_run(world.course, days=-30), person=person, state=SeatState.ATTENDED, number=1
            ),
            True,
        )
    ],
    "h5p.ContentVersion.brought_by": [
        Way(
            lambda world, person: ContentVersion.objects.create(
                content=world.content,
                number=100 + next(numbers),
                main_library=world.content.current.main_library,  # type: ignore[union-attr]
                params={},
                metadata={},
                files={},
                brought_by=person,
            ),
            True,
        )
    ],
    "h5p.H5PContent.created_by": [Way(lambda _world, person: make_content(created_by=person), True)],
    "h5p.Library.brought_by": [Way(lambda _world, person: make_library(brought_by=person), True)],
    "h5p.Library.decided_by": [Way(lambda _world, person: make_library(decided_by=person), True)],
    "h5p.Upload.brought_by": [
        Way(
            lambda _world, person: Upload.objects.create(
                name="pakke.h5p", size=1, state=UploadState.REFUSED, problem="Nej.", brought_by=person
            ),
            True,
        )
    ],
    "h5p.XAPIStatement.person": [Way(said, False)],
    "ledger.Evidence.person": [Way(evidence, True), Way(revoked, True)],
    "ledger.Evidence.recorded_by": [Way(seen, True)],
    "ledger.Standing.person": [
        Way(
            lambda world, person: Standing.objects.get(
                person=person, competence=evidence(world, person).competence
            ),
            True,
        )
    ],
    "proofs.Proof.revoked_by": [
        Way(lambda world, person: proof(world, make_person(), by=person, reason="Forkert."), True)
    ],
}
# Rows without a key of their own to the person, which hang on one that has.
BESIDE: dict[str, list[Way]] = {
    "accounts.Leave": [
        Way(
            lambda world, person: Leave.objects.create(
                employment=make_employment(
                    person, world.unit, start=TODAY - dt.timedelta(days=next(numbers))
                ),
                start=TODAY,
            ),
            True,
        )
    ],
    "assessments.SharedReflection": [
        Way(lambda world, person: SharedReflection.objects.create(attempt=answer(world, person)), False)
    ],
    "courses.LessonProgress": [
        Way(
            lambda world, person: LessonProgress.objects.create(
                enrolment=make_enrolment(person, make_course()), lesson=world.lesson
            ),
            True,
        )
    ],
    "proofs.Proof": [
        Way(proof, True),
        Way(lambda world, person: proof(world, person, by=world.other), True),
    ],
}
WAYS |= {key: [Way(*made) for made in ways] for key, ways in ways_at_work.WAYS.items()}
BESIDE |= {table: [Way(*made) for made in ways] for table, ways in ways_at_work.BESIDE.items()}
EVERY_WAY = [way for ways in (*WAYS.values(), *BESIDE.values()) for way in ways]


def keys() -> Iterator[str]:
    for model in own_models():
        for field in keys_to_people(model):
            # Pages have theirs from Wagtail: who wrote a page, and who holds it while it is edited.
            if field.name not in ("owner", "locked_by"):
                yield f"{model._meta.label}.{field.name}"


def history() -> list[Any]:
    """What nobody's going may change."""
    ledger = Evidence.objects.order_by("pk").values_list(
        *(field.attname for field in Evidence._meta.fields if field.name != "title")
    )
    standings = Standing.objects.order_by("pk").values_list(
        *(field.attname for field in Standing._meta.fields)
    )
    marks = Attendance.objects.order_by("pk").values_list("pk", "person", "marked_by", "taken_away_by")
    return [*ledger, *standings, *marks]


def test_every_key_to_a_person_has_a_way() -> None:
    assert set(keys()) == set(WAYS)


@pytest.mark.django_db
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=st.lists(st.integers(0, len(EVERY_WAY) - 1), max_size=len(EVERY_WAY)))
def test_what_is_said_of_them_goes_and_history_stands(chosen: list[int]) -> None:
    with transaction.atomic():
        look(chosen)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_so_it_is_with_all_of_it_at_once() -> None:
    look([*range(len(EVERY_WAY)), *range(len(EVERY_WAY))])


def look(chosen: list[int]) -> None:
    world = World()
    person = make_person(display_name=f"{WORD} Zahlbruckner", email=f"{WORD.lower()}@example.org")
    make_employment(person, world.unit, start=TODAY - dt.timedelta(days=90))
    made = [(EVERY_WAY[number], EVERY_WAY[number].make(world, person)) for number in chosen]
    days = [TODAY - dt.timedelta(days=4), TODAY]
    before = history(), [gap_report(world.unit, as_of=day) for day in days]

    empty_person(person, by=world.other)

    assert rows_that_say(WORD, WORD.lower()) == set()
    assert history() == before[0]
    assert [gap_report(world.unit, as_of=day) for day in days] == before[1]
    assert rebuild_standings().changed == 0
    wrong = [row for way, row in made if type(row)._base_manager.filter(pk=row.pk).exists() != way.stands]
    assert wrong == []
    assert sum(empty_person(person, by=None).values()) == 0
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with time_machine.travel(dt.datetime.combine(tomorrow, dt.time(9), dt.UTC)):
        assert gap_report(world.unit).people == 0
