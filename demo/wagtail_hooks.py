from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from demo.people import LOADED


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(LOADED, _("Load the demo"), _("Loaded the demo municipality"))
