"""Leaving without a trace: at once, by whoever has the link or the code. What stays is a number."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from recoveryskole.domain.dropping import drop_consents, drop_recordings, drop_what_cannot_stand
from recoveryskole.domain.marks import drop_marks, marks_of
from recoveryskole.domain.seating import leave, let_in, lock_session
from recoveryskole.enums import Contact
from recoveryskole.models import Erasure, OwnPlan, SignUp
from seats.enums import SeatState


def forget(place: SignUp) -> None:
    """Delete what somebody and whom they bring have written, and give up their places. Twice is once.

    The rows stay, empty: they say how many came and nothing of whom. An `Erasure` for each says what to empty
    again when a copy from before is put back. A recording that they are on goes.
    """
    with transaction.atomic():
        session = lock_session(place.session_id)
        rows = [*SignUp.objects.filter(pk=place.pk), *SignUp.objects.filter(brought_by=place.pk)]
        leave([row for row in rows if row.state in (SeatState.WAITING, SeatState.OFFERED, SeatState.TAKEN)])
        empty(rows)
        if any(row.state == SeatState.ATTENDED for row in rows):
            drop_recordings(Q(session=session))
        Erasure.objects.bulk_create(
            [Erasure(sign_up=row.pk, erased_on=timezone.localdate()) for row in rows], ignore_conflicts=True
        )
        let_in(session)


def empty(rows: list[SignUp]) -> None:
    """Take every word out of the rows, the link with what it was used for, and a yes to a recording."""
    drop_consents(rows)
    now, marks = timezone.now(), marks_of(rows)
    for row in rows:
        row.name = row.address = row.needs = ""
        row.contact = Contact.CODE
        row.seed = row.token_hash = row.code_hash = row.letter_key = None
        row.is_unreached = False
        row.reminded_of_day = row.reminded_of_answer = None
        row.calendar_seed = row.calendar_hash = None
        row.forgotten_at = row.forgotten_at or now
        # It proved that an e-mail was on the list.
        row.holder = row.pk.hex
    fields = [
        "name",
        "address",
        "needs",
        "contact",
        "seed",
        "token_hash",
        "code_hash",
        "calendar_seed",
        "calendar_hash",
        "forgotten_at",
        "holder",
        "letter_key",
        "is_unreached",
        "reminded_of_day",
        "reminded_of_answer",
    ]
    SignUp.objects.bulk_update(rows, fields)
    drop_marks(marks)


def erase_again() -> int:
    """Empty what was erased before, after a copy of the database was put back; how many rows it was.

    Recordings are closed until all have said yes once more: the copy does not know who took theirs back.
    """
    erased = Erasure.objects.values("sign_up")
    with transaction.atomic():
        plans, _kinds = OwnPlan.objects.filter(pk__in=erased).delete()
        rows = list(SignUp.objects.select_for_update().filter(pk__in=erased, forgotten_at=None))
        leave([row for row in rows if row.state in (SeatState.WAITING, SeatState.OFFERED, SeatState.TAKEN)])
        empty(rows)
        drop_what_cannot_stand()
    return len(rows) + plans
