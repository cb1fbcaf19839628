from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

# What the log says: as something to do, and done.
ACTIONS = {
    "share_profile": (_("Share a profile by a link"), _("Shared a profile by a link")),
    "withdraw_share": (_("Withdraw a link to a profile"), _("Withdrew a link to a profile")),
    "open_talk": (_("Begin a development talk"), _("Began a development talk")),
    "plan_talk": (_("Plan a development talk"), _("Planned a development talk")),
    "end_talk": (_("End a development talk"), _("Ended a development talk")),
    "write_goal": (_("Write a goal"), _("Wrote a goal")),
    "change_goal": (_("Change a goal"), _("Changed a goal")),
    "remove_goal": (_("Take a goal away"), _("Took a goal away")),
    "save_agreements": (_("Write agreements"), _("Wrote agreements")),
    "say_yes": (_("Say yes to agreements"), _("Said yes to agreements")),
    "follow_up": (_("Follow an agreement up"), _("Followed an agreement up")),
    "show_talk": (_("Show a talk to a new manager"), _("Showed a talk to a new manager")),
    "hide_talk": (_("Show a talk no more"), _("Shows a talk no more")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"development.{name}", label, message)
