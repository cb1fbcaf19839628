from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class CardRepetition(models.Model):
    """A dialog card that comes back to somebody, in the words it had when it was learnt.

    `step` counts how often in a row it was remembered; `due_on` is the Danish day it comes back, and none
    when it has been remembered through all steps.
    """

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cards", db_index=False
    )
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="cards")
    card_id = models.UUIDField()
    front = models.TextField()
    back = models.TextField()
    step = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True)
    seen_on = models.DateField(null=True, help_text="The last day it was looked at.")

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        indexes = [
            models.Index(fields=["person", "due_on"], name="card_due", condition=Q(due_on__isnull=False))
        ]
        constraints = [models.UniqueConstraint(fields=["person", "card_id"], name="card_once_per_person")]

    def __str__(self) -> str:
        return self.front
