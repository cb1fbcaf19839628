from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """What proves: attempts, the evidence ledger, standings."""

    name = "assessments"
    verbose_name = _("Evidence")
