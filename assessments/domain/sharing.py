"""What a person lets others see, or asks of them, and takes back again."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.domain.colleagues import colleagues_of
from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from assessments.models import Attempt, ObservationRequest, SharedReflection

SHOWN_REQUESTS = 10


class NotShareable(Refused):
    """The author did not open this for others."""

    def __init__(self) -> None:
        super().__init__(_("What is written here stays with you. It cannot be shared."), Refusal.MALFORMED)


class NotAColleague(Exception):
    """The person named is nobody whom this one works with today."""


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


def ask_to_observe(person: User, attempt: Attempt, observer: str) -> None:
    """Ask a colleague, named by the id in the form, to look on. Raises `NotAColleague`.

    The request is all that there is so far. What the colleague sees at work will be recorded by the room that
    takes observations, as evidence that names this request's attempt; it then removes the request.
    """
    colleague = next((one for one in colleagues_of(person) if str(one.pk) == observer), None)
    if colleague is None:
        raise NotAColleague
    request = ObservationRequest.objects.create(attempt=attempt, observer_id=colleague.pk)
    record_action(request, "assessments.ask_to_observe", user=person)


@transaction.atomic
def withdraw_request(person: User, attempt: Attempt) -> None:
    """Take back the person's request to a colleague; nothing happens where there is none."""
    request = ObservationRequest.objects.filter(attempt=attempt, attempt__person=person).first()
    if request is not None:
        record_action(request, "assessments.withdraw_request", user=person)
        request.delete()


def requests_to(observer: User) -> list[ObservationRequest]:
    """Who asks this colleague to look on, newest first, a handful; of the note nothing is read. One query."""
    rows = ObservationRequest.objects.filter(observer=observer).select_related(
        "attempt__person", "attempt__page"
    )
    return list(rows.defer("attempt__response")[:SHOWN_REQUESTS])


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
