"""Whose eyes a draft is for."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page, WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy

from courses.models import LessonPage, TestPage

# Who may change what others wrote, may see it too.
SEES_ALL = {"change_page", "publish_page"}


class DraftKeepingPolicy(PagePermissionPolicy):  # type: ignore[misc]
    """Wagtail's own page permissions, but an author does not come across other people's unpublished lessons
    and tests.

    What waits for someone's signature reaches them through the workshop and the CMS's front page instead.
    """

    def hidden_drafts(self, user: Any) -> QuerySet[Page]:
        """Unpublished lessons and tests that the person has not written and may not change."""
        drafts: QuerySet[Page] = Page.objects.filter(live=False).type(LessonPage, TestPage)
        codenames = {held.permission.codename for held in self.get_cached_permissions_for_user(user)}
        if user.is_superuser or codenames & SEES_ALL:
            return drafts.none()
        return drafts.exclude(owner=user)

    def secret_drafts(self, user: Any) -> QuerySet[Page]:
        """Hidden drafts that do not lie before the person to sign either: nothing is said of them at all."""
        waiting = WorkflowState.objects.filter(
            status=WorkflowState.STATUS_IN_PROGRESS,
            current_task_state__task__signaturetask__groups__in=user.groups.all(),
        )
        lies_here = [int(pk) for pk in waiting.values_list("object_id", flat=True) if pk.isdigit()]
        return self.hidden_drafts(user).exclude(pk__in=lies_here)

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        """What the person finds in lists and searches of the CMS."""
        found: QuerySet[Page] = super().explorable_instances(user)
        return found.exclude(pk__in=self.hidden_drafts(user).values("pk"))


draft_policy = DraftKeepingPolicy()
