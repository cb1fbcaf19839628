"""How rows that name a person are made in what is shown at work, and whether they stand when they go."""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.enums import SIGNING_ROLES
from accounts.models import User
from assessments.ledger.models import ChainHead, Reminder
from assessments.practice.enums import PaperState, RoundKind
from assessments.practice.models import (
    CitizenAnswer,
    CitizenLink,
    CitizenVoice,
    ExampleSignature,
    MethodCertificate,
    MethodSupervisor,
    Observation,
    OwnAnswer,
    PriorLearning,
    Round,
    SelfAssessment,
    SharedOwnView,
)
from competences.models import Method
from development.domain.own_record import ask_for_record
from development.domain.talks.following_up import follow_up
from development.domain.talks.goals import Wanted, write_goal
from development.enums import FollowUpKind
from development.models import (
    Agreement,
    AgreementVersion,
    Confirmation,
    FollowUp,
    Goal,
    OwnRecord,
    PlanReminder,
    PrivateNote,
    ProfileShare,
    ShownTalk,
    Talk,
)
from recoveryskole.domain.kept import keep_place
from recoveryskole.domain.own_calendars import calendar_of, make
from recoveryskole.domain.own_plans import PlanWords, begin_plan, keep_plan, kept_root
from recoveryskole.models import Facilitator, KeptPlace, KeptPlan, OwnCalendar
from releases.models import Alias
from tests.factories.accounts import make_person
from tests.factories.competences import make_requirement
from tests.factories.ledger import show
from tests.factories.practice_observation import ask, make_supervisor, sign_both, words
from tests.factories.practice_papers import make_certificate
from tests.factories.school import make_facilitator
from tests.factories.talks import Two, agree, line, write

# What makes the row, in a world and of a person; and whether it stands.
Made = tuple[Callable[[Any, User], models.Model], bool]
WORD = "Quirina"
numbers = itertools.count(1)


def chained(world: Any, person: User) -> ChainHead:
    show(person, world.competence, 2)
    return ChainHead.objects.get(person=person)


def reminded(_world: Any, person: User) -> Reminder:
    return Reminder.objects.create(
        person=person,
        competence=make_requirement(),
        runs_out_on=timezone.localdate(),
        step=30,
        sent_at=timezone.now(),
    )


def alias(_world: Any, person: User) -> Alias:
    return Alias.objects.get_or_create(person=person)[0]


def asked_to_be_seen(_world: Any, person: User) -> Observation:
    return ask(person, make_requirement(), note=f"{WORD} vil gerne ses.")


def seen_at_work(_world: Any, person: User) -> Observation:
    told = words(situation=f"{WORD} lyttede.", done_well=f"{WORD} ventede.", next_step=f"{WORD} spørger.")
    return sign_both(ask(person, make_requirement()), told, comment=f"{WORD} siger tak.")


def looks_on(world: Any, person: User) -> Observation:
    if not MethodSupervisor.objects.filter(user=person).exists():
        make_supervisor(person)
    return ask(world.other, make_requirement(), person)


def asks_for_another(world: Any, person: User) -> Observation:
    made = ask(world.other, make_requirement())
    Observation.objects.filter(pk=made.pk).update(asked_by=person)
    return made


def supervises(_world: Any, person: User) -> MethodSupervisor:
    make_supervisor(person)
    return MethodSupervisor.objects.filter(user=person).latest("pk")


def records_supervisor(_world: Any, person: User) -> MethodSupervisor:
    return supervises(_world, make_supervisor(recorded_by=person))


def signs_examples(_world: Any, person: User) -> ExampleSignature:
    return ExampleSignature.objects.create(
        code="M.1", fingerprint=uuid.uuid4().hex, signer=person, as_role=SIGNING_ROLES[0]
    )


def assessment(person: User) -> SelfAssessment:
    return SelfAssessment.objects.create(person=person, ended_at=timezone.now())


def handed_to_citizens(_world: Any, person: User) -> CitizenLink:
    return CitizenLink.objects.create(
        person=person, token_hash=uuid.uuid4().hex, until=timezone.now(), answers_left=5
    )


