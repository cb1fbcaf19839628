"""Drafts to pages. What says the same already is left alone, so that a second import changes nothing.

The caller holds the transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from competences.models import Competence
from courses.domain.catalogue import catalogue_address
from courses.exchange.domain.block_ids import give_ids
from courses.exchange.domain.links import Links
from courses.exchange.domain.media import Media
from courses.exchange.domain.pages import AMU_KEYS, BODIES, KEYS, PageDraft
from courses.exchange.domain.writing import CourseWriter
from courses.models import (
    CatalogueIndexPage,
    CoursePage,
    LessonPage,
    ModulePage,
    Outcome,
    Prerequisite,
    TestPage,
)


@dataclass(slots=True)
class Tally:
    """How many pages were made, changed, and taken off the catalogue because the folder has them no more."""

    created: int = 0
    updated: int = 0
    unpublished: int = 0

    @property
    def changes(self) -> int:
        """How many pages are not what they were before."""
        return self.created + self.updated + self.unpublished


@dataclass(slots=True)
class CourseStore:
    """Stores one course: first `place` for all courses, then `fill`, so that they may point at each other."""

    draft: PageDraft
    media: Media
    links: Links
    tally: Tally = field(default_factory=Tally)
    stored: dict[int, Any] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)
    written: list[Any] = field(default_factory=list)

    @property
    def course(self) -> CoursePage:
        """The course's page, once it has its place."""
        page: CoursePage = self.stored[id(self.draft)]
        return page

    def place(self, catalogue: CatalogueIndexPage) -> None:
        """See to it that every page of the draft is there, unpublished where it is new."""
        existing = CoursePage.objects.child_of(catalogue).filter(slug=self.draft.page.slug).first()
        below: dict[str, Any] = {}
        if existing is not None:
            below = {page.path: page for page in existing.get_descendants().specific()}
        elif Page.objects.child_of(catalogue).filter(slug=self.draft.page.slug).exists():
            self._refuse_other_kind(self.draft)
        self._place(catalogue, self.draft, existing, below)

    def fill(self, codes: dict[str, Competence]) -> None:
        """Write and publish what differs, in the folder's order; unpublish what the folder has no more."""
        writer = CourseWriter(self.media, self.links)
        courses = {page.slug: page for page in CoursePage.objects.filter(slug__in=self.draft.requires)}
        modules = {child.page.slug: self.stored[id(child)] for child in self.draft.children}
        for draft in _all(self.draft):
            required = courses if draft is self.draft else modules
            self._write(writer, draft, codes, required)
        if self.tally.created < len(self.stored):
            for draft in _all(self.draft):
                self._unpublish_others(draft)
                self._order(draft)

    def index(self) -> None:
        """Tell Wagtail which pictures, files and pages the written pages point at."""
        for page in self.written:
            ReferenceIndex.create_or_update_for_object(page)

    def _place(self, parent: Page, draft: PageDraft, existing: Any, below: dict[str, Any]) -> None:
        if existing is None:
            page = draft.page
            page.live, page.owner = False, None
            parent.add_child(instance=page)
            existing = page
            self.made.add(page.pk)
            self.tally.created += 1
        elif type(existing) is not type(draft.page):
            self._refuse_other_kind(draft)
        self.stored[id(draft)] = existing
        children = {
            page.slug: page
            for path, page in below.items()
            if path.startswith(existing.path) and len(path) == len(existing.path) + existing.steplen
        }
        for child in draft.children:
            self._place(existing, child, children.get(child.page.slug), below)

    def _refuse_other_kind(self, draft: PageDraft) -> None:
        words = _("there is a page of another kind at “%(slug)s” already.") % {"slug": draft.page.slug}
        draft.place.note(draft.path, words)
        draft.place.problems.raise_if_any()

    def _write(
        self, writer: CourseWriter, draft: PageDraft, codes: dict[str, Competence], required: dict[str, Any]
    ) -> None:
        page = self.stored[id(draft)]
        is_new = page.pk in self.made
        before = None if is_new or not page.live else writer.describe(page)
        if not is_new:
            keys = {**KEYS[type(page)], **(AMU_KEYS if isinstance(page, CoursePage) else {})}
            for name in keys.values():
                setattr(page, name, getattr(draft.page, name))
        if isinstance(page, TestPage):
            page.intro = self.links.settle(draft.page.intro)
        if isinstance(page, CoursePage):
            page.objectives = self.links.settle(page.objectives)
        if type(page) in BODIES:
            self._write_body(page, draft)
        if isinstance(page, CoursePage | ModulePage):
            _write_conditions(page, draft, codes, required)
        if before is not None and writer.describe(page) == before:
            return
        self.tally.updated += not is_new
        try:
            page.save_revision(clean=False).publish()
        except ValidationError as refused:
            for words in refused.messages:
                draft.place.note((*draft.path, "requires"), words)
            draft.place.problems.raise_if_any()
        self.written.append(page)

    def _write_body(self, page: Any, draft: PageDraft) -> None:
        name = BODIES[type(page)]
        old = list(getattr(page, name).raw_data) if page.pk not in self.made else []
        give_ids(catalogue_address(page), draft.blocks, old)
        setattr(page, name, page._meta.get_field(name).to_python(self.links.settle(draft.blocks)))

    def _unpublish_others(self, draft: PageDraft) -> None:
        page = self.stored[id(draft)]
        listed = [self.stored[id(child)].pk for child in draft.children]
        kinds = (ModulePage, LessonPage, TestPage)
        for other in page.get_children().live().exclude(pk__in=listed).type(kinds).specific():
            other.unpublish()
            self.tally.unpublished += 1

    def _order(self, draft: PageDraft) -> None:
        """Move pages only where their order is not that of the folder."""
        wanted = [self.stored[id(child)].pk for child in draft.children]
        parent = Page.objects.get(pk=self.stored[id(draft)].pk)
        actual = [pk for pk in parent.get_children().values_list("pk", flat=True) if pk in set(wanted)]
        if actual == wanted:
            return
        for pk in wanted:
            Page.objects.get(pk=pk).move(Page.objects.get(pk=parent.pk), pos="last-child")
        self.tally.updated += 1


def _all(draft: PageDraft) -> Iterator[PageDraft]:
    yield draft
    for child in draft.children:
        yield from _all(child)


def _write_conditions(
    page: CoursePage | ModulePage, draft: PageDraft, codes: dict[str, Competence], required: dict[str, Any]
) -> None:
    outcomes = [(row.competence.code, row.level, row.is_proposal) for row in page.outcomes.all()]
    if outcomes != draft.outcomes:
        page.outcomes = [
            Outcome(competence=codes[code], level=level, is_proposal=is_proposal, sort_order=place)
            for place, (code, level, is_proposal) in enumerate(draft.outcomes)
        ]
    if [row.required.slug for row in page.prerequisites.all()] != draft.requires:
        page.prerequisites = [
            Prerequisite(required=required[slug].page_ptr, sort_order=place)
            for place, slug in enumerate(draft.requires)
        ]
