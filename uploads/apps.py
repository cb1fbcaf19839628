from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UploadsConfig(AppConfig):
    """Files that people bring: without what they tell besides, whole or not at all."""

    name = "uploads"
    verbose_name = _("Files")
