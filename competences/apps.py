from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role


class CompetencesConfig(AppConfig):
    """What the work demands: frameworks, job requirements, methods."""

    name = "competences"
    verbose_name = _("Requirements")
    grants = {
        Role.COORDINATOR: {
            "framework": ("view", "change"),
            "competence": ("view", "change"),
            "method": ("view",),
            "profile": ("view",),
            "strategy": ("view",),
            "jobrequirement": ("view", "add", "change", "delete"),
        }
    }
