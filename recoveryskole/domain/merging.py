"""Two sign-ups that are one person: one place is left, with the best of both."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from recoveryskole.domain.leaving import empty
from recoveryskole.domain.letters import tell
from recoveryskole.domain.seating import leave, let_in, lock_session, party_of
from recoveryskole.domain.sign_ups import SchoolRefused, must_not_have_begun
from recoveryskole.enums import Contact, Letter
from recoveryskole.models import Erasure, SignUp
from recoveryskole.models.sign_ups import NEEDS_LENGTH
from seats.enums import HOLDING_STATES, SeatState

# Whoever has said yes stands before whoever is asked, and they before whoever waits.
RANK = (SeatState.WAITING, SeatState.OFFERED, SeatState.TAKEN)


def which_to_keep(one: SignUp, other: SignUp) -> tuple[SignUp, SignUp]:
    """The one that stays and the one that goes: what was signed up last stays, its link is the one at hand.

    Whoever is brought along has no link, and goes; of two such the one with the better place stays.
    """
    if one.brought_by_id and other.brought_by_id:
        drop, keep = sorted((one, other), key=_rank)
    else:
        drop, keep = sorted((one, other), key=lambda row: (row.brought_by_id is None, row.signed_up_at))
    return keep, drop


def merge(keep: SignUp, drop: SignUp, *, by: User) -> None:
    """Make one place of two for the same session. Twice is once.

    The earlier place in line counts, and a seat that either has is kept. Whoever `drop` brings comes along
    with `keep`, unless `keep` brings somebody. What they need is put together. `drop` is given up and
    emptied: its link and code lead nowhere. Raises `SchoolRefused` where it has begun, where one of them is
    off the list, and where those who come together would not have seats together.
    """
    with transaction.atomic():
        session = lock_session(keep.session_id)
        must_not_have_begun(session)
        now = SignUp.objects.in_bulk([keep.pk, drop.pk])
        keep, drop = now[keep.pk], now[drop.pk]
        if drop.forgotten_at is not None and keep.forgotten_at is None:
            return
        _must_fit(keep, drop)
        best = max((keep, drop), key=lambda row: (_rank(row), row.pk == keep.pk))
        standing = {name: getattr(best, name) for name in ("state", "offer_ends_at", "paused_until")}
        stays, goes = _divide(keep, drop)
        numbers = [row.number for row in (*stays, *goes) if row.number is not None]
        _take_over(keep, drop, stays, goes)
        _stand(stays, standing, numbers)
        has_seat = standing["state"] in HOLDING_STATES
        let_in(session, newcomer=keep.party if has_seat else None)
        if has_seat:
            _must_sit_together(keep, standing)
        record_action(session, "recoveryskole.merge_sign_ups", user=by)


def _rank(row: SignUp) -> int:
    return RANK.index(SeatState(row.state)) if row.state in RANK else -1


def _must_fit(keep: SignUp, drop: SignUp) -> None:
    if keep.pk == drop.pk or keep.session_id != drop.session_id:
        raise SchoolRefused(_("Choose two of the same session."))
    if min(_rank(keep), _rank(drop)) < 0:
        raise SchoolRefused(_("One of them is not on the list any more."))
    comes_along = keep.brought_by_id is not None
    brings = SignUp.objects.living().filter(brought_by=drop).exists()
    if comes_along and (brings or _rank(drop) > _rank(keep)):
        raise SchoolRefused(_("One of them comes along with somebody. Ask which place they want to keep."))


def _divide(keep: SignUp, drop: SignUp) -> tuple[list[SignUp], list[SignUp]]:
    """Who is of the party afterwards, `keep` among them, and who goes."""
    stays = [keep, *(row for row in party_of(keep) if row.pk not in (keep.pk, drop.pk))]
    brought = list(SignUp.objects.living().filter(brought_by=drop))
    if len(stays) == 1:
        return stays + brought, [drop]
    return stays, [drop, *brought]


def _take_over(keep: SignUp, drop: SignUp, stays: list[SignUp], goes: list[SignUp]) -> None:
    """Give up and empty who goes; what they have asked for, and how to reach them, is not lost."""
    needs = "\n".join(dict.fromkeys(filter(None, (keep.needs, drop.needs))))[:NEEDS_LENGTH]
    reach = {name: getattr(drop, name) for name in ("contact", "address", "holder", "language")}
    is_reached_by_it = (
        keep.brought_by_id is None and keep.contact == Contact.CODE and drop.contact != Contact.CODE
    )
    earliest = {
        name: min(getattr(keep, name), getattr(drop, name)) for name in ("in_line_since", "signed_up_at")
    }
    either = {name: getattr(keep, name) or getattr(drop, name) for name in ("may_have_kept", "has_paused")}
    leave(goes)
    empty(goes)
    Erasure.objects.bulk_create(
        [Erasure(sign_up=row.pk, erased_on=timezone.localdate()) for row in goes], ignore_conflicts=True
    )
    SignUp.objects.filter(pk=keep.pk).update(needs=needs, **(reach if is_reached_by_it else {}))
    if keep.brought_by_id is None:
        SignUp.objects.filter(pk__in=[row.pk for row in stays]).update(**earliest, **either)
        others = [row.pk for row in stays if row.pk != keep.pk]
        SignUp.objects.filter(pk__in=others).update(brought_by=keep)
    if is_reached_by_it:
        keep.refresh_from_db()
        tell(keep, Letter.SIGNED_UP)


def _stand(stays: list[SignUp], standing: dict[str, Any], numbers: list[int]) -> None:
    """Put the party where the better of the two stood, on the seats that both had; who is left over waits."""
    rows = SignUp.objects.filter(pk__in=[row.pk for row in stays])
    waits = {"state": SeatState.WAITING, "number": None, "offer_ends_at": None}
    if standing["state"] not in HOLDING_STATES:
        rows.update(**waits, paused_until=standing["paused_until"])
        return
    # First none has a number, so that none is there twice on the way.
    rows.update(**waits, paused_until=None)
    for row, number in zip(stays, numbers, strict=False):
        since = row.state_since if row.state == standing["state"] else timezone.now()
        rows.filter(pk=row.pk).update(number=number, state_since=since, **standing)


def _must_sit_together(keep: SignUp, standing: dict[str, Any]) -> None:
    """Whoever got a seat of this moment is asked, or has it, as the one they belong to."""
    party = party_of(keep)
    if any(row.state not in HOLDING_STATES for row in party):
        raise SchoolRefused(
            _("There are not seats for all who come together. Ask which place they want to keep.")
        )
    SignUp.objects.filter(pk__in=[row.pk for row in party]).update(**standing)
