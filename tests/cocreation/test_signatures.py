"""A lesson goes live by two signatures, and in no other way: walked through the views of the CMS."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction, CopyPagePermissionError
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.enums import Role
from accounts.models import User
from courses.domain.signing import is_live_signed
from courses.models import LessonPage, ModulePage
from tests.factories.accounts import make_person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


def lesson_form(title: str = "Spørg én gang til", **more: str) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": title,
            "slug": "spoerg-en-gang-til",
            "seo_title": "",
            "search_description": "",
            "minutes": "10",
            "completion_rule": "activities",
            "is_required": "on",
            "written_by": "Maja Ærø",
            "body": streamfield([("text", rich_text("<p>Jeg spurgte, og han svarede.</p>"))]),
            "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"},
            "go_live_at": "",
            "expire_at": "",
            **more,
        }
    )


def write_lesson(client: Client, module: ModulePage, **more: str) -> LessonPage:
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])
    response = client.post(address, lesson_form(**more))
    assert response.status_code == 302, response.context["form"].errors
    return LessonPage.objects.child_of(module).get()


def edit(client: Client, lesson: LessonPage, **more: str) -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), lesson_form(**more))


def sign(client: Client, lesson: LessonPage, act: str = "approve", comment: str = "") -> Any:
    state = Page.objects.get(pk=lesson.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, act, state.pk])
    return client.post(address, {"comment": comment})


def is_live(lesson: LessonPage) -> bool:
    return Page.objects.get(pk=lesson.pk).live


@pytest.fixture
def submitted(peer: User, module: ModulePage, signed_in: SignIn) -> LessonPage:
    return write_lesson(signed_in(peer), module, **{"action-submit": "on"})


def test_lesson_is_born_as_own_draft(peer: User, module: ModulePage, signed_in: SignIn) -> None:
    lesson = write_lesson(signed_in(peer), module)
    assert (lesson.live, lesson.owner) == (False, peer)
    assert signed_in(peer).get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).status_code == 200


def test_lesson_goes_live_after_both_signatures(
    submitted: LessonPage, peer: User, professional: User, signed_in: SignIn
) -> None:
    sign(signed_in(peer), submitted)
    assert not is_live(submitted)
    sign(signed_in(professional), submitted)
    assert is_live(submitted)
    lesson = LessonPage.objects.get()
    assert "Jeg spurgte" in str(lesson.body)
    assert lesson.signed_revision == lesson.live_revision
    assert is_live_signed(lesson)


def test_professional_cannot_sign_first(submitted: LessonPage, professional: User, signed_in: SignIn) -> None:
    sign(signed_in(professional), submitted)
    assert submitted.current_workflow_task.name == "Erfaring"
    with pytest.raises(PermissionDenied):
        submitted.current_workflow_task.on_action(
            submitted.current_workflow_task_state, professional, "approve"
        )


def test_one_person_in_both_groups_cannot_sign_twice(
    submitted: LessonPage, professional: User, signed_in: SignIn
) -> None:
    both = make_person(Role.LIVED_EXPERIENCE, Role.PROFESSIONAL)
    sign(signed_in(both), submitted)
    sign(signed_in(both), submitted)
    assert not is_live(submitted)
    assert LessonPage.objects.get().current_workflow_task.get_actions(submitted, both) == []
    sign(signed_in(professional), submitted)
    assert is_live(submitted)


def test_administrator_cannot_sign_for_others(submitted: LessonPage, signed_in: SignIn) -> None:
    admin = make_person(is_superuser=True)
    sign(signed_in(admin), submitted)
    assert submitted.current_workflow_task_state.status == "in_progress"
    assert submitted.current_workflow_task.name == "Erfaring"


def test_rejected_lesson_goes_back_with_the_note(
    submitted: LessonPage, peer: User, professional: User, signed_in: SignIn
) -> None:
    sign(signed_in(peer), submitted)
    sign(signed_in(professional), submitted, act="reject", comment="Skriv, hvad han svarede.")
    run = LessonPage.objects.get().current_workflow_state
    assert (run.status, run.current_task_state.comment) == (
        WorkflowState.STATUS_NEEDS_CHANGES,
        "Skriv, hvad han svarede.",
    )
    page = signed_in(peer).get(reverse("cocreation:drafts")).content.decode()
    assert "Skriv, hvad han svarede." in page
    edit(signed_in(peer), submitted, title="Spørg igen", **{"action-submit": "on"})
    sign(signed_in(professional), submitted)
    assert not is_live(submitted), "the new words need both signatures"
    sign(signed_in(peer), submitted)
    assert is_live(submitted)


def test_edit_after_the_first_signature_asks_for_it_again(
    submitted: LessonPage, peer: User, professional: User, signed_in: SignIn
) -> None:
    sign(signed_in(peer), submitted)
    edit(signed_in(professional), submitted, title="Noget andet")
    sign(signed_in(professional), submitted)
    assert not is_live(submitted)
    assert LessonPage.objects.get().current_workflow_task.name == "Erfaring"


def test_saving_over_a_signed_revision_makes_a_new_one(
    peer: User, professional: User, module: ModulePage, signed_in: SignIn
) -> None:
    """The editor's autosave writes over its own last revision; what was signed must stay what it was."""
    lesson = write_lesson(signed_in(professional), module, **{"action-submit": "on"})
    sign(signed_in(peer), lesson)
    signed = lesson.get_latest_revision()
    edit(signed_in(professional), lesson, title="Byttet om", overwrite_revision_id=str(signed.pk))
    signed.refresh_from_db()
    assert signed.content["title"] == "Spørg én gang til"
    sign(signed_in(professional), lesson)
    assert not is_live(lesson)


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
class TestNobodyPublishesAlone:
    @pytest.fixture
    def boss(self, who: str, coordinator: User) -> User:
        return coordinator if who == "coordinator" else make_person(is_superuser=True)

    def test_from_the_editor(self, boss: User, submitted: LessonPage, peer: User, signed_in: SignIn) -> None:
        client = signed_in(boss)
        submitted.current_workflow_state.cancel(user=peer)
        response = edit(client, submitted, **{"action-publish": "on"})
        assert response.status_code == 302
        assert not is_live(submitted)
        shown = client.get(response.url)
        assert any("draft" in str(m) or "kladde" in str(m) for m in shown.context["messages"])
        assert 'name="action-publish"' not in shown.content.decode()

    def test_when_creating(self, boss: User, module: ModulePage, signed_in: SignIn) -> None:
        lesson = write_lesson(signed_in(boss), module, **{"action-publish": "on"})
        assert not lesson.live

    def test_by_schedule(self, boss: User, submitted: LessonPage, peer: User, signed_in: SignIn) -> None:
        submitted.current_workflow_state.cancel(user=peer)
        soon = timezone.localtime() + dt.timedelta(minutes=5)
        edit(
            signed_in(boss), submitted, go_live_at=soon.strftime("%Y-%m-%d %H:%M"), **{"action-publish": "on"}
        )
        assert not submitted.revisions.exclude(approved_go_live_at=None).exists()

    def test_in_bulk(self, boss: User, submitted: LessonPage, signed_in: SignIn) -> None:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        signed_in(boss).post(f"{address}?id={submitted.pk}", {"include_descendants": "on"})
        assert not is_live(submitted)

    def test_in_bulk_with_all_that_lies_under(
        self, boss: User, submitted: LessonPage, module: ModulePage, signed_in: SignIn
    ) -> None:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        signed_in(boss).post(f"{address}?id={module.pk}", {"include_descendants": "on"})
        assert not is_live(submitted)

    def test_from_an_old_revision(self, boss: User, submitted: LessonPage) -> None:
        with pytest.raises(PublishPagePermissionError):
            submitted.get_latest_revision().publish(user=boss)

    def test_by_copying(self, boss: User, submitted: LessonPage, module: ModulePage) -> None:
        with pytest.raises(CopyPagePermissionError):
            CopyPageAction(
                submitted, to=module, update_attrs={"slug": "kopi"}, keep_live=True, user=boss
            ).execute()

    def test_by_another_workflow(self, boss: User, module: ModulePage, peer: User, signed_in: SignIn) -> None:
        short = Workflow.objects.create(name="Genvej")
        task = GroupApprovalTask.objects.create(name="Alene")
        WorkflowTask.objects.create(workflow=short, task=task)
        WorkflowPage.objects.create(page=module.page_ptr, workflow=short)
        boss.groups.add(*task.groups.all())
        lesson = write_lesson(signed_in(peer), module, **{"action-submit": "on"})
        task.groups.set(boss.groups.all() or peer.groups.all())
        with pytest.raises(PermissionDenied):
            lesson.current_workflow_task_state.approve(user=boss)
        assert not is_live(lesson)


