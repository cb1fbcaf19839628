"""What the live part of a course looks like: the same for everybody, kept while no page of the tree changes.

A process keeps it under the token of all that everybody sees alike (`accounts.domain.common`), never longer
than it holds.
"""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, TypeVar

from django.db.models import Q, QuerySet
from django.db.models.base import ModelState
from wagtail.models import Page, Site

from accounts.domain.common import keep
from accounts.models import CommonVersion
from courses.models import Prerequisite

Kept = TypeVar("Kept", bound=Page)

COURSE_STEPS = 0
MODULE_STEPS = 1
# What a page in an outline knows of itself: enough for its address, its place and its revision.
OUTLINE_COLUMNS = {
    *("id", "path", "depth", "numchild", "title", "slug", "url_path", "live"),
    *("content_type_id", "live_revision_id"),
}
# In the order of the model's own fields, as `Page.from_db` takes them.
PAGE_COLUMNS = tuple(
    column.attname for column in Page._meta.concrete_fields if column.attname in OUTLINE_COLUMNS
)
# What each kind of page adds, in the order of `Part`.
KIND_COLUMNS = (
    "coursepage__completion_rule",
    *("modulepage__form", "modulepage__is_required", "modulepage__completion_rule"),
    *("lessonpage__minutes", "lessonpage__is_required", "lessonpage__completion_rule"),
    "testpage__draws",
)
WIDTH = len(PAGE_COLUMNS)
# Saving no more than these leaves every shape as it is: an author writes on a draft.
DRAFT_FIELDS = {
    *("draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"),
    *("locked", "locked_at", "locked_by"),
}


class Part(NamedTuple):
    """A live page of a course; None for what its kind does not have."""

    kept: Page
    course_rule: str | None
    module_form: str | None
    is_required_module: bool | None
    module_rule: str | None
    minutes: int | None
    is_required_lesson: bool | None
    lesson_rule: str | None
    draws: int | None

    @property
    def page(self) -> Page:
        return copy_page(self.kept)

    @property
    def pk(self) -> int:
        return int(self.kept.pk)

    @property
    def path(self) -> str:
        return str(self.kept.path)

    @property
    def parent_path(self) -> str:
        return self.path[: -Page.steplen]


class Shape(NamedTuple):
    """A course's live parts in the order of the tree, and by page id what is to be taken before each.

    In the order of the author. Nobody's own way is in it, and nobody gets its pages but as copies.
    """

    parts: tuple[Part, ...]
    requires: dict[int, tuple[Page, ...]]

    @property
    def test_ids(self) -> list[int]:
        return [part.pk for part in self.parts if part.draws]


def read_shapes(course_paths: Collection[str]) -> dict[str, Shape]:
    """The courses at these tree paths; one query where this process has met them since a page changed, else
    three.
    """
    known: dict[str, Shape] = keep("shapes", dict)
    missing = [path for path in course_paths if path not in known]
    if missing:
        known |= _read(missing)
    return {path: known[path] for path in course_paths}


def as_page(values: Iterable[Any]) -> Page:
    """The page of these values of `PAGE_COLUMNS`, without asking the database."""
    page: Page = Page.from_db("default", PAGE_COLUMNS, tuple(values))
    return page


def copy_page(kept: Kept) -> Kept:
    """The same page as an object of its own, so that nobody meets what somebody else did to theirs.

    To make one anew takes Django and Wagtail ten times as long.
    """
    kind: Any = type(kept)
    page: Kept = kind.__new__(kind)
    page.__dict__ = kept.__dict__ | {"_state": ModelState()}
    page._state.db, page._state.adding = kept._state.db, False
    return page


def share_sites(known: Page, page: Page) -> None:
    """Let a page know its address as those of a shape do: Wagtail asks the shared cache for each."""
    page._wagtail_cached_site_root_paths = known._get_site_root_paths()


def required_first(page_ids: Collection[int]) -> QuerySet[Prerequisite]:
    """What is to be taken before these pages, as the author ordered it; what is not live cannot be taken."""
    rows: QuerySet[Prerequisite] = Prerequisite.objects.filter(page__in=page_ids, required__live=True)
    return rows.order_by("sort_order", "pk")


def _read(course_paths: Collection[str]) -> dict[str, Shape]:
    length = len(next(iter(course_paths)))
    sites = Site.get_site_root_paths()

    def of_sites(values: Iterable[Any]) -> Page:
        page = as_page(values)
        page._wagtail_cached_site_root_paths = sites
        return page

    rows = (
        Page.objects.filter(reduce(or_, (Q(path__startswith=path) for path in course_paths)), live=True)
        .order_by("path")
        .values_list(*PAGE_COLUMNS, *KIND_COLUMNS)
    )
    parts: dict[str, list[Part]] = {path: [] for path in course_paths}
    for row in rows:
        part = Part(of_sites(row[:WIDTH]), *row[WIDTH:])
        parts[part.path[:length]].append(part)
    asking = [part.pk for found in parts.values() for part in found if part.course_rule or part.module_rule]
    requires: dict[int, tuple[Page, ...]] = {}
    columns = (f"required__{column}" for column in PAGE_COLUMNS)
    for page_id, *values in required_first(asking).values_list("page_id", *columns):
        requires[page_id] = (*requires.get(page_id, ()), of_sites(values))
    return {
        path: Shape(tuple(found), {part.pk: requires[part.pk] for part in found if part.pk in requires})
        for path, found in parts.items()
    }


def tree_changed(instance: Any, update_fields: Collection[str] | None = None, **_kwargs: Any) -> None:
    """A page or a site was saved, moved or deleted: what was kept of the tree is to be read anew.

    For all that is not the draft of a page alone. In the transaction of the change: both happen or neither.
    """
    if isinstance(instance, (Page, Site)) and not DRAFT_FIELDS.issuperset(update_fields or {"all"}):
        CommonVersion.change()
