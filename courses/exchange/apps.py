from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Courses as folders of text files: read, checked, stored as pages, and written."""

    name = "courses.exchange"
    label = "exchange"
    verbose_name = _("Courses as files")
