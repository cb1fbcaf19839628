from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkMark(models.Model):
    """A link has been used for what it can be used for once: a hash of link and use. No row holds the link.

    It says neither by whom, nor when, nor for what. It goes with the name on the sign-up.
    """

    mark = models.CharField(max_length=64, primary_key=True, editable=False)

    class Meta:
        verbose_name = _("mark of a link that was used")
        verbose_name_plural = _("marks of links that were used")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.mark}"
