"""Signing up, and all that one can do with one's place. Each is one act under the session's lock."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import Refusal, Refused
from recoveryskole.domain.hours import answer_by, keep_until
from recoveryskole.domain.letters import tell
from recoveryskole.domain.links import tie
from recoveryskole.domain.seals import secrets_of_server
from recoveryskole.domain.seating import leave, let_in, lock_session, party_of, settle
from recoveryskole.domain.wishes import Wish
from recoveryskole.enums import Contact, Letter
from recoveryskole.models import Session, SignUp
from seats.enums import HOLDING_STATES, SeatState

NOBODY = uuid.UUID(int=0)


class SchoolRefused(Refused):
    """It cannot be done with this place, or no more."""

    def __init__(self, message: str | Promise, why: Refusal = Refusal.ALREADY) -> None:
        super().__init__(message, why)


def is_open(session: Session, now: dt.datetime | None = None) -> bool:
    """Whether one can sign up: shown, not cancelled, not begun. A full one has a line."""
    is_shown = session.is_published and session.workshop.live
    return is_shown and not session.is_cancelled and (now or timezone.now()) < session.starts_at


def sign_up(session_id: int, wish: Wish, *, by_telephone: bool = False) -> SignUp:
    """Sign somebody up; what comes back looks new, whether or not that e-mail was signed up before.

    The same statements run in the same order either way, and one letter goes to the e-mail: whoever stands
    beside cannot learn whether somebody is on the list. Where the e-mail was there already nothing of it
    changes: a shadow takes the same way and is gone at the end, and the letter leads to the first.
    Raises `SchoolRefused` where it is too late or cancelled.
    """
    with transaction.atomic():
        session = lock_session(session_id)
        if not is_open(session):
            raise SchoolRefused(_("It is too late to sign up for this one. Look for the next."))
        holder, *earlier = _holders(session, wish.contact, wish.address)
        known = SignUp.objects.living().filter(session=session, holder__in=[holder, *earlier]).first()
        mine = SignUp(
            session=session,
            holder=_drawn() if known else holder,
            name=wish.name,
            contact=wish.contact,
            address=wish.address,
            needs=wish.needs,
            language=wish.language,
            may_have_kept=by_telephone,
        )
        tie(mine)
        mine.save(force_insert=True)
        if wish.companion:
            _add_companion(mine, wish.companion)
        let_in(session, newcomer=mine.pk)
        _drop(mine.pk if known else NOBODY)
        tell(known or mine, Letter.SIGNED_UP)
    return mine


def accept(place: SignUp) -> None:
    """Say yes to what is offered, for all of the party. Said twice it is said once."""
    with _mine(place) as (_session, party):
        if _is_settled(party):
            return
        _must(party[0].state == SeatState.OFFERED, _("The seat has gone to the next in line."))
        settle(party, SeatState.TAKEN)


def take_free(place: SignUp) -> None:
    """Take a seat that is free in the last hours, when nobody is asked any more: first come, first served."""
    with _mine(place) as (session, party):
        if _is_settled(party):
            return
        _must(party[0].state == SeatState.WAITING, _("You have a seat already."))
        _must(
            answer_by(session.starts_at, timezone.now()) is None,
            _("We ask those who have waited longest first."),
        )
        let_in(session, newcomer=party[0].pk)
        _must(_is_settled(party_of(place)), _("There is no free seat right now."))


def cancel(place: SignUp) -> None:
    """Give up the place, or say no to an offer; nobody asks why. Twice is once."""
    with transaction.atomic():
        session = lock_session(place.session_id)
        must_not_have_begun(session)
        if party := party_of(place):
            leave(party)
            let_in(session)
            tell(party[0], Letter.LEFT)


def bring(place: SignUp, name: str) -> None:
    """Bring a companion: two seats or none. In line they wait for two together.

    Whoever has a seat already brings somebody only where another is free, and nobody is asked first.
    """
    with _mine(place) as (session, party):
        _must(len(party) == 1, _("You bring somebody already."))
        lead = party[0]
        _must(lead.brought_by_id is None, _("You come along with somebody. Ask them."))
        companion = _add_companion(lead, name)
        if lead.state == SeatState.WAITING:
            let_in(session)
            return
        let_in(session, newcomer=lead.pk)
        companion.refresh_from_db()
        _must(
            companion.state in HOLDING_STATES,
            _("There is no seat for one more right now. Your own is still yours."),
        )
        if lead.state == SeatState.OFFERED:
            companion.state, companion.offer_ends_at = SeatState.OFFERED, lead.offer_ends_at
            companion.save(update_fields=["state", "offer_ends_at"])


def leave_companion(place: SignUp) -> None:
    """Come alone after all: the companion's seat, or place in line, is free."""
    with _mine(place) as (session, party):
        if companions := [row for row in party if row.brought_by_id]:
            leave(companions)
            let_in(session)


