"""Reads of the workshop: what I write and whom it waits for, what waits for me, and where one may write."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision, TaskState, WorkflowState, WorkflowTask

from accounts.models import User
from courses.models import CoursePage, LessonPage, ModulePage, TestPage

# Nobody has written so much that more would be looked through; the CMS has it all.
MOST = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """A lesson or a test on its way: `step` counts from 0 (writing) over the signatures to the last (live).

    `part` is the title of the module or the course that it stands in.
    """

    pk: int
    title: str
    is_test: bool
    part: str
    steps: tuple[str, ...]
    step: int
    waits_for: str = ""
    since: dt.datetime | None = None
    note: str = ""
    noted_by: str = ""
    goes_live_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Drafts:
    """Someone's lessons and tests, sorted by what is to be done about them: at most the newest `MOST`."""

    to_sign: list[Draft]
    returned: list[Draft]
    waiting: list[Draft]
    scheduled: list[Draft]
    writing: list[Draft]
    live: list[Draft]


@dataclass(frozen=True, slots=True)
class CourseToWriteIn:
    """A course and its modules: (page id, title)."""

    title: str
    modules: list[tuple[int, str]]


def find_drafts(user: User) -> Drafts:
    """The person's own lessons and tests, and those of others that wait for the person's signature."""
    signed_pages = Page.objects.type(LessonPage, TestPage)
    own = list(signed_pages.filter(owner=user).order_by("-latest_revision_created_at", "-pk")[:MOST])
    mine = TaskState.objects.reviewable_by(user).values_list("workflow_state__object_id", flat=True)
    asked = list(signed_pages.filter(pk__in=[int(pk) for pk in mine[: 4 * MOST]])[:MOST])
    pages = [*own, *asked]
    runs = _open_runs(pages)
    tasks = _task_names(runs.values())
    parts = _parents(pages)
    days = _scheduled(own)
    to_sign = [_draft(page, runs.get(page.pk), tasks, parts) for page in asked]
    sorted_drafts: dict[str, list[Draft]] = defaultdict(list)
    for page in own:
        run, day = runs.get(page.pk), days.get(page.pk)
        draft = replace(_draft(page, run, tasks, parts), goes_live_at=None if run else day)
        sorted_drafts["scheduled" if draft.goes_live_at else _pile(page, run)].append(draft)
    return Drafts(
        to_sign=sorted(to_sign, key=lambda draft: draft.since.timestamp() if draft.since else 0),
        returned=sorted_drafts["returned"],
        waiting=sorted_drafts["waiting"],
        scheduled=sorted_drafts["scheduled"],
        writing=sorted_drafts["writing"],
        live=sorted_drafts["live"],
    )


def find_modules() -> list[CourseToWriteIn]:
    """The first `MOST` published courses with their published modules, in the order of the catalogue."""
    courses = list(CoursePage.objects.live().order_by("path")[:MOST])
    steplen = CoursePage.steplen
    by_course = defaultdict(list)
    for pk, path, title in ModulePage.objects.live().order_by("path").values_list("pk", "path", "title"):
        by_course[path[:-steplen]].append((pk, title))
    return [
        CourseToWriteIn(course.title, by_course[course.path]) for course in courses if by_course[course.path]
    ]


def _open_runs(pages: Iterable[Page]) -> dict[int, WorkflowState]:
    runs = (
        WorkflowState.objects.active()
        .filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(page.pk) for page in pages],
        )
        .select_related("current_task_state__task", "current_task_state__finished_by")
    )
    return {int(run.object_id): run for run in runs}


def _scheduled(pages: Iterable[Page]) -> dict[int, dt.datetime]:
    """When each page goes live, where that is decided: it is signed, and its day is to come."""
    rows = Revision.page_revisions.filter(
        object_id__in=[str(page.pk) for page in pages], approved_go_live_at__isnull=False
    )
    return {int(pk): day for pk, day in rows.values_list("object_id", "approved_go_live_at")}


def _task_names(runs: Iterable[WorkflowState]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    rows = WorkflowTask.objects.filter(workflow__in={run.workflow_id for run in runs}).order_by("sort_order")
    for workflow, name in rows.values_list("workflow", "task__name"):
        names[workflow].append(name)
    return names


def _parents(pages: Iterable[Page]) -> dict[str, str]:
    paths = {page.path[: -page.steplen] for page in pages}
    return dict(Page.objects.filter(path__in=paths).values_list("path", "title"))


def _pile(page: Page, run: WorkflowState | None) -> str:
    if run is None:
        return "live" if page.live and not page.has_unpublished_changes else "writing"
    return "returned" if run.status == WorkflowState.STATUS_NEEDS_CHANGES else "waiting"


def _draft(
    page: Page, run: WorkflowState | None, tasks: dict[int, list[str]], parts: dict[str, str]
) -> Draft:
    shown: dict[str, Any] = {
        "pk": page.pk,
        "title": page.draft_title or page.title,
        "is_test": page.specific_class is TestPage,
        "part": parts.get(page.path[: -page.steplen], ""),
    }
    state = run.current_task_state if run is not None else None
    if run is None or state is None:
        is_live = page.live and not page.has_unpublished_changes
        return Draft(
            **shown, steps=(), step=3 if is_live else 0, since=page.last_published_at if is_live else None
        )
    names = tuple(tasks[run.workflow_id])
    if run.status == WorkflowState.STATUS_NEEDS_CHANGES:
        by = state.finished_by.display_name if state.finished_by else ""
        return Draft(**shown, steps=names, step=0, since=state.finished_at, note=state.comment, noted_by=by)
    step = names.index(state.task.name) + 1 if state.task.name in names else 1
    return Draft(**shown, steps=names, step=step, waits_for=state.task.name, since=state.started_at)
