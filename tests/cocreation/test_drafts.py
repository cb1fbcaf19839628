import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Page

from accounts.enums import Role
from accounts.models import User
from cocreation.domain.queries import find_drafts, find_modules
from courses.models import LessonPage, ModulePage, TestPage
from tests.factories.accounts import make_person
from tests.factories.courses import question

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


def draft(part: Page, owner: User, title: str, *, submit: bool = False) -> LessonPage:
    return keep(part, LessonPage(title=title, live=False, owner=owner), submit=submit)


def draft_test(part: Page, owner: User, title: str, *, submit: bool = False) -> TestPage:
    pool = json.dumps([question()])
    test = TestPage(title=title, live=False, owner=owner, draws=1, pass_mark=1, pool=pool)
    return keep(part, test, submit=submit)


def keep(part: Page, page: Any, *, submit: bool) -> Any:
    part.refresh_from_db()
    part.add_child(instance=page)
    page.save_revision(user=page.owner)
    if submit:
        page.get_workflow().start(page, page.owner)
    return page


def sign(page: LessonPage | TestPage, person: User, act: str = "approve", **more: str) -> None:
    page = type(page).objects.get(pk=page.pk)
    page.current_workflow_task.on_action(page.current_workflow_task_state, person, act, **more)


def test_workshop_says_whom_a_lesson_waits_for(module: ModulePage, peer: User, professional: User) -> None:
    lesson = draft(module, professional, "Naboen", submit=True)
    (shown,) = find_drafts(professional).waiting
    assert (shown.title, shown.part, shown.waits_for, shown.step) == (
        "Naboen",
        "To slags mål",
        "Erfaring",
        1,
    )
    assert shown.steps == ("Erfaring", "Fag")
    assert [waiting.pk for waiting in find_drafts(peer).to_sign] == [lesson.pk]
    sign(lesson, peer)
    (shown,) = find_drafts(professional).waiting
    assert (shown.waits_for, shown.step) == ("Fag", 2)
    assert find_drafts(peer).to_sign == []
    assert [waiting.pk for waiting in find_drafts(professional).to_sign] == [lesson.pk]
    sign(lesson, professional)
    found = find_drafts(professional)
    assert [live.title for live in found.live] == ["Naboen"]
    assert found.waiting == found.to_sign == []


def test_workshop_sorts_drafts_and_returned(module: ModulePage, peer: User, professional: User) -> None:
    draft(module, professional, "Kladde")
    lesson = draft(module, professional, "Retur", submit=True)
    sign(lesson, peer, "reject", comment="Skriv mere om huset.")
    draft(module, peer, "En andens")
    found = find_drafts(professional)
    assert [one.title for one in found.writing] == ["Kladde"]
    assert [(one.title, one.note, one.noted_by) for one in found.returned] == [
        ("Retur", "Skriv mere om huset.", "Maja Ærø")
    ]
    assert found.waiting == found.live == found.to_sign == []


def test_tests_of_modules_and_courses_stand_beside_the_lessons(
    module: ModulePage, peer: User, professional: User
) -> None:
    final = draft_test(module.get_parent(), professional, "Den store prøve", submit=True)
    draft_test(module, professional, "Den lille prøve")
    draft(module, professional, "Naboen")
    found = find_drafts(professional)
    assert [(one.title, one.part, one.is_test) for one in found.writing] == [
        ("Naboen", "To slags mål", False),
        ("Den lille prøve", "To slags mål", True),
    ]
    assert [(one.title, one.part, one.waits_for) for one in found.waiting] == [
        ("Den store prøve", "Målene er borgerens", "Erfaring")
    ]
    assert [one.pk for one in find_drafts(peer).to_sign] == [final.pk]
    sign(final, peer)
    sign(final, professional)
    assert [(one.title, one.is_test) for one in find_drafts(professional).live] == [("Den store prøve", True)]


def test_draft_of_a_test_is_seen_by_its_writer_and_by_those_who_are_to_sign(
    module: ModulePage, peer: User, professional: User, coordinator: User, signed_in: SignIn
) -> None:
    test = draft_test(module, professional, "Hemmelig prøve")
    workshop = reverse("cocreation:drafts")

    def who_sees_it() -> list[str]:
        author = make_person(Role.AUTHOR, display_name="Forfatter")
        everybody = (peer, professional, coordinator, author)
        seen = {person: signed_in(person).get(workshop).content.decode() for person in everybody}
        return [person.display_name for person, words in seen.items() if "Hemmelig prøve" in words]

    assert who_sees_it() == ["Ole Brandt"]
    test.get_workflow().start(test, professional)
    assert who_sees_it() == ["Maja Ærø", "Ole Brandt"]
    words = signed_in(peer).get(workshop).content.decode()
    assert gettext("Test in »%(title)s«") % {"title": "To slags mål"} in words
    assert reverse("wagtailadmin_pages:edit", args=[test.pk]) in words


def test_both_groups_are_not_asked_twice(module: ModulePage, peer: User) -> None:
    both = make_person(Role.LIVED_EXPERIENCE, Role.PROFESSIONAL)
    lesson = draft(module, peer, "Naboen", submit=True)
    assert len(find_drafts(both).to_sign) == 1
    sign(lesson, both)
    assert find_drafts(both).to_sign == []


@pytest.mark.parametrize(
    ("roles", "status", "may_write"),
    [
        ((Role.AUTHOR,), 200, True),
        ((Role.LIVED_EXPERIENCE,), 200, False),
        ((Role.PROFESSIONAL,), 200, False),
        ((Role.COORDINATOR,), 200, True),
        ((), 403, False),
    ],
)
def test_workshop_is_for_those_who_write_or_sign(
    roles: tuple[Role, ...], status: int, may_write: bool, module: ModulePage, signed_in: SignIn
) -> None:
    client = signed_in(make_person(*roles))
    assert client.get(reverse("cocreation:drafts")).status_code == status
    assert client.get(reverse("cocreation:choose_module")).status_code == (200 if may_write else 403)


def test_workshop_asks_strangers_to_sign_in(client: Client) -> None:
    response = client.get(reverse("cocreation:drafts"))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_choosing_a_module_leads_to_the_editor(module: ModulePage, peer: User, signed_in: SignIn) -> None:
    assert [(course.title, course.modules) for course in find_modules()] == [
        ("Målene er borgerens", [(module.pk, "To slags mål")])
    ]
    client = signed_in(peer)
    words = client.get(reverse("cocreation:choose_module")).content.decode()
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])
    assert address in words
    assert client.get(address).status_code == 200


def test_modules_that_are_not_published_are_left_out(module: ModulePage) -> None:
    module.unpublish()
    assert find_modules() == []


def test_workshop_asks_no_more_for_more_lessons(
    module: ModulePage, peer: User, professional: User, signed_in: SignIn
) -> None:
    client = signed_in(peer)

    def fill(mark: str) -> None:
        draft(module, peer, f"Kladde {mark}")
        draft_test(module, peer, f"Prøve {mark}", submit=True)
        draft(module, peer, f"Venter {mark}", submit=True)
        draft(module, professional, f"Til mig {mark}", submit=True)
        sign(draft(module, peer, f"Retur {mark}", submit=True), peer, "reject", comment="Mere")

    def count() -> int:
        # What everybody sees alike is read anew once after a change.
        client.get(reverse("cocreation:drafts"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("cocreation:drafts")).status_code == 200
        return len(queries)

    fill("a")
    one = count()
    fill("b")
    fill("c")
    assert count() == one