def test_coordinator_takes_a_live_lesson_down(
    submitted: LessonPage, peer: User, professional: User, coordinator: User, signed_in: SignIn
) -> None:
    sign(signed_in(peer), submitted)
    sign(signed_in(professional), submitted)
    signed_in(coordinator).post(reverse("wagtailadmin_pages:unpublish", args=[submitted.pk]))
    assert not is_live(submitted)


def test_import_publishes_without_a_person(module: ModulePage) -> None:
    lesson = module.add_child(instance=LessonPage(title="Fra filen", slug="fra-filen", live=False))
    lesson.save_revision().publish()
    assert is_live(lesson)


class TestOthersDrafts:
    @pytest.fixture
    def draft(self, peer: User, module: ModulePage, signed_in: SignIn) -> LessonPage:
        return write_lesson(signed_in(peer), module)

    @pytest.mark.parametrize(
        "name",
        [
            "edit",
            "view_draft",
            "revisions_index",
            "history",
            "workflow_history",
            "delete",
            "copy",
            "unpublish",
        ],
    )
    def test_are_closed(self, name: str, draft: LessonPage, professional: User, signed_in: SignIn) -> None:
        response = signed_in(professional).get(reverse(f"wagtailadmin_pages:{name}", args=[draft.pk]))
        assert response.status_code == 404
        assert "Spørg én gang til" not in response.content.decode()

    def test_are_not_found_in_lists_and_searches(
        self, draft: LessonPage, module: ModulePage, professional: User, peer: User, signed_in: SignIn
    ) -> None:
        addresses = [
            reverse("wagtailadmin_explore", args=[module.pk]),
            reverse("wagtailadmin_pages:search") + "?q=gang",
            reverse("wagtailadmin_choose_page_child", args=[module.pk]),
            f"/cms/api/main/pages/?child_of={module.pk}&for_explorer=1",
        ]
        for address in addresses:
            theirs = signed_in(professional).get(address)
            assert theirs.status_code == 200, address
            assert "gang til" not in theirs.content.decode(), address
        assert "gang til" in signed_in(peer).get(addresses[0]).content.decode()

    def test_are_not_written_over(self, draft: LessonPage, professional: User, signed_in: SignIn) -> None:
        edit(signed_in(professional), draft, title="Mit nu")
        assert draft.get_latest_revision().content["title"] == "Spørg én gang til"


def test_authors_write_lessons_only(house: Any, module: ModulePage, peer: User, signed_in: SignIn) -> None:
    client = signed_in(peer)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[module.pk])).status_code == 302
    assert client.get(reverse("wagtailadmin_pages:edit", args=[house.home.pk])).status_code == 302


def test_mails_name_the_lesson_and_nothing_of_it(
    peer: User, professional: User, module: ModulePage, signed_in: SignIn
) -> None:
    professional.language = "en"
    professional.save()
    lesson = write_lesson(signed_in(professional), module, **{"action-submit": "on"})
    assert [m.to for m in mail.outbox] == [[peer.email]]
    assert "»Spørg én gang til«" in mail.outbox[0].subject
    sign(signed_in(peer), lesson, act="reject", comment="Et navn, der ikke må ud")
    assert mail.outbox[1].to == [professional.email]
    assert "came back" in mail.outbox[1].subject
    for message in mail.outbox:
        words = f"{message.subject} {message.body}"
        assert "Jeg spurgte" not in words
        assert "Et navn" not in words
        assert "/vaerksted/" in words
