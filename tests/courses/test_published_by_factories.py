"""The factories publish in one save; what they leave behind is what Wagtail leaves behind."""

import json
from typing import Any

import pytest
from django.forms.models import model_to_dict
from wagtail.models import Page, ReferenceIndex, Revision

from courses.models import CoursePage, LessonPage, ModulePage, PageText, TestPage
from tests.factories import courses as factories

pytestmark = pytest.mark.django_db

# What two pages never share: who they are, where they lie, when it was, and the ids of their blocks.
OWN = {
    "body",
    "draft_title",
    "first_published_at",
    "id",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "page_ptr",
    "path",
    "pk",
    "pool",
    "slug",
    "title",
    "translation_key",
    "url_path",
}
TIMES = ("first_published_at", "last_published_at", "latest_revision_created_at")


def publish_as_wagtail(parent: Page, page: Any) -> Any:
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def left_by(page: Any) -> dict[str, Any]:
    """What there is to know of a published page and of the rows around it."""
    page = type(page).objects.get(pk=page.pk)
    revision = Revision.objects.get(object_id=str(page.pk))
    content = {name: value for name, value in revision.content.items() if name not in OWN}
    return {
        "fields": {name: value for name, value in model_to_dict(page).items() if name not in OWN},
        "times": [getattr(page, name) is not None for name in TIMES],
        "draft_title": page.draft_title == page.title,
        "revisions": [page.latest_revision == revision, page.live_revision == revision],
        "content": json.dumps({**content, "live": True, "has_unpublished_changes": False}, sort_keys=True),
        "body": json.dumps(revision.content.get("body")) == json.dumps(left_body(page)),
        "read": PageText.objects.filter(page=page).count(),
        "references": ReferenceIndex.get_references_for_object(page).count(),
        "found": page.pk in [found.pk for found in type(page).objects.search(page.title)],
    }


def left_body(page: Any) -> Any:
    return page.serializable_data().get("body")


def test_a_page_of_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def make_each() -> list[Any]:
        course = factories.make_course("Målene", duration_minutes=120)
        module = factories.make_module(course, "Ordene")
        return [
            course,
            module,
            factories.make_lesson(module, "Spørgsmål"),
            factories.make_test(module, "Prøven"),
        ]

    ours = make_each()
    monkeypatch.setattr(factories, "_publish", publish_as_wagtail)
    theirs = make_each()
    assert [type(page) for page in ours] == [CoursePage, ModulePage, LessonPage, TestPage]
    assert [left_by(page) for page in ours] == [left_by(page) for page in theirs]
