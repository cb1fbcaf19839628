import datetime as dt
import uuid
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recoveryskole.enums import Knowledge
from recoveryskole.policy import KEPT_UNTIL
from seats.enums import HOLDING_STATES, SeatState

from .facilitators import Facilitator
from .terms import Place, Term


class SessionQuerySet(models.QuerySet["Session"]):
    def on_show(self) -> "SessionQuerySet":
        """What anyone may read of, in terms that are shown: cancelled ones too, which say so."""
        return self.filter(is_published=True, workshop__live=True, term__is_published=True)

    def upcoming(self, now: dt.datetime | None = None) -> "SessionQuerySet":
        """Not over yet, the next one first."""
        return self.filter(ends_at__gte=now or timezone.now()).order_by("starts_at", "pk")

    def taught_by(self, person: User) -> "SessionQuerySet":
        """Those that whoever is signed in teaches, shown or not: nobody else sees who comes."""
        return self.filter(teachings__facilitator__person=person)

    def with_pair(self) -> "SessionQuerySet":
        """Adds `has_pair`: at least one teaches who has lived with it, and one who works with it."""
        taught = Teaching.objects.filter(session=OuterRef("pk"))
        lived, profession = (Exists(taught.filter(facilitator__knowledge=one)) for one in Knowledge)
        return self.annotate(has_pair=Q(lived) & Q(profession))

    def with_counts(self) -> "SessionQuerySet":
        """Adds `held`, `kept_held` and `waiting`, for showing: who gives a seat locks it and counts again."""
        holds = Q(sign_ups__state__in=HOLDING_STATES)
        return self.annotate(
            held=Count("sign_ups", filter=holds),
            kept_held=Count("sign_ups", filter=holds & Q(sign_ups__may_have_kept=True)),
            waiting=Count("sign_ups", filter=Q(sign_ups__state=SeatState.WAITING)),
        )


class Session(models.Model):
    """One time that a workshop meets. It stands beside the workshop's page, not in it.

    Publishing an older draft of the page moves and deletes none. A session that people have signed up for is
    cancelled, never deleted.
    """

    workshop = models.ForeignKey(
        "recoveryskole.WorkshopPage",
        on_delete=models.PROTECT,
        related_name="sessions",
        verbose_name=_("workshop"),
    )
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("term"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.ForeignKey(
        Place,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
        verbose_name=_("place"),
    )
    room = models.CharField(_("room"), max_length=80, blank=True)
    online_url = models.URLField(
        _("address of the online meeting"),
        blank=True,
        help_text=_("Only those who have a seat see it."),
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no limit.")
    )
    kept_seats = models.PositiveSmallIntegerField(
        _("of these kept for the telephone"),
        default=0,
        help_text=_("From the day before they are free for all."),
    )
    is_recorded = models.BooleanField(
        _("is recorded"),
        default=False,
        db_default=False,
        help_text=_("All are told beforehand. It is shown only to those who come, and only if all say yes."),
    )
    is_published = models.BooleanField(_("is shown"), default=False, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    facilitators = models.ManyToManyField(Facilitator, through="Teaching", related_name="sessions")
    # What calendars know it by (RFC 5545: UID, SEQUENCE, LAST-MODIFIED).
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("A session must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=False) | ~Q(online_url=""),
                name="session_is_somewhere",
                violation_error_message=_("Say where it is: a place, or an online address."),
            ),
            models.CheckConstraint(
                # A comparison with NULL lets the row in.
                condition=Q(kept_seats=0) | Q(seats__isnull=False, kept_seats__lte=F("seats")),
                name="session_keeps_of_its_seats",
                violation_error_message=_("More seats are kept than there are."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop}, {timezone.localtime(self.starts_at):%d.%m.%Y %H.%M}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def where(self) -> str:
        """House and room; nothing where it is only online."""
        return ", ".join(filter(None, (self.place.name if self.place else "", self.room)))

    def limit_for_all(self, kept_held: int, now: dt.datetime) -> int | None:
        """How many people may have a seat by signing up themselves; None: as many as come.

        Seats kept for the telephone are taken from it until the day before; those that are used
        (`kept_held`) no longer are.
        """
        if self.seats is None:
            return None
        is_kept = now < self.starts_at - KEPT_UNTIL
        return self.seats - (max(self.kept_seats - kept_held, 0) if is_kept else 0)

    @property
    def free(self) -> int | None:
        """Seats for whoever signs up now, of a session read `with_counts`; None: as many as come."""
        limit = self.limit_for_all(self.kept_held, timezone.now())  # type: ignore[attr-defined]
        return None if limit is None else max(limit - self.held, 0)  # type: ignore[attr-defined]

    @property
    def is_full(self) -> bool:
        """Whoever signs up now waits."""
        return self.free == 0


class Teaching(models.Model):
    """Somebody teaches a session. Two at least do, one of each knowledge."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="teachings")
    facilitator = models.ForeignKey(
        Facilitator, on_delete=models.PROTECT, related_name="teachings", verbose_name=_("facilitator")
    )

    class Meta:
        verbose_name = _("teaching")
        verbose_name_plural = _("teachings")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "facilitator"], name="teaching_once")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.facilitator_id}"
