"""What the CMS learns from us about lessons: whose drafts one sees, why one cannot publish alone, and what a
coordinator has to see to.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import LogActionRegistry
from wagtail.models import AbstractPage, Page
from wagtail.permissions import register_permission_policy

from courses.domain.deleting import why_not_deleted
from courses.domain.drafts import draft_policy
from courses.domain.prerequisites import point_into_copy, refused_by_move, say_refused_move
from courses.domain.replacing import KeptFilePolicy
from courses.models import CoursePage
from courses.models.prerequisite import OrderedPageMixin
from courses.views.law import PERMISSION, CarePanel, LawReviewView
from courses.views.newer import NewerView
from courses.viewsets import CourseRunViewSet

register_permission_policy(AbstractPage, draft_policy)
for _model in (get_image_model(), get_document_model()):
    register_permission_policy(_model, KeptFilePolicy.of(_model), exact_class=True)


class KeepsDrafts:
    """For Wagtail's acts on several pages: others' drafts are not among them, nor among those refused."""

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        pages, others = super().get_actionable_objects()  # type: ignore[misc]
        secret = set(draft_policy.secret_drafts(self.request.user).values_list("pk", flat=True))  # type: ignore[attr-defined]
        left = {name: [page for page in rows if page.pk not in secret] for name, rows in others.items()}
        return [page for page in pages if page.pk not in secret], left


# Later than Wagtail's own, whose place they take.
for _action in (DeleteBulkAction, MoveBulkAction, PublishBulkAction, UnpublishBulkAction):
    hooks.register("register_bulk_action", type(_action.__name__, (KeepsDrafts, _action), {}), order=1)


@hooks.register("register_admin_viewset")
def register_course_runs() -> CourseRunViewSet:
    return CourseRunViewSet()


class LawMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


@hooks.register("register_admin_urls")
def register_law_review() -> list[URLPattern]:
    return [path("lov/", LawReviewView.as_view(), name="law_review")]


@hooks.register("register_admin_urls")
def register_newer() -> list[URLPattern]:
    return [path("nyere-udgaver/", NewerView.as_view(), name="newer")]


@hooks.register("register_reports_menu_item")
def register_newer_menu_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Newer than what was signed"),
        reverse_lazy("newer"),
        name="newer",
        icon_name="history",
        order=610,
    )


@hooks.register("register_reports_menu_item")
def register_law_menu_item() -> MenuItem:
    return LawMenuItem(
        gettext_lazy("Law in the lessons"),
        reverse_lazy("law_review"),
        name="law",
        icon_name="doc-full-inverse",
        order=600,
    )


@hooks.register("construct_homepage_panels")
def tell_what_to_see_to(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm(PERMISSION):
        panels.append(CarePanel(request))


@hooks.register("construct_page_chooser_queryset")
def keep_drafts_out_of_choosers(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return pages.exclude(pk__in=draft_policy.hidden_drafts(request.user).values("pk"))


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def explain_that_two_sign(request: HttpRequest, page: Page) -> None:
    """Whoever asked to publish a lesson anyway gets a draft, and is told how it goes live."""
    if request.POST.get("action-publish") and getattr(page, "needs_signatures", False):
        messages.warning(
            request,
            _("It is kept as a draft. It goes live when lived experience and a professional have signed."),
        )


@hooks.register("before_delete_page")
def keep_what_something_rests_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say why the page stays, and offer to unpublish it instead."""
    if not _is_kept(request, page):
        return None
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_what_something_rests_on_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """As for one page; of several nothing is deleted while one of them stays."""
    if action_type != "delete" or not issubclass(action.model, Page):
        return None
    kept = [page for page in objects if _is_kept(request, page)]
    return redirect(action.next_url) if kept else None


def _is_kept(request: HttpRequest, page: Page) -> bool:
    """Whether the page stays; then it is said."""
    why = why_not_deleted(page)
    if not why:
        return False
    buttons = []
    if page.live and page.specific.permissions_for_user(request.user).can_unpublish():
        address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
        buttons.append(messages.button(address, _("Unpublish it")))
    messages.error(request, why, buttons=buttons)
    return True


@hooks.register("after_copy_page")
def point_into_the_copy(request: HttpRequest, page: Page, new_page: Page) -> None:
    if isinstance(new_page.specific, CoursePage):
        point_into_copy(new_page.specific)


@hooks.register("before_move_page")
def keep_what_comes_first_possible(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    refused = refused_by_move(page, destination)
    if not refused:
        return None
    messages.error(request, say_refused_move(refused))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_publish_page")
def keep_circles_from_going_live(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The editor has looked; somebody may have published the other half of a circle since."""
    refused = _refused_order(page)
    if not refused:
        return None
    messages.error(request, " ".join(refused))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_circles_from_going_live_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    if action_type != "publish" or not issubclass(action.model, Page):
        return None
    drafts = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        drafts += [draft for page in objects for draft in page.get_descendants().not_live()]
    refused = [words for draft in drafts for words in _refused_order(draft.get_latest_revision_as_object())]
    for words in refused:
        messages.error(request, words)
    return redirect(action.next_url) if refused else None


def _refused_order(page: Page) -> list[str]:
    if not isinstance(page, OrderedPageMixin):
        return []
    try:
        with transaction.atomic():
            page.check_order()
    except ValidationError as refused:
        return refused.messages
    return []


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in (
        ("enrol", gettext_lazy("Enrol"), gettext_lazy("Enrolled in a course")),
        ("pause", gettext_lazy("Take a break"), gettext_lazy("Took a break from a course")),
        ("resume", gettext_lazy("Go on"), gettext_lazy("Took a course up again")),
        ("restart", gettext_lazy("Take again"), gettext_lazy("Began a course anew")),
        ("retake", gettext_lazy("Take again"), gettext_lazy("Began a module anew")),
        ("complete_lesson", gettext_lazy("Complete a lesson"), gettext_lazy("Completed a lesson")),
        ("complete_module", gettext_lazy("Complete a module"), gettext_lazy("Completed a module")),
        (
            "solve_module",
            gettext_lazy("Solve a module"),
            gettext_lazy("Solved a module later"),
        ),
        (
            "solve_course",
            gettext_lazy("Solve a course"),
            gettext_lazy("Solved a course later"),
        ),
        ("take_back_completion", gettext_lazy("Take back"), gettext_lazy("Taken back")),
        ("sign_up", gettext_lazy("Sign up"), gettext_lazy("Signed up for a run")),
        ("give_up_seat", gettext_lazy("Give up a seat"), gettext_lazy("Gave up a seat")),
        ("move_up", gettext_lazy("Move up"), gettext_lazy("Moved up from the waiting list")),
        ("read_participants", gettext_lazy("Read"), gettext_lazy("Looked at who takes part")),
        ("mark_attendance", gettext_lazy("Mark"), gettext_lazy("Marked as having been there")),
        ("unmark_attendance", gettext_lazy("Take the mark away"), gettext_lazy("Took the mark away")),
        (
            "not_gone_live",
            gettext_lazy("Not gone live"),
            gettext_lazy("Its moment came, but it could not go live: it is still a draft"),
        ),
        ("complete_course", gettext_lazy("Complete a course"), gettext_lazy("Completed a course")),
    ):
        actions.register_action(f"courses.{action}", label, message)
