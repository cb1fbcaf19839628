from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CocreationConfig(AppConfig):
    """The workshop, where people with lived experience and professionals write lessons together."""

    name = "cocreation"
    verbose_name = _("Workshop")
