"""Who has a seat in a session, and who is asked next. One way in: `let_in`, by whoever holds the lock.

The session's row is locked, then rows are counted: never before, never from a number that was kept.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from recoveryskole import policy
from recoveryskole.domain.hours import answer_by
from recoveryskole.domain.letters import tell
from recoveryskole.enums import Letter
from recoveryskole.models import Session, SignUp
from recoveryskole.models.sign_ups import SignUpQuerySet
from seats.domain.filling import fill_seats, give_up
from seats.enums import SeatState


def lock_session(pk: int) -> Session:
    """The session as it is now, locked until the transaction ends, with offers that have run out ended.

    Whoever changes its seats holds this: so a deadline holds to the second, with nobody to watch the clock.
    """
    session: Session = (
        Session.objects.select_for_update(of=("self",)).select_related("workshop", "term", "place").get(pk=pk)
    )
    _end_expired(session)
    return session


def let_in(session: Session, *, newcomer: uuid.UUID | None = None) -> None:
    """Give what is free to those who have waited longest; whoever waited is asked first.

    `newcomer` is a sign-up of this moment: it sees its seat at once, and is not asked. In the last hours
    nobody is asked, since there is no time to answer: then only newcomers get in, and whoever comes by.
    """
    now = timezone.now()
    if session.is_cancelled:
        return
    seats = SignUp.objects.filter(session=session)
    deadline = answer_by(session.starts_at, now)
    moved: list[SignUp] = []
    for line, limit in _lines(session, seats, now):
        asked = line if deadline else _only(line, newcomer)
        moved += fill_seats(
            seats, limit=limit, closes_at=session.starts_at, line=asked, into=SeatState.OFFERED
        )
    for party, rows in _by_party(moved):
        if party == newcomer or deadline is None:
            settle(rows, SeatState.TAKEN)
        else:
            _offer(rows, deadline)


def settle(rows: Iterable[SignUp], state: SeatState) -> None:
    """Put the rows of a party into a state in which nothing is kept, asked or waited for."""
    rows = list(rows)
    for row in rows:
        row.state, row.state_since = state, timezone.now()
        row.offer_ends_at = row.paused_until = None
    SignUp.objects.bulk_update(rows, ["state", "state_since", "offer_ends_at", "paused_until"])


def leave(rows: Iterable[SignUp]) -> None:
    """Give up the seats, or the places in line, of these rows. The caller lets others in."""
    for row in rows:
        row.offer_ends_at = row.paused_until = None
        SignUp.objects.filter(pk=row.pk).update(offer_ends_at=None, paused_until=None)
        give_up(row)


def party_of(sign_up: SignUp) -> list[SignUp]:
    """The living rows that move together with it, whoever brings first."""
    rows = SignUp.objects.living().filter(_party(sign_up.party))
    return sorted(rows, key=lambda row: row.brought_by_id is not None)


def fill_sessions(now: dt.datetime) -> int:
    """Ask whoever is next, where an offer has run out or a pause has ended; in how many sessions.

    Whatever changes seats lets in. This is for what nobody does: a moment that passes.
    """
    waited_for = Session.objects.filter(starts_at__gt=now, cancelled_at=None).filter(
        Q(sign_ups__state=SeatState.WAITING)
        | Q(sign_ups__state=SeatState.OFFERED, sign_ups__offer_ends_at__lte=now)
    )
    keys = list(waited_for.order_by("pk").values_list("pk", flat=True).distinct())
    for pk in keys:
        with transaction.atomic():
            let_in(lock_session(pk))
    return len(keys)


def _lines(
    session: Session, seats: SignUpQuerySet, now: dt.datetime
) -> Iterator[tuple[SignUpQuerySet, int | None]]:
    """Who is asked, and up to how many seats: everybody, then those for whom some are kept."""
    used = seats.holding().filter(may_have_kept=True).count() if session.kept_seats else 0
    yield seats.in_line(), session.limit_for_all(used, now)
    if session.kept_seats:
        yield seats.in_line().filter(may_have_kept=True), session.seats


def _offer(rows: list[SignUp], deadline: dt.datetime) -> None:
    for row in rows:
        row.offer_ends_at, row.paused_until = deadline, None
    SignUp.objects.bulk_update(rows, ["offer_ends_at", "paused_until"])
    tell(rows[0], Letter.OFFERED)


def _end_expired(session: Session) -> None:
    """Offers that nobody answered: the first time last in line again, the second time out of it."""
    expired = list(SignUp.objects.filter(session=session).expired().order_by("offer_ends_at", "pk"))
    for _party_key, rows in _by_party(expired):
        for row in rows:
            row.unanswered += 1
            row.in_line_since = row.offer_ends_at or timezone.now()
            is_out = row.unanswered >= policy.MOST_UNANSWERED
            row.state = SeatState.GIVEN_UP if is_out else SeatState.WAITING
            row.number = row.offer_ends_at = row.paused_until = None
            row.state_since = timezone.now()
        fields = ["state", "state_since", "number", "offer_ends_at", "paused_until"]
        SignUp.objects.bulk_update(rows, [*fields, "unanswered", "in_line_since"])
        tell(rows[0], Letter.NOT_ANSWERED)


def _by_party(rows: list[SignUp]) -> Iterator[tuple[uuid.UUID, list[SignUp]]]:
    """The rows by party, in their order, whoever brings first."""
    order: dict[uuid.UUID, int] = {}
    for row in rows:
        order.setdefault(row.party, len(order))
    rows = sorted(rows, key=lambda row: (order[row.party], row.brought_by_id is not None))
    for party, group in groupby(rows, key=lambda row: row.party):
        yield party, list(group)


def _only(line: SignUpQuerySet, newcomer: uuid.UUID | None) -> SignUpQuerySet:
    return line.filter(_party(newcomer)) if newcomer else line.none()


def _party(key: uuid.UUID) -> Q:
    return Q(pk=key) | Q(brought_by=key)
