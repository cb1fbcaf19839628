from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role


class LedgerConfig(AppConfig):
    """What proves: the evidence ledger, its policy, the standings derived from it."""

    name = "assessments.ledger"
    label = "ledger"
    verbose_name = _("Evidence")
    grants = {Role.COORDINATOR: {"evidencepolicy": ("view", "add", "change", "delete")}}
