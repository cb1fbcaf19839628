"""What a person lets others see, and takes back again."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from assessments.models import Attempt, SharedReflection


class NotShareable(Refused):
    """The author did not open this for others."""

    def __init__(self) -> None:
        super().__init__(_("What is written here stays with you. It cannot be shared."), Refusal.MALFORMED)


@transaction.atomic
def share_reflection(person: User, attempt: Attempt) -> None:
    """Let the others in the course read the person's reflection, without a name.

    One at a time for each question: what they shared there before is private again. Sharing what is shared
    changes nothing. Raises `NotShareable`.
    """
    if attempt.activity != "reflection" or not attempt.question.get("may_be_shared"):
        raise NotShareable
    _shared_there(person, attempt).exclude(attempt=attempt).delete()
    _shared, is_new = SharedReflection.objects.get_or_create(attempt=attempt)
    if is_new:
        record_action(attempt, "assessments.share_reflection", user=person)


@transaction.atomic
def unshare_reflection(person: User, attempt: Attempt) -> None:
    """Make the person's reflection private again; nothing happens where it is."""
    deleted, _kinds = _shared_there(person, attempt).delete()
    if deleted:
        record_action(attempt, "assessments.unshare_reflection", user=person)


def _shared_there(person: User, attempt: Attempt) -> QuerySet[SharedReflection]:
    return SharedReflection.objects.filter(
        attempt__person=person, attempt__page=attempt.page, attempt__block_id=attempt.block_id
    )


def earlier_reflections(person: User, under: str, names: set[str]) -> dict[str, Attempt]:
    """What the person wrote last in the reflections of these names, on pages whose tree path begins so.

    By name, in one query (none for no names); no entry for what they have not written.
    """
    if not names:
        return {}
    rows = (
        Attempt.objects.filter(
            person=person,
            activity="reflection",
            page__path__startswith=under,
            question__name__in=sorted(names),
        )
        .select_related("page")
        .order_by("submitted_at", "pk")
    )
    return {attempt.question["name"]: attempt for attempt in rows}
