"""Those who teach: what is said of them, and what is left when they go."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.common import keep
from accounts.models import User
from recoveryskole.domain.dropping import drop_recordings
from recoveryskole.domain.sessions import must_have_pair
from recoveryskole.models import Facilitator, Session, TeachingNote


def facilitator_of(person: User) -> Facilitator | None:
    """Who the person is as one who teaches; None: they do not. Asks nothing of whoever does not teach."""
    if person.pk not in keep("recoveryskole.who_teach", _who_teach):
        return None
    if not hasattr(person, "_facilitator"):
        person._facilitator = Facilitator.objects.filter(person=person).first()  # type: ignore[attr-defined]
    found: Facilitator | None = person._facilitator  # type: ignore[attr-defined]
    return found


def _who_teach() -> frozenset[int]:
    """By the numbers of their accounts. Whoever teaches stands in the programme, for everybody to read."""
    return frozenset(Facilitator.objects.exclude(person=None).values_list("person", flat=True))


def keep_facilitator(facilitator: Facilitator) -> None:
    """Store what is said of somebody who teaches.

    Raises `SchoolRefused`, with nothing stored, where a session to come that is shown would lose its pair.
    """
    with transaction.atomic():
        facilitator.save()
        shown = Session.objects.filter(is_published=True, cancelled_at=None, ends_at__gt=timezone.now())
        must_have_pair(shown.filter(pk__in=facilitator.sessions.values("pk")))


def forget(person: User) -> int:
    """Take the person's name out of the programme, their notes and the recordings that they are on.

    How many rows. That one taught stays, and the materials of the workshops.
    """
    drop_recordings(Q(session__in=Session.objects.taught_by(person)))
    TeachingNote.objects.filter(written_by__person=person).delete()
    gone = {"name": _("Somebody who has left"), "person": None, "shows_knowledge": False}
    return Facilitator.objects.filter(person=person).update(**gone)
