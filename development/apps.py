from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DevelopmentConfig(AppConfig):
    """A person's own way: what the work asks for, what is under way, what comes next."""

    name = "development"
    verbose_name = _("My learning")
