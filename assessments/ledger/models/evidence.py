import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.ledger.basis import say_basis
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.policy import kind_choices
from competences.enums import Level
from competences.models import Competence


def holds(valid_until: dt.date | None, day: dt.date) -> bool:
    """Whether evidence has not run out by the day: it still counts on its last one, and none is no end."""
    return valid_until is None or valid_until >= day


def holding_on(day: dt.date) -> Q:
    """The rows that `holds` says yes to, for the database."""
    return Q(valid_until=None) | Q(valid_until__gte=day)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def original(self) -> "EvidenceQuerySet":
        """All but the rows that revoke another.

        Not `revokes=None`: SQLite would take the unique index on `revokes`, where nearly all rows are null,
        and so read the whole ledger.
        """
        return self.filter(~Q(revokes__isnull=False))

    def unrevoked(self) -> "EvidenceQuerySet":
        """Rows that say something now: what was taken back is left out, and the rows that took it back."""
        return self.original().filter(revoked_by=None)

    def of_origin(self, *origins: str) -> "EvidenceQuerySet":
        return self.filter(origin__in=origins)

    def told_by_others(self) -> "EvidenceQuerySet":
        """All but what people say of themselves."""
        return self.exclude(kind=EvidenceKind.SELF_ASSESSMENT)

    def holding(self, day: dt.date) -> "EvidenceQuerySet":
        return self.filter(holding_on(day))

    def run_out(self, day: dt.date) -> "EvidenceQuerySet":
        return self.filter(valid_until__lt=day)

    def latest_of_each_event(self) -> "EvidenceQuerySet":
        """Of each event and requirement the row that was written last: what was solved, not taken part in."""
        later = Evidence.objects.unrevoked().filter(
            person=models.OuterRef("person"),
            competence=models.OuterRef("competence"),
            origin=models.OuterRef("origin"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.filter(~models.Exists(later))

    def counting(self, as_of: dt.date) -> "EvidenceQuerySet":
        """Rows written on the day or before that nobody has revoked by then; revoking rows left out.

        Expired rows are among them: that something has expired is worth knowing.
        """
        revoked = Evidence.objects.filter(revokes=models.OuterRef("pk"), recorded_on__lte=as_of)
        return self.original().filter(~models.Exists(revoked), recorded_on__lte=as_of)


class Evidence(models.Model):
    """One row of the ledger: on this day, this was shown. Rows are added, never changed.

    `level` is what was shown, `confirms` what the policy of that day lets it confirm; `rule` keeps that
    policy. A correction is a new row that `revokes` an earlier one. `recorded_on` is the Danish day of
    `recorded_at`, kept so that "as of a date" needs no time-zone arithmetic in the database.
    """

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evidence", db_index=False
    )
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=32, choices=kind_choices)
    level = models.PositiveSmallIntegerField(choices=Level)
    confirms = models.PositiveSmallIntegerField(choices=Level)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The last day it counts; none: no end.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    origin = models.CharField(max_length=120, help_text="What it came from, as app.thing:number.")
    title = models.CharField(
        max_length=255, blank=True, help_text="In words, for the person: a course's title."
    )
    rule = models.JSONField(help_text="The policy that judged: ceiling and months.")
    basis = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="How it was shown, in figures: see basis.py.",
    )
    revokes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="revoked_by"
    )

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "competence", "origin", "kind"], name="evidence_once_per_origin_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(confirms__lte=F("level"), level__lte=4), name="evidence_confirms_at_most_shown"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.competence.code}: {self.level}"

    @property
    def how(self) -> str:
        """How it was shown, as words: "7 of 7 in the test". Empty where nothing is known of it."""
        return say_basis(self.basis)

    def holds_on(self, day: dt.date) -> bool:
        """It has not run out by then."""
        return holds(self.valid_until, day)
