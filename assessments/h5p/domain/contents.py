"""Where an activity is used, and letting it go."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from accounts.danish import DanishOrder
from accounts.domain.audit import record_action
from accounts.models import User
from assessments.h5p.domain.storing import take_away
from assessments.h5p.enums import BLOCK_TYPE, UploadState
from assessments.h5p.models import H5PContent, Upload, XAPIStatement


class ContentKept(Exception):
    """The activity may not go; `str()` is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Use:
    """A page that uses the activity: in what readers see, in the newest draft, or in both."""

    page: Page
    is_published: bool
    is_draft: bool


def find_uses(content: H5PContent) -> list[Use]:
    """Every page with the activity in it, by title; three queries.

    Wagtail's index knows what stands in the pages themselves. What stands only in a draft's newest revision,
    it does not: those are read one by one, which are the unpublished ones with any H5P in them.
    """
    indexed = ReferenceIndex.get_references_to(content).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    in_pages = {int(pk) for pk in indexed.values_list("object_id", flat=True)}
    unpublished = Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True))
    bodies = dict(
        unpublished.exclude(latest_revision=None)
        .filter(latest_revision__content__body__icontains=f'"{BLOCK_TYPE}"')
        .values_list("pk", "latest_revision__content__body")
    )
    in_drafts = {pk for pk, body in bodies.items() if content.pk in _contents_in(body)}
    pages = Page.objects.filter(pk__in=in_pages | in_drafts).order_by(DanishOrder("title"), "pk")
    uses = [Use(page, page.live and page.pk in in_pages, page.pk in in_drafts) for page in pages]
    # A page that was never published and dropped the activity since is still in the index.
    return [use for use in uses if use.is_published or use.is_draft]


def shows_earlier(content: H5PContent, uses: Collection[Use]) -> bool:
    """Whether a published page among those that use the activity shows an earlier version; one query."""
    live = Page.objects.filter(pk__in=[use.page.pk for use in uses if use.is_published])
    bodies = live.exclude(live_revision=None).values_list("live_revision__content__body", flat=True)
    shown = {
        value.get("version")
        for body in bodies
        for value in _activities_in(body)
        if value["content"] == content.pk
    }
    return bool(shown - {None, content.current_id})


def _contents_in(body: Any) -> Iterator[int]:
    return (int(value["content"]) for value in _activities_in(body))


def _activities_in(body: Any) -> Iterator[Mapping[str, Any]]:
    """The activities in a body: its JSON as text or read, as the database gives it. Other texts have none."""
    waiting = [body]
    if isinstance(body, str):
        with suppress(ValueError):
            waiting = [json.loads(body)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            value = node.get("value")
            if node.get("type") == BLOCK_TYPE and isinstance(value, dict) and value.get("content"):
                yield value
            waiting.extend(node.values())


def why_kept(content: H5PContent) -> str:
    """Why the activity may not be deleted, in a sentence; empty where it may."""
    if XAPIStatement.objects.filter(version__content=content).exists():
        return _("Somebody has answered the activity. Their answers must be able to show what was asked.")
    on_the_way = [UploadState.WAITING, UploadState.UNPACKING]
    if content.uploads.filter(state__in=on_the_way).exists():
        return _("A package for the activity is being unpacked. Wait until it is done.")
    if find_uses(content):
        return _("The activity is used in lessons or in drafts of lessons. Take it out of them first.")
    return ""


@transaction.atomic
def delete_content(content: H5PContent, *, by: User) -> None:
    """Delete an activity with its versions, packages and files; libraries stay.

    Raises `ContentKept` while it is used or has been answered.
    """
    content = H5PContent.objects.select_for_update().get(pk=content.pk)
    if reason := why_kept(content):
        raise ContentKept(reason)
    # Versions that share a folder (newer libraries, the same content) have the same files.
    paths = {f"{version.folder}/{path}" for version in content.versions.all() for path in version.files}
    record_action(content, "h5p.delete_content", user=by, data={"versions": content.versions.count()})
    Upload.objects.filter(Q(replaces=content) | Q(version__content=content)).delete()
    content.delete()
    transaction.on_commit(lambda: take_away(paths))
