from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from accounts.viewsets.workplaces import WorkplacesGroup


@hooks.register("register_admin_viewset")
def register_workplaces() -> WorkplacesGroup:
    return WorkplacesGroup()


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action("accounts.add_workplace", _("Add a workplace"), _("Added to the workplaces"))
