"""Who comes, as they wish to be called. No row here points to a person of the house."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recoveryskole.enums import Contact
from seats.enums import SeatState
from seats.models import Seat, SeatQuerySet, seat_constraints

from .sessions import Session

NAME_LENGTH = 60
NEEDS_LENGTH = 500
# Whoever has waited longest stands first.
LINE_ORDER = ("in_line_since", "signed_up_at", "pk")


class SignUpQuerySet(SeatQuerySet["SignUp"]):
    def in_line(self) -> Self:
        """Those who wait and are asked when a seat is free: not while their place is only kept."""
        asked = self.waiting().filter(Q(paused_until=None) | Q(paused_until__lte=timezone.now()))
        return asked.order_by(*LINE_ORDER)

    def parties_in_line(self) -> Self:
        """One row for each party in line, those too who asked to be left in peace for a while."""
        return self.waiting().filter(brought_by=None).order_by(*LINE_ORDER)

    def coming(self) -> Self:
        """Those with a seat that is theirs, or who were there; not those who are only asked."""
        return self.filter(state__in=(SeatState.TAKEN, SeatState.ATTENDED))

    def expired(self) -> Self:
        """Those who were asked and have not answered in time."""
        return self.filter(state=SeatState.OFFERED, offer_ends_at__lte=timezone.now())


class SignUp(Seat):
    """Somebody comes to a session, under a name of their own choice.

    There is no key to a user, no role, no number of a person. `seed` and a secret of the server make the link
    and the code that manage it; here stands only what proves them. A companion is a row of its own, which
    moves together with whoever brings them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sign_ups")
    # A keyed hash of session and e-mail, so that one address signs up once; drawn where there is none.
    holder = models.CharField(max_length=64, editable=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    contact = models.CharField(_("contact"), max_length=9, choices=Contact, default=Contact.CODE)
    address = models.CharField(_("e-mail or telephone"), max_length=254, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    needs = models.TextField(_("needs"), blank=True, validators=[MaxLengthValidator(NEEDS_LENGTH)])
    brought_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="companions", editable=False
    )
    seed = models.UUIDField(default=uuid.uuid4, null=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    # The address for a calendar is made of a draw of its own, so that it can be stopped; none until one asks.
    calendar_seed = models.UUIDField(null=True, editable=False)
    calendar_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    in_line_since = models.DateTimeField(default=timezone.now, editable=False)
    offer_ends_at = models.DateTimeField(null=True, editable=False)
    paused_until = models.DateTimeField(null=True, editable=False)
    has_paused = models.BooleanField(default=False, editable=False)
    unanswered = models.PositiveSmallIntegerField(default=0, editable=False)
    # It may have a seat of those that are kept.
    may_have_kept = models.BooleanField(default=False, editable=False)
    # Came without having signed up, and was written down on the day.
    is_drop_in = models.BooleanField(default=False, db_default=False, editable=False)
    # Names, addresses and wishes are gone; the row counts and says nothing.
    forgotten_at = models.DateTimeField(null=True, editable=False)
    # By this random key the letters to this address are known, if one comes back.
    letter_key = models.UUIDField(default=uuid.uuid4, null=True, unique=True, editable=False)
    # A letter to this address could not be sent, for good.
    is_unreached = models.BooleanField(default=False, db_default=False, editable=False)
    # The day of the session, and the day an answer is due, that a reminder has gone out for.
    reminded_of_day = models.DateField(null=True, editable=False)
    reminded_of_answer = models.DateField(null=True, editable=False)

    objects: ClassVar[SignUpQuerySet] = SignUpQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Seat.Meta):
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *seat_constraints(gathering="session", holder="holder", name="sign_up"),
            models.UniqueConstraint(
                fields=["brought_by"],
                condition=~Q(state=SeatState.GIVEN_UP),
                name="sign_up_one_companion",
            ),
            models.CheckConstraint(
                condition=Q(offer_ends_at=None) | Q(state=SeatState.OFFERED),
                name="sign_up_deadline_only_when_offered",
            ),
            models.CheckConstraint(
                condition=Q(paused_until=None) | Q(state__in=(SeatState.WAITING, SeatState.OFFERED)),
                name="sign_up_paused_only_unsettled",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None)
                | Q(name="", address="", needs="", seed=None, token_hash=None, calendar_hash=None),
                name="sign_up_forgotten_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(calendar_seed=None, calendar_hash=None)
                | Q(calendar_seed__isnull=False, calendar_hash__isnull=False),
                name="sign_up_calendar_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"

    @property
    def took_part(self) -> bool:
        """It is over, and somebody has ticked that they came."""
        return self.state == SeatState.ATTENDED and self.session.is_over

    @property
    def party(self) -> uuid.UUID:
        """Who follows whom: a companion has the key of whoever brings them."""
        return self.brought_by_id or self.pk


class Erasure(models.Model):
    """Somebody has left without a trace: which row to empty again when a copy is put back, and no more.

    The row's key was drawn, and stands in no letter and no address. It may be that of an `OwnPlan`.
    """

    sign_up = models.UUIDField(primary_key=True, editable=False)
    erased_on = models.DateField(editable=False)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.sign_up}"
