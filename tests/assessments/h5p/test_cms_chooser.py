"""Choosing an activity for a lesson."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.rich_text import RichText

from accounts.enums import Role
from assessments.h5p.blocks import H5PBlock
from assessments.h5p.kinds import Keyboard, content_kinds, say_ending
from assessments.h5p.models import H5PContent
from assessments.h5p.widgets import H5PChooser
from courses.models import LessonPage
from tests.assessments.h5p.cms import enter, some_content
from tests.factories.courses import make_course, make_lesson, make_module
from tests.factories.h5p import h5p_block, make_content, make_library

pytestmark = pytest.mark.django_db


def of_kind(keyboard: Keyboard) -> str:
    return next(kind.machine_name for kind in content_kinds().values() if kind.keyboard == keyboard)


def choices(client: Any, **asked: object) -> list[str]:
    results = client.get(reverse("h5p_chooser:choose_results"), asked).context["results"]
    return [content.title for content in results]


def test_chooser_lists_what_is_ready_and_finds_it_by_title() -> None:
    some_content(title="Ærlig snak")
    some_content(title="Ro på")
    H5PContent.objects.create(title="Ro, men ikke færdig", machine_name="H5P.Blanks")
    client = enter(Role.AUTHOR)
    assert choices(client) == ["Ro på", "Ærlig snak"]
    assert choices(client, q="ro") == ["Ro på"]
    assert choices(client, q="findes ikke") == []


def test_chooser_says_what_one_chooses() -> None:
    known = of_kind(Keyboard.NO)
    make_content(make_library(known), language="da", licence="CC BY-SA")
    make_content(make_library("X.Unknown"), licence="U")
    shown = enter(Role.AUTHOR).get(reverse("h5p_chooser:choose")).json()["html"]
    for words in (content_kinds()[known].name, "CC BY-SA", str(Keyboard.NO.label), "X.Unknown"):
        assert words in shown


def test_chooser_leads_those_who_may_to_a_new_package() -> None:
    address = reverse("h5p_packages:add")
    assert address in enter(Role.AUTHOR).get(reverse("h5p_chooser:choose")).json()["html"]
    assert address not in enter(Role.PROFESSIONAL).get(reverse("h5p_chooser:choose")).json()["html"]


def test_chosen_activity_comes_back_with_its_own_page() -> None:
    content = some_content(title="Ro på")
    chosen = enter(Role.AUTHOR).get(reverse("h5p_chooser:chosen", args=[content.pk])).json()
    assert chosen["result"]["title"] == "Ro på"
    assert chosen["result"]["edit_url"] == reverse("h5p_contents:inspect", args=[content.pk])


def test_chooser_and_form_say_what_never_tells_its_end() -> None:
    quiet = make_content(make_library("H5P.Accordion"), title="Foldeud")
    strange = make_content(make_library("X.Unknown"), title="Ukendt")
    telling = make_content(make_library("H5P.MultiChoice"), title="Quiz")
    client = enter(Role.AUTHOR)
    shown = client.get(reverse("h5p_chooser:choose")).json()["html"]
    for content, says_more in ((quiet, True), (strange, True), (telling, False)):
        assert say_ending(content.machine_name) in shown
        chosen = client.get(reverse("h5p_chooser:chosen", args=[content.pk])).json()["result"]["title"]
        in_form = H5PChooser().get_value_data(content)["title"]
        assert chosen == in_form
        assert (say_ending(content.machine_name) in in_form) is says_more
        # It is a note: what is required may be without an end.
        assert clean(content, "")["is_required"]


def test_chooser_takes_the_same_queries_for_more_rows() -> None:
    client = enter(Role.AUTHOR)
    counts = []
    for _ in range(3):
        some_content()
        client.get(reverse("h5p_chooser:choose"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("h5p_chooser:choose"))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_lesson_with_many_activities_reads_them_with_one_query() -> None:
    contents = [some_content() for _ in range(4)]
    lesson = make_lesson(make_module(make_course()), body=[h5p_block(content) for content in contents])
    fresh = LessonPage.objects.get(pk=lesson.pk)
    with CaptureQueriesContext(connection) as queries:
        assert [block.value["content"] for block in fresh.body] == contents
    assert len(queries) == 1


def test_lesson_is_in_the_index_of_references() -> None:
    content = some_content()
    lesson = make_lesson(make_module(make_course()), body=[h5p_block(content)])
    assert [row.object_id for row in ReferenceIndex.get_references_to(content)] == [str(lesson.pk)]


def clean(content: H5PContent, text: str) -> Any:
    block = H5PBlock()
    value = block.to_python({"content": content.pk, "is_required": True})
    value["alternative"] = RichText(text)
    return block.clean(value)


@pytest.mark.parametrize("text", ["", "<p></p>", "<p> <br/></p>"])
def test_activity_that_needs_a_mouse_needs_the_same_in_text(text: str) -> None:
    content = make_content(make_library(of_kind(Keyboard.NO)))
    with pytest.raises(ValidationError) as refused:
        clean(content, text)
    assert set(refused.value.block_errors) == {"alternative"}
    assert clean(content, "<p>Skriv tre ord.</p>")["content"] == content


@pytest.mark.parametrize("keyboard", [Keyboard.YES, Keyboard.PARTLY])
def test_other_activities_may_do_without_the_text(keyboard: Keyboard) -> None:
    content = make_content(make_library(of_kind(keyboard)))
    assert clean(content, "")["content"] == content


def test_activity_of_an_unknown_kind_may_do_without_the_text() -> None:
    content = make_content(make_library("X.Unknown"))
    assert clean(content, "")["content"] == content
