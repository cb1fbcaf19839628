from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workplace


class Group(models.Model):
    """Workplaces of one centre whose people are told of together: a unit, or small ones joined.

    Made once and kept: a group that changed with its people could be subtracted from itself.
    """

    class Meta:
        verbose_name = gettext_lazy("group")
        verbose_name_plural = gettext_lazy("groups")

    def __str__(self) -> str:
        return self.name

    @property
    def workplaces(self) -> list[Workplace]:
        """Its workplaces in the tree's order; of `places`, which whoever lists groups has read before."""
        return sorted((place.workplace for place in self.places.all()), key=lambda one: one.path)

    @property
    def name(self) -> str:
        """All its workplaces by name: "Kløvermarken og Havblik"."""
        return str(get_text_list([place.name for place in self.workplaces], _("and")))


class GroupPlace(models.Model):
    """To which group a workplace belongs: to one, and for good."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="places")
    workplace = models.OneToOneField(Workplace, on_delete=models.PROTECT, related_name="release_group")

    class Meta:
        verbose_name = gettext_lazy("workplace of a group")
        verbose_name_plural = gettext_lazy("workplaces of groups")

    def __str__(self) -> str:
        return str(self.workplace)
