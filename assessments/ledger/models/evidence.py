import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.ledger.basis import say_basis
from assessments.ledger.chain import LINK_BYTES, NOTHING
from assessments.ledger.policy import kind_choices, own_view_kinds
from competences.enums import Level
from competences.models import Competence


def holds(valid_until: dt.date | None, day: dt.date) -> bool:
    """Whether evidence has not run out by the day: it still counts on its last one, and none is no end."""
    return valid_until is None or valid_until >= day


def holding_on(day: dt.date) -> Q:
    """The rows that `holds` says yes to, for the database."""
    return Q(valid_until=None) | Q(valid_until__gte=day)


def runs_out_on(valid_until: dt.date | None, rule: Mapping[str, Any]) -> dt.date | None:
    """When evidence that counts until a day runs out: some days of grace before it, if its rule gives any."""
    return valid_until and valid_until - dt.timedelta(days=rule.get("grace_days", 0))


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
        return self.exclude(kind__in=own_view_kinds())

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
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence", db_index=False
    )
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=32, choices=kind_choices)
    level = models.PositiveSmallIntegerField(choices=Level)
    confirms = models.PositiveSmallIntegerField(choices=Level)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_on = models.DateField()
    valid_until = models.DateField(
        null=True, blank=True, help_text="The last day it counts, days of grace among them; none: no end."
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    origin = models.CharField(max_length=120, help_text="What it came from, as app.thing:number.")
    title = models.CharField(
        max_length=255, blank=True, help_text="In words, for the person: a course's title."
    )
    reason = models.CharField(
        max_length=255,
        blank=True,
        default="",
        db_default="",
        help_text="Why it was recorded anew, in words for the person.",
    )
    rule = models.JSONField(help_text="The policy that judged: see `Policy.as_rule`.")
    basis = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="How it was shown, in figures: see basis.py.",
    )
    revokes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="revoked_by"
    )
    link = models.BinaryField(
        max_length=LINK_BYTES,
        default=NOTHING,
        db_default=models.Value(NOTHING, models.BinaryField()),
        help_text="What binds it to the person's row before it: see chain.py.",
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
        """It counts by then: it has not run out, or the days of grace after that are not over."""
        return holds(self.valid_until, day)

    @property
    def runs_out_on(self) -> dt.date | None:
        """The last day before its days of grace, by the rule of its own day; None: it does not run out."""
        return runs_out_on(self.valid_until, self.rule)

    def in_grace_on(self, day: dt.date) -> bool:
        """It has run out and still counts for a while."""
        return self.runs_out_on is not None and self.runs_out_on < day and self.holds_on(day)
