from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecoveryskoleConfig(AppConfig):
    """Where all learn together: the recovery school."""

    name = "recoveryskole"
    verbose_name = _("Recovery school")
