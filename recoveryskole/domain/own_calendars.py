"""Secret addresses for one's own calendar: of a place, and of all that an account keeps.

An address goes to whoever runs the calendar. So it opens no page, and is stopped on its own.
"""

import uuid

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recoveryskole.domain.links import address_of, find_by_calendar, hash_of, tie_calendar
from recoveryskole.domain.owners import lock_owner
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import OwnCalendar, SignUp


class CalendarChanged(SchoolRefused):
    """Another window has made an address, or stopped it, since the page was read."""

    def __init__(self) -> None:
        super().__init__(_("You have changed it in another window. Look at the page again."))


def make_for_place(place: SignUp, read: str) -> None:
    """A new address for the place's calendar; the one before stops at once.

    `read` is what `mark_of` said when the page was made: of two that are sent at once, one makes an address.
    """
    with transaction.atomic():
        now = SignUp.objects.select_for_update().get(pk=place.pk)
        if now.forgotten_at is None and now.seed is not None and read == mark_of(now):
            tie_calendar(now, uuid.uuid4())
            now.save(update_fields=["calendar_seed", "calendar_hash"])


def stop_for_place(place: SignUp) -> None:
    """Stop the address of the place's calendar. Twice is once."""
    SignUp.objects.filter(pk=place.pk).update(calendar_seed=None, calendar_hash=None)


def mark_of(place: SignUp) -> str:
    """Which address the place has now, in a few signs that open nothing; none is empty."""
    return (place.calendar_hash or "")[:12]


def make(person: User, key: uuid.UUID, *, read: int) -> str:
    """A new address for all that the person keeps, told here and never again. The old one stops at once.

    `key` was drawn with the form and `read` is the number of the page: sent twice, the same address comes
    back. Raises `CalendarChanged` where the page was old.
    """
    token = address_of(
        salted_hmac("recoveryskole.own_calendar", f"{person.pk}:{key}:{read}", algorithm="sha256").digest()
    )
    with transaction.atomic():
        mine = _lock(person)
        if mine.address_hash == hash_of(token):
            return token
        if mine.number != read:
            raise CalendarChanged
        _write(mine, hash_of(token))
    return token


def stop(person: User) -> None:
    """Stop the address. Twice is once."""
    with transaction.atomic():
        mine = _lock(person)
        if mine.address_hash is not None:
            _write(mine, None)


def calendar_of(person: User) -> OwnCalendar:
    """Whether there is an address, and the number for the next; not stored where there was none."""
    return OwnCalendar.objects.filter(person=person).first() or OwnCalendar(person=person)


def find_owner(token: str) -> User | None:
    """Whose calendar the address opens, of those who can sign in."""
    found = OwnCalendar.objects.filter(address_hash=hash_of(token), person__is_active=True)
    mine = found.select_related("person").first()
    return mine.person if mine else None


def find_place(token: str) -> SignUp | None:
    """The place whose calendar the address opens, until it is over."""
    place = find_by_calendar(token)
    return None if place is None or place.session.is_over else place


def _lock(person: User) -> OwnCalendar:
    lock_owner(person)
    return calendar_of(person)


def _write(mine: OwnCalendar, address_hash: str | None) -> None:
    mine.address_hash, mine.number = address_hash, mine.number + 1
    mine.save()
