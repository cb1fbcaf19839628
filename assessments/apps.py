from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Asking: activities, attempts, tests, cards that come back."""

    name = "assessments"
    verbose_name = _("Answers")
