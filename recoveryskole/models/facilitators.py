from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.danish import in_danish_order
from accounts.models import Common
from recoveryskole.enums import Knowledge


class Facilitator(Common):
    """Somebody who teaches at the school. Of those who come nobody writes such a thing down."""

    name = models.CharField(_("name in the programme"), max_length=80)
    knowledge = models.CharField(
        _("knowledge"),
        max_length=10,
        choices=Knowledge,
        help_text=_("Only the school's administration sees it."),
    )
    shows_knowledge = models.BooleanField(
        _("wants it shown in the programme"), default=False, help_text=_("Only if the person has said so.")
    )
    # By which they sign in to see their sessions. Who teaches once needs no account.
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="facilitator",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("facilitator")
        verbose_name_plural = _("facilitators")
        ordering = [*in_danish_order(["name"]), "pk"]

    def __str__(self) -> str:
        return self.name
