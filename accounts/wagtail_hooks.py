from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import LogActionRegistry

from accounts.domain.people import see_off
from accounts.models import User
from accounts.viewsets.people import BULK_ACTIONS
from accounts.viewsets.workplaces import WorkplacesGroup

# Later than Wagtail's own, whose place they take.
for _action in BULK_ACTIONS:
    hooks.register("register_bulk_action", _action, order=1)


@hooks.register("register_admin_viewset")
def register_workplaces() -> WorkplacesGroup:
    return WorkplacesGroup()


@hooks.register("register_account_menu_item")
def lead_to_own_account(request: HttpRequest) -> dict[str, Any]:
    """The password is changed on our own page, which asks for the one before and limits tries."""
    return {
        "url": reverse("account_change_password"),
        "label": _("Change your password"),
        "help_text": _("Opens your page on the site."),
    }


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action("accounts.add_workplace", _("Add a workplace"), _("Added to the workplaces"))
    actions.register_action("accounts.empty_person", _("Empty a person"), _("Emptied the person"))


@hooks.register("before_bulk_action")
def see_off_those_who_leave(
    request: HttpRequest, action_type: str, objects: Iterable[Model], action: BulkAction
) -> None:
    """The list of people shuts out several at once; Wagtail has opened the transaction."""
    form: Any = action.cleaned_form
    if action_type == "set_active_state" and not form.cleaned_data["mark_as_active"]:
        leaving = [person for person in objects if isinstance(person, User)]
        see_off(leaving, by=cast(User, request.user))
