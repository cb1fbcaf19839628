"""Recordings that go, and yeses that no longer stand: what takes somebody out of a session comes by here."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from recoveryskole.models import Recording, RecordingConsent, SignUp
from recoveryskole.models.library import school_storage
from seats.enums import SeatState
from uploads.domain.kept import delete_files


def drop_recordings(which: Q) -> int:
    """Delete these recordings with file, address and consents; how many. Files go when all is stored."""
    with transaction.atomic():
        found = list(Recording.objects.filter(which))
        if found:
            Recording.objects.filter(pk__in=[one.pk for one in found]).delete()
            names = [str(one.file.name) for one in found if one.file]
            transaction.on_commit(lambda: delete_files(school_storage(), names))
    return len(found)


def drop_consents(rows: Iterable[SignUp]) -> None:
    """Let the yeses of these people go: recordings that they are on are closed at once."""
    RecordingConsent.objects.filter(sign_up__in=[row.pk for row in rows]).delete()


def drop_what_cannot_stand() -> None:
    """After a copy of the database was put back: no yes of the copy is known to stand still.

    Recordings with somebody on them who has left are deleted, and of all others everybody is asked again.
    """
    left = SignUp.objects.filter(state=SeatState.ATTENDED).exclude(forgotten_at=None)
    drop_recordings(Q(session__in=left.values("session")))
    RecordingConsent.objects.all().delete()
