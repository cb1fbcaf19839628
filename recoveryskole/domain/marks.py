"""That a link has been used for something that counts once: a mark of its own, which leads to nobody."""

from collections.abc import Iterable
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from recoveryskole.domain.links import hash_of, token_of
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import LinkMark, SignUp
from seats.enums import SeatState


class Use(StrEnum):
    """What a link can be used for once."""

    CLAIM = "claimed"
    FEEDBACK = "feedback"


def mark_of(place: SignUp, use: Use) -> str:
    """What the link's use is known by: made of the link, which no row holds and which outlives a secret.

    Raises ValueError where nothing leads to the sign-up any more.
    """
    return hash_of(f"{use}:{token_of(place)}")


def is_marked(place: SignUp, use: Use) -> bool:
    """Whether the link has been used for it."""
    return LinkMark.objects.filter(pk=mark_of(place, use)).exists()


def mark(place: SignUp, use: Use) -> None:
    """Use the link, once; call it in the transaction of what it is used for. Raises `SchoolRefused`.

    The sign-up is neither written nor locked: whoever uses the link, or takes the name away, at the same
    moment waits for the mark. So the row is read after it.
    """
    try:
        with transaction.atomic():
            LinkMark.objects.create(mark=mark_of(place, use))
    except IntegrityError:
        raise SchoolRefused(_("This link has been used already. It counts once.")) from None
    still = SignUp.objects.filter(pk=place.pk, seed=place.seed, state=SeatState.ATTENDED)
    if not still.exists():
        raise SchoolRefused(_("Only those who came can use it."))


def marks_of(rows: Iterable[SignUp]) -> list[str]:
    """The marks that links of these rows have or may get. Read them before the rows are emptied."""
    return [mark_of(row, use) for row in rows if row.seed is not None for use in Use]


def drop_marks(marks: Iterable[str]) -> None:
    """Take the marks away, after the rows were emptied and in the same transaction.

    Each is set first: whoever uses the link at this moment is waited for, or finds the row empty.
    """
    marks = sorted(marks)
    LinkMark.objects.bulk_create([LinkMark(mark=one) for one in marks], ignore_conflicts=True)
    LinkMark.objects.filter(pk__in=marks).delete()