def pause(place: SignUp) -> dt.datetime:
    """Keep the place for somebody in doubt, once; until when. They keep it by saying yes within that time.

    In line it means: not to be asked before then, with the number kept.
    """
    with _mine(place) as (session, party):
        _must(not party[0].has_paused, _("You can do that once. Say yes, or give your place to the next."))
        until = keep_until(session.starts_at, timezone.now())
        if until is None:
            raise SchoolRefused(_("It begins too soon to keep a place open. Come, or give it to the next."))
        for row in party:
            row.has_paused = True
            row.paused_until = until
            if row.state != SeatState.WAITING:
                row.state, row.offer_ends_at = SeatState.OFFERED, until
        fields = ["has_paused", "paused_until", "state", "offer_ends_at"]
        SignUp.objects.bulk_update(party, fields)
    return until


def change_words(place: SignUp, *, name: str, needs: str) -> None:
    """Be called something else, or need something else. `name` and `needs` as `read_wish` gives them."""
    with _mine(place) as (_session, _party):
        SignUp.objects.filter(pk=place.pk).update(name=name, needs=needs)


def change_address(place: SignUp, contact: Contact, address: str) -> None:
    """Be reached in another way; what `read_reach` gives. A letter with the link goes to an e-mail.

    The same statements run whether or not somebody else is on the list by that e-mail. Where one is, both
    stand: it is for the school to make one of two. Letters to the old address say nothing any more.
    """
    with _mine(place) as (session, party):
        mine = next(row for row in party if row.pk == place.pk)
        holder, *earlier = _holders(session, contact, address)
        living = SignUp.objects.living().filter(session=session, holder__in=[holder, *earlier])
        others = living.exclude(pk=mine.pk)
        mine.holder = _drawn() if others.first() else holder
        mine.contact, mine.address = contact, address
        mine.letter_key, mine.is_unreached = uuid.uuid4(), False
        mine.save(update_fields=["holder", "contact", "address", "letter_key", "is_unreached"])
        tell(mine, Letter.SIGNED_UP)


def _add_companion(lead: SignUp, name: str) -> SignUp:
    """A row that moves together with `lead`, from where `lead` stands in line.

    It has no link of its own: whoever brings somebody manages both places.
    """
    companion = SignUp(
        session_id=lead.session_id,
        holder=_drawn(),
        name=name,
        brought_by=lead,
        seed=None,
        signed_up_at=lead.signed_up_at,
        in_line_since=lead.in_line_since,
        may_have_kept=lead.may_have_kept,
        paused_until=lead.paused_until if lead.state == SeatState.WAITING else None,
    )
    companion.save(force_insert=True)
    return companion


def _drop(shadow: uuid.UUID) -> None:
    """Take a shadow, and whom it brings, away again. For `NOBODY` the same statements find no row."""
    for rows in (SignUp.objects.filter(brought_by=shadow), SignUp.objects.filter(pk=shadow)):
        # Nothing else points to a row of this moment: without the questions that `delete` asks about that.
        rows._raw_delete(using=rows.db)


@contextmanager
def _mine(place: SignUp) -> Iterator[tuple[Session, list[SignUp]]]:
    """The session, locked, and the party as it is now. Raises `SchoolRefused` where that is over."""
    with transaction.atomic():
        session = lock_session(place.session_id)
        must_not_have_begun(session)
        party = party_of(place)
        _must(bool(party), _("You are not on the list any more. You can sign up anew."))
        yield session, party


def must_not_have_begun(session: Session) -> None:
    """Places change until it begins. Raises `SchoolRefused` afterwards, and where it is cancelled."""
    _must(not session.is_cancelled, _("It is cancelled. There is nothing to change."))
    _must(timezone.now() < session.starts_at, _("It has begun. Just come, or stay at home."))


def _must(holds: bool, message: str | Promise) -> None:
    if not holds:
        raise SchoolRefused(message)


def _is_settled(party: list[SignUp]) -> bool:
    return all(row.state in (SeatState.TAKEN, SeatState.ATTENDED) for row in party)


def _holders(session: Session, contact: Contact, address: str) -> list[str]:
    """What tells two sign-ups for a session apart: as it is made today, and by earlier secrets of the server.

    A telephone number does not tell them apart: several may share it.
    """
    if contact != Contact.EMAIL:
        return [_drawn()]
    told = f"{session.pk}:{address.casefold()}"
    return [
        salted_hmac("recoveryskole.holder", told, secret=secret, algorithm="sha256").hexdigest()
        for secret in secrets_of_server()
    ]


def _drawn() -> str:
    return uuid.uuid4().hex
