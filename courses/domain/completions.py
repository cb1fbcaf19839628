"""Completing modules and courses by their rules, and taking back what was completed by mistake."""

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.domain.cards import deal_cards
from assessments.ledger.domain.evidence import Event, record_evidence, revoke_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from courses.domain.client_reported import client_reported_parts
from courses.domain.enrolment import lock_enrolment
from courses.domain.outline import CourseOutline, ModuleNode
from courses.domain.queries import completion_origin, outcomes_of, read_outline
from courses.enums import CompletionKind
from courses.models import Completion, LessonPage, ModulePage


def settle(
    person: User,
    outline: CourseOutline,
    *,
    attended: ModuleNode | None = None,
    by: User | None = None,
) -> None:
    """Complete every module of the outline whose rule is met, then the course if its rule is.

    Run after every act that might complete something, over all modules: when a lesson or a test was taken off
    the page, whoever had done all the rest completes the module with their next act. The caller holds the
    enrolment's lock and has read the outline under it. `attended` is a module that `by` has marked.
    """
    if outline.course is None:
        return
    modules = [
        module
        for module in outline.modules
        if not module.is_done and (module.is_reached or module is attended)
    ]
    reached = [(module.page, CompletionKind.MODULE) for module in modules]
    outline = outline.with_modules_done(modules, timezone.now())
    if outline.completion_id is None and outline.is_reached and outline.course is not None:
        reached.append((outline.course, CompletionKind.COURSE))
    if reached:
        _record_completions(person, outline, reached, by)
    if modules:
        _deal_cards(person, modules)


def _record_completions(
    person: User, outline: CourseOutline, reached: list[tuple[Page, CompletionKind]], by: User | None
) -> None:
    """Completions and their evidence. The caller holds the lock and has seen that there are none."""
    client_reported = client_reported_parts(person, outline)
    completions = Completion.objects.bulk_create(
        Completion(
            person=person,
            enrolment_id=outline.enrolment_id,
            page_id=page.pk,
            revision_id=page.live_revision_id,
            kind=kind,
            title=page.title,
        )
        for page, kind in reached
    )
    outcomes = list(outcomes_of(*(page for page, _kind in reached)))
    for completion in completions:
        data = {"page": completion.page_id}
        record_action(completion, f"courses.complete_{completion.kind}", user=by or person, data=data)
        record_evidence(
            Event(
                kind=EvidenceKind.CLIENT_REPORTED
                if completion.page_id in client_reported
                else EvidenceKind.COURSE_COMPLETION,
                origin=completion_origin(completion.pk),
                title=completion.title,
                recorded_by=by,
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
        rows = Evidence.objects.unrevoked().of_origin(completion_origin(completion.pk))
        for row in rows.filter(person_id=completion.person_id):
            revoke_evidence(row, by=by, reason=reason)
