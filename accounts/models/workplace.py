from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from accounts.enums import Setting, WorkplaceKind


class WorkplaceQuerySet(MP_NodeQuerySet):
    def at_or_below(self, *tops: "Workplace") -> "WorkplaceQuerySet":
        """The given workplaces and all that lies under them; none for no tops."""
        below = Q(pk__in=[])
        for top in tops:
            below |= Q(path__startswith=top.path)
        return self.filter(below)


class WorkplaceManager(MP_NodeManager.from_queryset(WorkplaceQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> WorkplaceQuerySet:
        """Treebeard's manager names its own query set class, whatever it was made from."""
        return WorkplaceQuerySet(self.model, using=self._db).order_by("path")


class Workplace(MP_Node):
    """A place in the municipality's tree: municipality > centre > unit. Only a unit has a setting."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=WorkplaceKind)
    setting = models.CharField(_("setting"), max_length=11, choices=Setting, blank=True)

    node_order_by: ClassVar[list[str]] = []
    objects = WorkplaceManager()

    class Meta:
        verbose_name = _("workplace")
        verbose_name_plural = _("workplaces")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="unit", setting__gt="") | (~Q(kind="unit") & Q(setting="")),
                name="workplace_setting_of_units_only",
                violation_error_message=_("A unit has a setting; a municipality and a centre have none."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PastSetting(models.Model):
    """The setting that a unit had up to a day; which one it has now, the unit says itself.

    Written when the setting changes (`accounts.domain.workplace.save_workplace`): a report of a day before
    asks what was asked then.
    """

    workplace = models.ForeignKey(Workplace, on_delete=models.CASCADE, related_name="past_settings")
    setting = models.CharField(_("setting"), max_length=11, choices=Setting, blank=True)
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("setting that a unit had")
        verbose_name_plural = _("settings that units had")
        ordering = ["last_day"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["workplace", "last_day"], name="past_setting_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.workplace}, {self.last_day}: {self.setting}"
