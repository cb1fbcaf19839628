"""What is newer than a live lesson shows: it goes on showing the old until the new is signed.

An H5P activity keeps its versions, and a page names the one it shows. A picture or document whose file is
replaced while a lesson shows it stays as it is, and the new file becomes a row of its own (`NewerFile`).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex, Revision, WorkflowState
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from accounts.models import User
from assessments.h5p.models import H5PContent
from courses.models import LessonPage, NewerFile, TestPage
from courses.models.shown import files_shown, versions_shown

# What goes live by signatures.
SIGNED = (LessonPage, TestPage)
_DOCUMENT_LINK = re.compile(r"<a\b[^>]*\blinktype=\"document\"[^>]*>")
# The old number of a file, by its model, with the new one.
Newer = Mapping[tuple[type[Model], int], int]


class CannotAsk(Exception):
    """Not now: somebody is writing the page, or it waits for signatures already."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """A live page that shows the signed version of something newer; `things` are the titles of these."""

    page: Page
    things: tuple[str, ...]

    @property
    def is_waiting(self) -> bool:
        """Whether it lies before somebody to sign."""
        return bool(self.page.workflow_in_progress)

    @property
    def has_draft(self) -> bool:
        """Whether somebody is writing on it: what is signed then is theirs to send."""
        return bool(self.page.has_unpublished_changes)


def pages_showing(row: Model) -> QuerySet[Page]:
    """The lessons and tests that go on showing this picture or document: live, or about to be signed."""
    if row.pk is None:
        nowhere: QuerySet[Page] = Page.objects.none()
        return nowhere
    to_row = ReferenceIndex.get_references_to(row).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    named = Page.objects.filter(pk__in=[int(pk) for pk in to_row.values_list("object_id", flat=True)])
    waiting = [
        int(revision.object_id)
        for revision in _signed_or_waiting()
        if (type(row), row.pk) in files_shown(revision.as_object())
    ]
    pages: QuerySet[Page] = Page.objects.type(*SIGNED)
    return pages.filter(Q(pk__in=named.live().values("pk")) | Q(pk__in=waiting))


def _signed_or_waiting() -> QuerySet[Revision]:
    """Revisions of which somebody has signed what they show or is about to, and which are not live yet."""
    types = ContentType.objects.get_for_models(*SIGNED).values()
    waiting = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    revisions: QuerySet[Revision] = Revision.objects.filter(content_type__in=types)
    return revisions.filter(
        Q(task_states__workflow_state__in=waiting) | Q(approved_go_live_at__isnull=False)
    ).distinct()


def remember_newer(old: Model, new: Model) -> None:
    """The new row has taken the old one's place; also for what the old one had taken the place of."""
    kind = ContentType.objects.get_for_model(old)
    NewerFile.objects.filter(content_type=kind, new_id=old.pk).update(new_id=new.pk)
    NewerFile.objects.create(content_type=kind, old_id=old.pk, new_id=new.pk)


def newer_files() -> dict[tuple[type[Model], int], int]:
    """The newest row for each picture and document that another has taken the place of."""
    rows = NewerFile.objects.select_related("content_type").order_by("pk")
    found = {(row.content_type.model_class(), row.old_id): row.new_id for row in rows}
    return {(kind, old): new for (kind, old), new in found.items() if kind is not None}


def outdated_pages() -> list[Outdated]:
    """The live lessons that show an earlier version of something, by their place in the catalogue."""
    replaced = _replaced(newer_files())
    lessons = LessonPage.objects.live().select_related("owner").prefetch_workflow_states().order_by("path")
    played = {lesson.pk: set(versions_shown(lesson.body.raw_data)) for lesson in lessons}
    contents = H5PContent.objects.filter(versions__in={pk for pks in played.values() for pk in pks})
    current = contents.values_list("versions", "current", "title")
    old_versions = {version: title for version, newest, title in current if newest not in (None, version)}
    found = []
    for lesson in lessons:
        things = {old_versions[pk] for pk in played[lesson.pk] if pk in old_versions}
        things |= replaced.get(lesson.pk, set())
        if things:
            found.append(Outdated(lesson, tuple(sorted(things))))
    return found


def _replaced(newer: Newer) -> dict[int, set[str]]:
    """By page, what has taken the place of files it names, as Wagtail's index has it; two queries a kind."""
    found: dict[int, set[str]] = defaultdict(set)
    for kind in {kind for kind, _pk in newer}:
        places = {str(old): new for (model, old), new in newer.items() if model is kind}
        rows = kind._default_manager.in_bulk(places.values())
        references = ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            to_content_type=ContentType.objects.get_for_model(kind),
            to_object_id__in=places,
        )
        for page_id, old in references.values_list("object_id", "to_object_id"):
            if places[old] in rows:
                found[int(page_id)].add(str(rows[places[old]]))
    return found


@transaction.atomic
def ask_anew(page: Page, *, by: User) -> None:
    """Send the page to be signed with the newest of all it shows; what is live stays until both have signed.

    Raises `CannotAsk` where a draft or a request is under way.
    """
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
    if page.has_unpublished_changes or page.workflow_in_progress:
        raise CannotAsk
    workflow = page.get_workflow()
    if workflow is None:
        raise CannotAsk
    body = page._meta.get_field("body")
    raw = [_newest_block(body.stream_block, block, newer_files()) for block in page.body.raw_data]
    page.body = body.to_python(raw)
    page.save_revision(user=by, log_action=True)
    workflow.start(page, by)


def _newest_block(stream: blocks.StreamBlock, raw: Mapping[str, Any], newer: Newer) -> dict[str, Any]:
    child = stream.child_blocks.get(raw["type"])
    return {**raw, "value": _newest(child, raw["value"], newer)}


def _newest(block: Any, raw: Any, newer: Newer) -> Any:
    """The stored value of a block with every replaced file changed for the newest."""
    if raw is None or block is None:
        return raw
    if isinstance(block, blocks.ChooserBlock):
        return newer.get((block.model_class, raw), raw)
    if isinstance(block, blocks.RichTextBlock):
        return _DOCUMENT_LINK.sub(lambda link: _newest_link(link[0], newer), raw)
    if isinstance(block, blocks.StructBlock):
        return {name: _newest(block.child_blocks.get(name), value, newer) for name, value in raw.items()}
    if isinstance(block, blocks.ListBlock):
        return [
            {**item, "value": _newest(block.child_block, item["value"], newer)}
            if isinstance(item, dict) and "value" in item
            else item
            for item in raw
        ]
    return raw


def _newest_link(link: str, newer: Newer) -> str:
    kind = get_document_model()
    return re.sub(r'\bid="(\d+)"', lambda found: f'id="{newer.get((kind, int(found[1])), found[1])}"', link)


class KeptFilePolicy(CollectionOwnershipPermissionPolicy):  # type: ignore[misc]
    """Nobody, administrators included, deletes what a live lesson shows or what waits to be signed."""

    @classmethod
    def of(cls, model: Any) -> "KeptFilePolicy":
        """As Wagtail's own for its two kinds of files."""
        return cls(model, auth_model=model, owner_field_name="uploaded_by_user")

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Collection[str], instance: Any
    ) -> bool:
        left = set(actions)
        if "delete" in left and pages_showing(instance).exists():
            left.remove("delete")
        return bool(left) and bool(super().user_has_any_permission_for_instance(user, left, instance))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)
