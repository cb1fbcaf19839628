"""Links by which somebody shares their profile: made, opened, withdrawn, forgotten."""

import datetime as dt
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from development.models import ProfileShare
from development.policy import MOST_SHARES, SHARE_DAYS, SHOWN_ENDED_SHARES

# 160 bits.
TOKEN_BYTES = 20


class TooManyShares(Refused):
    """As many links as one may have work already."""

    def __init__(self) -> None:
        super().__init__(
            _("You have as many links as you can have at a time. Withdraw one, and make a new one then."),
            Refusal.TOO_EARLY,
        )


class ShareIsOver(Refused):
    """The form was sent before, and the link that it made does not work any more."""

    def __init__(self) -> None:
        super().__init__(
            _("The link that this form made does not work any more. Open the page again and make a new one."),
            Refusal.ALREADY,
        )


@dataclass(frozen=True, slots=True)
class MadeShare:
    """A link, and the token in its address: only whoever has just made it can be told."""

    share: ProfileShare
    token: str


@dataclass(frozen=True, slots=True)
class Shares:
    """A person's links, the newest first: all that work, and of the others the newest."""

    living: tuple[ProfileShare, ...]
    ended: tuple[ProfileShare, ...]

    @property
    def is_full(self) -> bool:
        return len(self.living) >= MOST_SHARES


@transaction.atomic
def make_share(
    person: User, *, form_id: str, days: int, with_own_view: bool, meant_for: str = ""
) -> MadeShare:
    """A link to the person's profile that works for so many days, one of `SHARE_DAYS`.

    `form_id` is drawn for each form: one that is sent twice makes one link, and tells it both times. Raises
    `TooManyShares`, `ShareIsOver`, and ValueError for days that nobody can choose.
    """
    if days not in SHARE_DAYS:
        raise ValueError(f"A link works for some of {SHARE_DAYS} days, not for {days}.")
    # One at a time for each person: the links that work are counted before one is added.
    User.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first()
    now, token = timezone.now(), _token(person, form_id)
    mine = ProfileShare.objects.filter(person=person)
    made_before = mine.filter(token_hash=_hash(token)).first()
    if made_before is not None:
        if not mine.living(now).filter(pk=made_before.pk).exists():
            raise ShareIsOver
        return MadeShare(made_before, token)
    if mine.living(now).count() >= MOST_SHARES:
        raise TooManyShares
    share = ProfileShare.objects.create(
        person=person,
        token_hash=_hash(token),
        meant_for=meant_for,
        with_own_view=with_own_view,
        made_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    said = {"days": days, "own_view": with_own_view}
    record_action(share, "development.share_profile", user=person, data=said)
    return MadeShare(share, token)


def _token(person: User, form_id: str) -> str:
    """What stands in the address: made of what only that form holds, where the server's secret is."""
    drawn = f"{person.pk}:{form_id}"
    digest = salted_hmac("development.profile_share", drawn, algorithm="sha256").digest()
    return b32encode(digest[:TOKEN_BYTES]).decode().lower()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def withdraw_share(share: ProfileShare) -> None:
    """From now on the link opens nothing. Nothing happens where it does not work any more."""
    now = timezone.now()
    if ProfileShare.objects.living(now).filter(pk=share.pk).update(withdrawn_at=now):
        record_action(share, "development.withdraw_share", user=share.person)


def find_share(token: str) -> ProfileShare | None:
    """The link of this token with its owner, while it opens their profile; one query."""
    shares = ProfileShare.objects.opening(timezone.now()).select_related("person")
    return shares.filter(token_hash=_hash(token)).first()


def count_opening(share: ProfileShare, reader: User | None) -> None:
    """Count that the link was opened today. Its owner, who tries it out, is not counted.

    Nothing is kept of who it was. A program that looks through a letter for traps counts as well: it does no
    harm, for opening only shows.
    """
    if reader == share.person:
        return
    ProfileShare.objects.filter(pk=share.pk).update(
        times_opened=F("times_opened") + 1, last_opened_on=timezone.localdate()
    )


def read_shares(person: User) -> Shares:
    """The person's links; two queries."""
    mine, now = ProfileShare.objects.filter(person=person), timezone.now()
    living = mine.living(now)
    ended = mine.exclude(pk__in=living.order_by().values("pk"))
    return Shares(tuple(living), tuple(ended[:SHOWN_ENDED_SHARES]))


def forget(person: User) -> int:
    """End the person's links and take their words out; how many rows that changed. The rows stand."""
    now = timezone.now()
    telling = ~Q(meant_for="") | Q(withdrawn_at=None, expires_at__gt=now)
    with transaction.atomic():
        mine = ProfileShare.objects.select_for_update().filter(person=person)
        told = list(mine.filter(telling))
        for share in told:
            share.meant_for = ""
            if share.expires_at > now:
                share.withdrawn_at = share.withdrawn_at or now
        ProfileShare.objects.bulk_update(told, ["meant_for", "withdrawn_at"])
    return len(told)