def said_by_a_citizen(_world: Any, person: User) -> CitizenAnswer:
    return CitizenAnswer.objects.create(person=person, month=dt.date(2026, 11, 1), answers={})


def answers(_world: Any, person: User) -> OwnAnswer:
    return OwnAnswer.objects.create(
        assessment=assessment(person),
        competence=make_requirement(),
        level=2,
        comment=f"{WORD} vil mere.",
    )


def opens_round(world: Any, person: User) -> Round:
    day = timezone.localdate() + dt.timedelta(days=next(numbers))
    return Round.objects.create(
        workplace=world.unit,
        kind=RoundKind.BASELINE,
        opens_on=day,
        closes_on=day,
        closes_at=timezone.now(),
        opened_by=person,
    )


def paper(person: User, **fields: Any) -> PriorLearning:
    return PriorLearning.objects.create(
        person=person, title=f"{WORD}s kursus", issuer=WORD, issued_on=dt.date(2024, 5, 1), **fields
    )


def decides(world: Any, person: User) -> PriorLearning:
    return PriorLearning.objects.create(
        person=world.other,
        issued_on=dt.date(2024, 5, 1),
        state=PaperState.REJECTED,
        reviewer=person,
        decided_at=timezone.now(),
    )


def decided(world: Any, person: User) -> PriorLearning:
    return paper(
        person,
        state=PaperState.REJECTED,
        reviewer=world.other,
        decided_at=timezone.now(),
        reason=f"{WORD} er velkommen igen.",
    )


def method() -> Method:
    return Method.objects.create(
        framework=make_requirement().framework, code=f"m{next(numbers)}", title="Metoden"
    )


def may_use_a_method(world: Any, person: User) -> MethodCertificate:
    return make_certificate(person, method(), world.other)


def asks_for_record(_world: Any, person: User) -> OwnRecord:
    ask_for_record(person)
    return OwnRecord.objects.get(person=person)


def shares_profile(_world: Any, person: User, *, made_before: int = 0) -> ProfileShare:
    made_at = timezone.now() - dt.timedelta(days=made_before)
    return ProfileShare.objects.create(
        person=person,
        token_hash=uuid.uuid4().hex,
        meant_for=f"{WORD}s leder",
        with_own_view=True,
        made_at=made_at,
        expires_at=made_at + dt.timedelta(days=7),
    )


def two(person: User, *, as_manager: bool = False) -> Talk:
    """A talk of a place of their own: about the person, or with them as the manager."""
    return (Two(manager=person) if as_manager else Two(person=person)).talk


def talk_about(_world: Any, person: User) -> Talk:
    talk = two(person)
    Talk.objects.filter(pk=talk.pk).update(place=f"Hos {WORD}")
    return talk


def wants(_world: Any, person: User) -> Goal:
    return write_goal(two(person), Wanted(f"{WORD} vil.", f"{WORD} kan."), by=person)


def suggests(_world: Any, person: User) -> Goal:
    return write_goal(two(person, as_manager=True), Wanted("Et forslag."), by=User.objects.get(pk=person.pk))


def agreed(person: User) -> Agreement:
    return agree(two(person), line(f"{WORD} går med.", who=f"{WORD} og lederen"))[0]


def told_after(_world: Any, person: User) -> FollowUp:
    return follow_up(agreed(person), FollowUpKind.DONE, by=person, words=f"{WORD} klarede det.")


def noted(_world: Any, person: User) -> PrivateNote:
    return PrivateNote.objects.create(talk=two(person), text=f"{WORD} husker.")


def shown_talk(_world: Any, person: User) -> ShownTalk:
    return ShownTalk.objects.create(talk=two(make_person()), reader=person)


def reminded_of_plan(_world: Any, person: User) -> PlanReminder:
    today = timezone.localdate()
    return PlanReminder.objects.create(
        person=person, line=uuid.uuid4(), due_on=today, step=7, sent_at=timezone.now()
    )


def writes_version(_world: Any, person: User) -> AgreementVersion:
    return write(two(person))


def says_yes(_world: Any, person: User) -> Confirmation:
    return Confirmation.objects.get(version=agreed(person).version, person=person)


