"""What happens when a workflow is through. Wagtail loads this file before its models, so it imports none."""

from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.enums import Role

SIGNING_ROLES = (Role.LIVED_EXPERIENCE, Role.PROFESSIONAL)
APPROVED = "approved"


def is_signed(workflow_state: Any, revision: Any) -> bool:
    """Whether two different people signed this revision, one for lived experience, one for a profession."""
    approved = workflow_state.task_states.filter(revision=revision, status=APPROVED)
    experienced, professionals = (
        set(approved.filter(task__signaturetask__groups__name=role).values_list("finished_by", flat=True))
        for role in SIGNING_ROLES
    )
    return any(one != other for one in experienced - {None} for other in professionals - {None})


def publish_when_signed(workflow_state: Any, user: Any = None) -> None:
    """Publish the newest revision of what went through (WAGTAIL_FINISH_WORKFLOW_ACTION).

    A lesson must carry both signatures on that very revision, whatever the workflow asks for:
    PermissionDenied otherwise, which also takes back the last approval. The right to publish comes from the
    signatures, so the person who happens to be last needs none.
    """
    revision = workflow_state.content_object.get_latest_revision()
    page = workflow_state.content_object.specific
    if getattr(page, "needs_signatures", False) and not is_signed(workflow_state, revision):
        raise PermissionDenied
    revision.publish(user=user, skip_permission_checks=True)
