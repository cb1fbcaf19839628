"""Who has signed up for one session, for whoever sees to it: by the names they have chosen."""

from dataclasses import dataclass
from operator import attrgetter

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from recoveryskole.enums import Contact
from recoveryskole.models import Session, SignUp
from recoveryskole.models.sign_ups import LINE_ORDER
from seats.enums import SeatState


@dataclass(frozen=True, slots=True)
class Entry:
    """A living sign-up. `number` is the party's in line, from 1; None where it is not in line."""

    sign_up: SignUp
    number: int | None
    brought_by: str

    @property
    def contact(self) -> str:
        """How one reaches them: a number to ring in full, of an e-mail only enough to know it again."""
        if self.brought_by:
            return ""
        if self.sign_up.contact == Contact.EMAIL:
            return mask(self.sign_up.address)
        return self.sign_up.address or str(Contact.CODE.label)

    @property
    def state(self) -> str:
        """Where they stand, in words."""
        until = self.sign_up.offer_ends_at
        if until is not None:
            when = formats.date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")
            return _("Is asked, until %(when)s") % {"when": when}
        if self.number is not None:
            return _("In line, as number %(number)s") % {"number": self.number}
        return str(SeatState(self.sign_up.state).label)


def read_roll(session: Session) -> list[Entry]:
    """All living sign-ups of the session, first come first, whom they bring beneath; one query."""
    rows = list(SignUp.objects.living().filter(session=session))
    names = {row.pk: row.name for row in rows}
    line = sorted(
        (row for row in rows if row.state == SeatState.WAITING and row.brought_by_id is None),
        key=attrgetter(*LINE_ORDER),
    )
    numbers = {row.pk: number for number, row in enumerate(line, start=1)}
    since = {row.pk: row.signed_up_at for row in rows}
    rows.sort(
        key=lambda row: (since.get(row.party, row.signed_up_at), row.party, row.brought_by_id is not None)
    )
    return [
        Entry(row, numbers.get(row.party), names.get(row.brought_by_id, "") if row.brought_by_id else "")
        for row in rows
    ]


def mask(email: str) -> str:
    """An e-mail of which only its owner, and whoever asks them, knows the whole: b•••@example.org."""
    name, _at, house = email.partition("@")
    return f"{name[:1]}•••@{house}"
