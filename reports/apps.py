from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """What is missing: gap reports."""

    name = "reports"
    verbose_name = _("Reports")
