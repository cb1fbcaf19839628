"""Completing modules and courses by their rules, and taking back what was completed by mistake."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.domain.cards import deal_cards
from assessments.ledger.domain.correcting import standing_rows
from assessments.ledger.domain.evidence import Event, record_evidence, revoke_evidence
from assessments.ledger.enums import EvidenceKind
from courses.domain.enrolment import lock_enrolment
from courses.domain.outline import CourseOutline, ModuleNode
from courses.domain.queries import completion_origin, outcomes_of, read_outline
from courses.domain.solved import Proved, prove_course, prove_modules
from courses.enums import CompletionKind
from courses.models import Completion, LessonPage, ModulePage

# What may become more: whoever took part, or played something that only the browser tells of, can solve it.
MAY_RISE = {EvidenceKind.TOOK_PART, EvidenceKind.CLIENT_REPORTED}


@dataclass(frozen=True, slots=True)
class _Done:
    """A part of the course that has just been completed, and what that proves."""

    page: Page
    kind: CompletionKind
    proved: Proved
    at: dt.datetime


def settle(
    person: User,
    outline: CourseOutline,
    *,
    attended: ModuleNode | None = None,
    by: User | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Complete every module of the outline whose rule is met, then the course if its rule is.

    What was completed by taking part, and is solved by now, is proved as solved too.

    Run after every act that might complete something, and by `settling` when a page asks for less than it
    did. The caller holds the enrolment's lock and has read the outline under it. `attended` is a module that
    `by` has marked. `at` is when what completes it happened, where that was not just now.
    """
    if outline.course is None:
        return
    reached = [
        module
        for module in outline.modules
        if not module.is_done and (module.is_reached or module is attended)
    ]
    rising = [
        module
        for module in outline.modules
        if module.is_done and module.proves in MAY_RISE and module.may_be_solved
    ]
    completed_at = [module.completed_at for module in outline.demanded]
    proved = prove_modules(person, outline, [*reached, *rising]) if reached or rising else {}
    outline = outline.with_modules_done({pk: part.kind for pk, part in proved.items()}, timezone.now())
    done = [
        _Done(
            module.page,
            CompletionKind.MODULE,
            proved[module.page.pk],
            _moment(at, (lesson.completed_at for lesson in module.demanded)),
        )
        for module in reached
    ]
    raised = {module.completion_id: proved[module.page.pk] for module in rising}
    course = outline.course
    assert course is not None
    if outline.completion_id is None and outline.is_reached:
        moment = _moment(at, (*(part.at for part in done), *completed_at))
        done.append(_Done(course, CompletionKind.COURSE, _prove_course(person, outline), moment))
    elif outline.completion_id is not None and outline.proves in MAY_RISE and outline.may_be_solved:
        raised[outline.completion_id] = _prove_course(person, outline)
    if done:
        _record_completions(person, outline, done, by, at)
    solved = {pk: part for pk, part in raised.items() if pk and part.kind == EvidenceKind.SOLVED}
    if solved:
        _record_solved(person, solved, at)
    if reached:
        _deal_cards(person, reached)


def _moment(at: dt.datetime | None, others: Iterable[dt.datetime | None]) -> dt.datetime:
    """When a part was complete: now, or when `at` and the last of what else it asks for had happened."""
    return timezone.now() if at is None else max([at, *(other for other in others if other is not None)])


def _prove_course(person: User, outline: CourseOutline) -> Proved:
    """What the course proves. Modules from before it was kept what they prove are judged for it."""
    unknown = [module for module in outline.demanded if module.is_done and not module.proves]
    if unknown:
        proved = prove_modules(person, outline, unknown)
        outline = outline.with_modules_done({pk: part.kind for pk, part in proved.items()}, timezone.now())
    return prove_course(person, outline)


def _record_completions(
    person: User, outline: CourseOutline, done: list[_Done], by: User | None, at: dt.datetime | None
) -> None:
    """Completions and their evidence. The caller holds the lock and has seen that there are none."""
    completions = Completion.objects.bulk_create(
        Completion(
            person=person,
            enrolment_id=outline.enrolment_id,
            page_id=part.page.pk,
            revision_id=part.page.live_revision_id,
            kind=part.kind,
            title=part.page.title,
            course_title=outline.course.title
            if outline.course and part.kind == CompletionKind.MODULE
            else "",
            proves=part.proved.kind,
            basis=part.proved.basis,
            completed_at=part.at,
        )
        for part in done
    )
    for completion in completions:
        data = {"page": completion.page_id}
        record_action(completion, f"courses.complete_{completion.kind}", user=by or person, data=data)
    _record_evidence(person, completions, by, at)


def _record_solved(person: User, solved: Mapping[int, Proved], at: dt.datetime | None) -> None:
    """Whoever took part has solved it now: what is proved stays, and more is proved beside it."""
    completions = list(Completion.objects.filter(pk__in=solved).select_related("page").order_by("pk"))
    for completion in completions:
        part = solved[completion.pk]
        completion.proves, completion.basis = part.kind, part.basis
        completion.save(update_fields=["proves", "basis"])
        record_action(
            completion, f"courses.solve_{completion.kind}", user=person, data={"page": completion.page_id}
        )
    _record_evidence(person, completions, None, at)


def _record_evidence(
    person: User, completions: Collection[Completion], by: User | None, at: dt.datetime | None
) -> None:
    """`at`: when what led to it happened, where that was not just now."""
    outcomes = list(outcomes_of(*(completion.page_id for completion in completions if completion.page_id)))
    for completion in completions:
        record_evidence(
            Event(
                kind=completion.proves,
                origin=completion_origin(completion.pk),
                title=completion.title,
                basis=completion.basis,
                recorded_by=by,
                recorded_at=max(at, completion.completed_at) if at is not None else None,
            ),
            person,
            [
                (outcome.competence, outcome.level)
                for outcome in outcomes
                if outcome.page_id == completion.page_id
            ],
        )


def _deal_cards(person: User, modules: list[ModuleNode]) -> None:
    """The dialog cards of the modules' lessons begin to come back; the lessons' bodies are read for it."""
    ids = [lesson.page.pk for module in modules for lesson in module.lessons]
    lessons = LessonPage.objects.filter(pk__in=ids).order_by("path")
    deal_cards(person, [(lesson.page_ptr, lesson.body) for lesson in lessons])


def complete_attended_module(person: User, module: ModulePage, *, by: User) -> None:
    """Complete a module that is taken in person, because `by` marked that the person was there.

    That alone completes it: its lessons and its test are preparation. The course follows if its rule is met.
    Nothing happens the second time, or when the module is not published. Raises `NotEnrolled`.
    """
    with transaction.atomic(), one_act():
        lock_enrolment(person, module.course_path)
        outline = read_outline(module.course_path, person)
        settle(person, outline, attended=outline.module_of(module), by=by)


def take_back_completion(completion: Completion, *, by: User, reason: str) -> None:
    """Let the completion count no more: it stays as history; its evidence is revoked, its proof is void.

    `reason` is for the person it is about.
    """
    with transaction.atomic():
        completion.taken_back_at, completion.taken_back_reason = timezone.now(), reason
        completion.save(update_fields=["taken_back_at", "taken_back_reason"])
        record_action(completion, "courses.take_back_completion", user=by, data={"page": completion.page_id})
        for row in standing_rows(completion.person_id, completion_origin(completion.pk)):
            revoke_evidence(row, by=by, reason=reason)
