from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(
        "reports.read_unit", _("Read a gap report"), _("Read the gap report with names of people")
    )
    actions.register_action(
        "reports.read_person", _("Read about people"), _("Read how named people stand with a requirement")
    )
    actions.register_action("reports.download", _("Download a gap report"), _("Downloaded the figures"))
