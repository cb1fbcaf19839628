from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompetencesConfig(AppConfig):
    """What the work demands: frameworks, job requirements, methods."""

    name = "competences"
    verbose_name = _("Requirements")
