"""How a lesson goes live: by two signatures, and in no other way.

`SignedPermissions` takes the right to publish from everybody, so that no button, bulk action, schedule or
copy publishes a lesson. `courses.domain.signing.publish_when_signed`, which Wagtail calls when a workflow is
through, is the one way that is left; code of ours, such as an import, publishes a revision without a person.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, PagePermissionTester, TaskState

from assessments.h5p.blocks import pin_versions

from .shown import Signature, fingerprint


class SignedPermissions(PagePermissionTester):
    """What someone may do with a page that goes live by signatures: all as usual, but never publish it."""

    def can_publish(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return bool(super().can_publish())

    def can_set_view_restrictions(self) -> bool:
        return bool(super().can_publish())


class SignedChildrenPermissions(PagePermissionTester):
    """What someone may do with the page above: nothing below it is born live, copies included."""

    def can_publish_subpage(self) -> bool:
        return False


class SignedPageMixin:
    """For pages that go live by signatures."""

    needs_signatures = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return SignedPermissions(user, self)

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """Save as Wagtail does, but never over a revision that lay before somebody to sign.

        The editor saves every few seconds over its own last revision; under a signature that would change
        what was signed. What is saved shows the activities as they are now, and goes on doing so.
        """
        if hasattr(self, "body"):
            pin_versions(self.body)
        if overwrite_revision is not None and overwrite_revision.task_states.exists():
            overwrite_revision = None
        return super().save_revision(  # type: ignore[misc]
            *args, overwrite_revision=overwrite_revision, **kwargs
        )


class SignedChildrenMixin:
    """For pages whose children go live by signatures."""

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return SignedChildrenPermissions(user, self)


class SignatureTask(AbstractGroupApprovalTask):
    """One of the two signatures that a lesson needs: lived experience, and a profession.

    Unlike Wagtail's own group task, an administrator cannot sign for a group they are not in, and one person
    cannot give both signatures.
    """

    class Meta:
        verbose_name = _("Signature")
        verbose_name_plural = _("Signatures")

    @classmethod
    def get_description(cls) -> Any:
        return _("Someone from the group signs. Nobody signs twice on the same lesson.")

    def can_sign(self, obj: Any, user: Any) -> bool:
        """Whether the person is in the group and has not signed another task of the same workflow run."""
        if not self._user_in_groups(user):
            return False
        run = obj.current_workflow_state
        if run is None:
            return True
        signed = TaskState.objects.filter(
            workflow_state=run, status=TaskState.STATUS_APPROVED, finished_by=user
        ).exclude(task_id=self.pk)
        return not signed.exists()

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.can_sign(obj, user):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Sign"), False),
            ("approve", _("Sign with a note"), True),
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Sign what is shown now, or send back; PermissionDenied for whoever may not sign here."""
        if not self.can_sign(task_state.workflow_state.content_object, user):
            raise PermissionDenied
        with transaction.atomic():
            if action_name == "approve":
                signed = {"fingerprint": fingerprint(task_state.revision)}
                Signature.objects.update_or_create(task_state=task_state, defaults=signed)
            super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if not self._user_in_groups(user):
            return TaskState.objects.none()
        signed = TaskState.objects.filter(status=TaskState.STATUS_APPROVED, finished_by=user)
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).exclude(
            workflow_state__in=signed.exclude(task_id=self.pk).values("workflow_state")
        )
