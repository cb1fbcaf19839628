"""Who is asked to look on while somebody works, and what they saw."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.ledger.policy import kind_choices
from assessments.models import Attempt
from assessments.practice.enums import ObservationState
from competences.enums import Level
from competences.models import Competence

OPEN = (ObservationState.ASKED, ObservationState.SEEN, ObservationState.TO_CORRECT)
FOR_OBSERVER = (ObservationState.ASKED, ObservationState.TO_CORRECT)


class MethodSupervisorQuerySet(models.QuerySet["MethodSupervisor"]):
    def on(self, day: dt.date) -> "MethodSupervisorQuerySet":
        """Recorded as one on the day, first and last day included."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class MethodSupervisor(models.Model):
    """Somebody who supervises methods, and so may observe whatever their own level says.

    A person of ours, or somebody from outside by name, workplace and e-mail: a link goes to that address and
    no other, so that nobody can sign in their name.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
        help_text=_("Empty: somebody from outside."),
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    workplace_name = models.CharField(_("workplace"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    since = models.DateField(_("first day"), default=timezone.localdate)
    until = models.DateField(_("last day"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: ClassVar[MethodSupervisorQuerySet] = MethodSupervisorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("method supervisor")
        verbose_name_plural = _("method supervisors")
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~(Q(name="") | Q(workplace_name="") | Q(email="")),
                name="supervisor_is_somebody",
                violation_error_message=_("Choose a person, or write name, workplace and e-mail."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="supervisor_ends_after_start",
                violation_error_message=_("The last day cannot lie before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.user.display_name if self.user else f"{self.name}, {self.workplace_name}"


class ObservationQuerySet(models.QuerySet["Observation"]):
    def waiting_for_observer(self, day: dt.date) -> "ObservationQuerySet":
        return self.filter(state__in=FOR_OBSERVER, expires_on__gte=day)

    def waiting_for_person(self, day: dt.date) -> "ObservationQuerySet":
        return self.filter(state=ObservationState.SEEN, expires_on__gte=day)

    def signed(self) -> "ObservationQuerySet":
        return self.filter(state=ObservationState.SIGNED)


class Observation(models.Model):
    """A person is to be seen in one requirement, by somebody; and then what that one saw.

    The observer writes and signs, the person reads, says something to it and signs the same words: each
    signature keeps a fingerprint of them. When both have signed, the ledger gets its row, and nothing is
    changed any more. The e-mail of somebody from outside goes when they have answered or it is too late.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observations"
    )
    competence = models.ForeignKey(
        Competence,
        null=True,
        on_delete=models.PROTECT,
        related_name="observations",
        help_text="None only for what was asked before a request named one, and has ended.",
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    attempt = models.ForeignKey(
        Attempt,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The practice task that it is about.",
    )
    note = models.TextField(_("what to look for"), max_length=500, blank=True)

    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="observations_to_make",
        help_text="None: somebody from outside.",
    )
    supervisor = models.ForeignKey(
        MethodSupervisor,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The record by which somebody from outside is a method supervisor.",
    )
    outside_name = models.CharField(max_length=120, blank=True)
    outside_workplace = models.CharField(max_length=120, blank=True)
    outside_email = models.EmailField(max_length=254, blank=True)
    token_seed = models.CharField(max_length=64, blank=True, help_text="What the link is drawn from.")
    token_hash = models.CharField(max_length=64, blank=True, help_text="By which the link is known.")

    state = models.CharField(max_length=10, choices=ObservationState, default=ObservationState.ASKED)
    waiting_since = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField(help_text="The last day on which whoever it waits for can answer.")
    reminded_after = models.PositiveSmallIntegerField(
        default=0, help_text="Days of waiting after which whoever it waits for was last reminded."
    )

    needed = models.PositiveSmallIntegerField(choices=Level, null=True)
    seen_on = models.DateField(null=True)
    situation = models.TextField(max_length=1000, blank=True)
    done_well = models.TextField(max_length=1000, blank=True)
    next_step = models.TextField(max_length=1000, blank=True)
    comment = models.TextField(max_length=1000, blank=True, help_text="Of the person, beside it.")
    observer_signed_at = models.DateTimeField(null=True)
    observer_signed = models.CharField(max_length=64, blank=True, help_text="A fingerprint of the words.")
    person_signed_at = models.DateTimeField(null=True)
    person_signed = models.CharField(max_length=64, blank=True, help_text="A fingerprint of the words.")
    kind = models.CharField(
        max_length=32, choices=kind_choices, blank=True, help_text="As which evidence it counts."
    )

    objects: ClassVar[ObservationQuerySet] = ObservationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "expires_on"], name="observation_state_expires"),
            models.Index(fields=["person", "competence", "state"], name="observation_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(observer=None) | ~Q(observer=F("person")), name="observation_not_of_oneself"
            ),
            models.CheckConstraint(
                condition=Q(competence__isnull=False) | ~Q(state__in=[*OPEN, ObservationState.SIGNED]),
                name="observation_of_a_requirement",
            ),
            models.CheckConstraint(
                condition=~Q(state=ObservationState.SIGNED)
                | Q(needed__isnull=False, seen_on__isnull=False, observer_signed=F("person_signed")),
                name="observation_both_signed_the_same",
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="observation_one_link"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def origin(self) -> str:
        """As the ledger names it."""
        return f"practice.observation:{self.pk}"

    @property
    def is_outside(self) -> bool:
        """The observer has no account here."""
        return self.observer_id is None

    @property
    def observer_name(self) -> str:
        """What to call the observer; empty for somebody from outside who has not said it yet."""
        return self.observer.display_name if self.observer else self.outside_name

    @property
    def observer_first_name(self) -> str:
        """The first word of the observer's name."""
        return self.observer_name.split(" ", 1)[0]

    @property
    def observer_key(self) -> tuple[str, int] | None:
        """Who it is that saw; none for somebody of whom only a name is known."""
        if self.observer_id:
            return "user", self.observer_id
        return ("supervisor", self.supervisor_id) if self.supervisor_id else None

    def is_open(self, day: dt.date) -> bool:
        """It waits for somebody who can still answer."""
        return self.state in OPEN and self.expires_on >= day

    def waits_for_observer(self, day: dt.date) -> bool:
        return self.state in FOR_OBSERVER and self.is_open(day)

    def waits_for_person(self, day: dt.date) -> bool:
        return self.state == ObservationState.SEEN and self.is_open(day)
