"""Where an activity is used, drafts too, and when it may go."""

import json
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page

from accounts.enums import Role
from assessments.h5p.domain.contents import ContentKept, delete_content, find_uses
from assessments.h5p.enums import UploadState
from assessments.h5p.models import ContentVersion, H5PContent, Library, Upload
from courses.models import LessonPage
from tests.assessments.h5p.cms import enter, make_statement, some_content
from tests.factories.accounts import make_person
from tests.factories.courses import make_course, make_lesson, make_module
from tests.factories.h5p import add_version, h5p_block, make_content, make_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(db: None) -> Page:
    return make_module(make_course())


def use_in_draft(lesson: LessonPage, *contents: H5PContent) -> None:
    lesson.body = LessonPage._meta.get_field("body").to_python([h5p_block(content) for content in contents])
    lesson.save_revision()


def uses(content: H5PContent) -> list[tuple[str, bool, bool]]:
    return [(use.page.title, use.is_published, use.is_draft) for use in find_uses(content)]


def test_uses_are_found_in_published_lessons_and_in_drafts(module: Page) -> None:
    content, other = some_content(), some_content()
    make_lesson(module, "Bruger den", body=[h5p_block(content)])
    make_lesson(module, "Bruger en anden", body=[h5p_block(other)])
    use_in_draft(make_lesson(module, "Kun i kladden"), content)
    use_in_draft(make_lesson(module, "Ude af kladden", body=[h5p_block(content)]), other)
    use_in_draft(make_lesson(module, "Begge steder", body=[h5p_block(content)]), other, content)
    assert uses(content) == [
        ("Begge steder", True, True),
        ("Bruger den", True, False),
        ("Kun i kladden", False, True),
        ("Ude af kladden", True, False),
    ]


def test_unpublished_lesson_counts_by_its_newest_revision(module: Page) -> None:
    content, other = some_content(), some_content()
    lesson = LessonPage(title="Aldrig udgivet", live=False)
    lesson.body = LessonPage._meta.get_field("body").to_python([h5p_block(content)])
    module.add_child(instance=lesson)
    use_in_draft(lesson, content)
    assert uses(content) == [("Aldrig udgivet", False, True)]
    use_in_draft(lesson, other)
    assert uses(content) == []


@pytest.mark.parametrize("as_text", [True, False])
def test_body_of_a_draft_is_found_as_text_and_as_json(as_text: bool, module: Page) -> None:
    content = some_content()
    lesson = make_lesson(module, "I kladden")
    use_in_draft(lesson, content)
    revision = Page.objects.get(pk=lesson.pk).latest_revision
    raw = json.loads(revision.content["body"])
    revision.content["body"] = json.dumps(raw) if as_text else raw
    revision.save()
    assert uses(content) == [("I kladden", False, True)]


def test_draft_whose_body_is_another_text_is_no_use(module: Page) -> None:
    lesson = make_lesson(module)
    use_in_draft(lesson, some_content())
    revision = Page.objects.get(pk=lesson.pk).latest_revision
    revision.content["body"] = '<p class="h5p">Tekst</p>'
    revision.save()
    assert uses(H5PContent.objects.get()) == []


def test_uses_take_three_queries_however_many_there_are(module: Page) -> None:
    content = some_content()
    find_uses(content)
    for number in range(3):
        use_in_draft(make_lesson(module, body=[h5p_block(content)]), content)
        with CaptureQueriesContext(connection) as queries:
            assert len(find_uses(content)) == number + 1
        assert len(queries) == 3


def test_content_without_use_or_answer_goes_with_its_files_and_packages(
    django_capture_on_commit_callbacks: Any,
) -> None:
    library = make_library()
    content = make_content(library, files={"images/a.png": b"a"})
    first = content.current
    assert first is not None
    add_version(content, library)
    Upload.objects.create(name="a.h5p", size=1, version=first, state=UploadState.READY)
    by = make_person()
    with django_capture_on_commit_callbacks(execute=True):
        delete_content(content, by=by)
    assert not H5PContent.objects.exists()
    assert not ContentVersion.objects.exists()
    assert not Upload.objects.exists()
    assert Library.objects.get() == library
    assert not storages["h5p"].exists(f"{first.folder}/images/a.png")
    entry = ModelLogEntry.objects.get(action="h5p.delete_content")
    assert (entry.user, entry.data) == (by, {"versions": 2})


def test_content_stays_while_it_is_used_answered_or_on_its_way(module: Page) -> None:
    used, drafted, answered, replaced = (some_content() for _ in range(4))
    make_lesson(module, body=[h5p_block(used)])
    use_in_draft(make_lesson(module), drafted)
    make_statement(answered)
    Upload.objects.create(
        name="a.h5p", size=1, replaces=replaced, state=UploadState.UNPACKING, started_at=timezone.now()
    )
    for content in (used, drafted, answered, replaced):
        with pytest.raises(ContentKept):
            delete_content(content, by=make_person())
    assert H5PContent.objects.count() == 4
    assert not ModelLogEntry.objects.filter(action="h5p.delete_content").exists()


def test_coordinator_is_told_why_an_activity_stays(module: Page) -> None:
    content = some_content()
    make_lesson(module, body=[h5p_block(content)])
    client = enter(Role.COORDINATOR)
    address = reverse("h5p_contents:delete", args=[content.pk])
    asked = client.get(address)
    assert asked.context["reason"]
    assert asked.text.count("<form") == 0 or 'action="' + address not in asked.text
    refused = client.post(address, follow=True)
    assert asked.context["reason"] in refused.text
    assert H5PContent.objects.filter(pk=content.pk).exists()


def test_coordinator_deletes_an_activity_that_nobody_uses() -> None:
    content = some_content()
    client = enter(Role.COORDINATOR)
    address = reverse("h5p_contents:delete", args=[content.pk])
    assert f'action="{address}"' in client.get(address).text
    assert client.post(address).status_code == 302
    assert not H5PContent.objects.exists()


def test_author_does_not_read_the_titles_of_other_peoples_drafts(module: Page) -> None:
    content = some_content()
    secret = LessonPage(title="Hemmelig kladde", live=False, owner=make_person())
    module.add_child(instance=secret)
    use_in_draft(secret, content)
    make_lesson(module, "Udgivet lektion", body=[h5p_block(content)])
    for name in ("inspect", "usage"):
        seen = enter(Role.AUTHOR).get(reverse(f"h5p_contents:{name}", args=[content.pk])).text
        assert "Udgivet lektion" in seen
        assert "Hemmelig kladde" not in seen
        assert "Hemmelig kladde" in (
            enter(Role.COORDINATOR).get(reverse(f"h5p_contents:{name}", args=[content.pk])).text
        )


@pytest.mark.parametrize("name", ["inspect", "usage"])
def test_pages_of_uses_ask_no_more_for_more_uses(name: str, module: Page) -> None:
    content = some_content()
    client = enter(Role.COORDINATOR)
    counts = []
    for _ in range(3):
        use_in_draft(make_lesson(module, body=[h5p_block(content)]), content)
        client.get(reverse(f"h5p_contents:{name}", args=[content.pk]))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"h5p_contents:{name}", args=[content.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2], counts