def teaches_at_school(_world: Any, person: User) -> Facilitator:
    # Once for each: it is by this row that they sign in to see their sessions.
    mine = Facilitator.objects.filter(person=person).first()
    return mine or make_facilitator(name=f"{WORD} S.", person=person, shows_knowledge=True)


def keeps_a_place(_world: Any, person: User) -> KeptPlace:
    keep_place(person, uuid.uuid4().hex)
    return KeptPlace.objects.filter(person=person).latest("pk")


def keeps_a_plan(_world: Any, person: User) -> KeptPlan:
    root = uuid.uuid4().bytes * 2
    begin_plan(root, PlanWords())
    if kept_root(person) is None:
        keep_plan(person, root)
    return KeptPlan.objects.get(person=person)


def follows_a_calendar(_world: Any, person: User) -> OwnCalendar:
    make(person, uuid.uuid4(), read=calendar_of(person).number)
    return OwnCalendar.objects.get(person=person)


WAYS: dict[str, list[Made]] = {
    "development.AgreementVersion.written_by": [(writes_version, True)],
    "development.Confirmation.person": [(says_yes, True)],
    "development.FollowUp.told_by": [(told_after, True)],
    "development.Goal.written_by": [(wants, True), (suggests, True)],
    "development.OwnRecord.person": [(asks_for_record, False)],
    "development.PlanReminder.person": [(reminded_of_plan, False)],
    "development.ProfileShare.person": [
        (shares_profile, True),
        (partial(shares_profile, made_before=60), True),
    ],
    "development.ShownTalk.reader": [(shown_talk, True)],
    "development.Talk.manager": [(lambda _world, person: two(person, as_manager=True), True)],
    "development.Talk.opened_by": [(lambda _world, person: two(person), True)],
    "development.Talk.person": [(talk_about, True)],
    "ledger.ChainHead.person": [(chained, True)],
    "ledger.Reminder.person": [(reminded, False)],
    "recoveryskole.Facilitator.person": [(teaches_at_school, True)],
    "recoveryskole.KeptPlace.person": [(keeps_a_place, False)],
    "recoveryskole.KeptPlan.person": [(keeps_a_plan, False)],
    "recoveryskole.OwnCalendar.person": [(follows_a_calendar, False)],
    "releases.Alias.person": [(alias, False)],
    "practice.CitizenAnswer.person": [(said_by_a_citizen, False)],
    "practice.CitizenLink.person": [(handed_to_citizens, False)],
    "practice.CitizenVoice.person": [
        (lambda _world, person: CitizenVoice.objects.get_or_create(person=person)[0], False)
    ],
    "practice.ExampleSignature.signer": [(signs_examples, True)],
    "practice.MethodCertificate.person": [(may_use_a_method, True)],
    "practice.MethodCertificate.recorded_by": [
        (lambda world, person: make_certificate(world.other, method(), person), True)
    ],
    "practice.MethodSupervisor.recorded_by": [(records_supervisor, True)],
    "practice.MethodSupervisor.user": [(supervises, True)],
    "practice.Observation.asked_by": [(asks_for_another, True)],
    "practice.Observation.observer": [(looks_on, True)],
    "practice.Observation.person": [(asked_to_be_seen, True), (seen_at_work, True)],
    "practice.PriorLearning.person": [(lambda _world, person: paper(person), True), (decided, True)],
    "practice.PriorLearning.reviewer": [(decides, True)],
    "practice.Round.opened_by": [(opens_round, True)],
    "practice.SelfAssessment.person": [(lambda _world, person: assessment(person), False)],
    "practice.SharedOwnView.person": [
        (lambda _world, person: SharedOwnView.objects.create(person=person, reader=make_person()), False)
    ],
    "practice.SharedOwnView.reader": [
        (lambda _world, person: SharedOwnView.objects.create(person=make_person(), reader=person), True)
    ],
}
BESIDE: dict[str, list[Made]] = {
    "development.Agreement": [(lambda _world, person: agreed(person), True)],
    "development.PrivateNote": [(noted, False)],
    "practice.OwnAnswer": [(answers, False)],
}
