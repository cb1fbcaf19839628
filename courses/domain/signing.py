"""What happens when a workflow is through. Wagtail loads this file before its models, so it imports none."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.enums import SIGNING_ROLES

APPROVED = "approved"


def signatures(revision: Any) -> Any:
    """The signatures of lived experience on a revision (its number, or a reference from an outer query) that
    another person's for a profession stands beside, in the same run of the workflow. None: it is not signed.
    """
    from django.db.models import Exists, OuterRef  # noqa: PLC0415 (see above)
    from wagtail.models import TaskState  # noqa: PLC0415

    experience, profession = SIGNING_ROLES
    signed = TaskState.objects.filter(status=APPROVED, finished_by__isnull=False)
    beside = signed.filter(
        workflow_state=OuterRef("workflow_state"),
        revision=OuterRef("revision"),
        task__signaturetask__groups__name=profession,
    ).exclude(finished_by=OuterRef("finished_by"))
    return signed.filter(
        Exists(beside), revision=revision, task__signaturetask__groups__name=experience
    ).order_by()


def is_signed(workflow_state: Any, revision: Any) -> bool:
    """Whether two different people signed this revision, one for lived experience, one for a profession."""
    return bool(signatures(revision.pk).filter(workflow_state=workflow_state).exists())


def is_live_signed(page: Any) -> bool:
    """Whether two people signed what is shown of the page: its revision, or the same words before they were
    copied. What came as files nobody here has.

    One query, or none where the page was read with `is_signed_here` (courses/views/lessons.py); three more
    for a page that is not signed itself and remembers words that were.
    """
    if hasattr(page, "is_signed_here"):
        is_signed_itself = bool(page.is_signed_here)
    else:
        revision = page.live_revision_id
        is_signed_itself = revision is not None and bool(signatures(revision).exists())
    return is_signed_itself or _shows_what_was_signed(page)


def _shows_what_was_signed(page: Any) -> bool:
    if page.signed_revision_id is None or not signatures(page.signed_revision_id).exists():
        return False
    signed = page.signed_revision.content
    # As it is stored: a body that somebody has looked at fills in what its blocks leave out.
    shown = type(page).objects.get(pk=page.pk).serializable_data()
    is_same_names = bool(signed["written_by"] == shown["written_by"])
    # PostgreSQL keeps the fields of a block in an order of its own.
    return is_same_names and bool(json.loads(signed["body"]) == json.loads(shown["body"]))


def publish_when_signed(workflow_state: Any, user: Any = None) -> None:
    """Publish the newest revision of what went through (WAGTAIL_FINISH_WORKFLOW_ACTION).

    A lesson must carry both signatures on that very revision, whatever the workflow asks for, and still show
    what both have seen: PermissionDenied otherwise, which also takes back the last approval. The right to
    publish comes from the signatures, so the person who happens to be last needs none.
    """
    revision = workflow_state.content_object.get_latest_revision()
    page = workflow_state.content_object.specific
    if getattr(page, "needs_signatures", False) and not (
        is_signed(workflow_state, revision) and _shows_what_both_saw(workflow_state, revision)
    ):
        raise PermissionDenied
    try:
        revision.publish(user=user, skip_permission_checks=True)
    except ValidationError:
        # It would come before itself, since something else was published meanwhile: the editor says what.
        raise PermissionDenied from None


def _shows_what_both_saw(workflow_state: Any, revision: Any) -> bool:
    """Whether words, files and activities are those that every signature stands on."""
    from courses.models.shown import Signature, fingerprint  # noqa: PLC0415 (see above)

    signed = Signature.objects.filter(
        task_state__workflow_state=workflow_state,
        task_state__revision=revision,
        task_state__status=APPROVED,
    )
    return not signed.exclude(fingerprint=fingerprint(revision)).exists()


def remember_signed(instance: Any, revision: Any = None, **_kwargs: Any) -> None:
    """A page went live, at once or on its day: where two signed what it shows, its copies are to know."""
    if revision is not None and hasattr(instance, "signed_revision_id") and signatures(revision.pk).exists():
        type(instance).objects.filter(pk=instance.pk).update(signed_revision=revision)
