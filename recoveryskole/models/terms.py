import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.danish import in_danish_order


class TermQuerySet(models.QuerySet["Term"]):
    def on_show(self) -> "TermQuerySet":
        return self.filter(is_published=True)


class Term(models.Model):
    """Half a year of the school, as its printed programme holds it. It may go across New Year."""

    title = models.CharField(_("name"), max_length=60, unique=True, help_text=_("As “Spring 2027”."))
    slug = models.SlugField(_("in addresses"), max_length=60, unique=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    lead = models.TextField(
        _("lead"), blank=True, max_length=300, help_text=_("One or two sentences for the printed programme.")
    )
    is_published = models.BooleanField(_("is shown"), default=False)

    objects: ClassVar[TermQuerySet] = TermQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="term_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies in the term."""
        return self.starts_on <= day <= self.ends_on


class Place(models.Model):
    """A house where the school meets, and how one gets about in it. `None`: nobody has said."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    way_in = models.TextField(
        _("the way in"), blank=True, max_length=400, help_text=_("Which door, which floor.")
    )
    has_steps = models.BooleanField(_("there are steps"), null=True, blank=True)
    has_lift = models.BooleanField(_("there is a lift"), null=True, blank=True)
    has_accessible_toilet = models.BooleanField(_("there is a toilet for wheelchairs"), null=True, blank=True)
    has_hearing_loop = models.BooleanField(_("there is a hearing loop"), null=True, blank=True)
    has_quiet_room = models.BooleanField(_("there is a quiet room"), null=True, blank=True)
    for_facilitators = models.TextField(
        _("for those who teach"),
        blank=True,
        max_length=400,
        help_text=_("Where the key is. Only they see it."),
    )

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = in_danish_order(["name"])

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.street)))
