from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState


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

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if not self._user_in_groups(user):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
