from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("assessments.submit_attempt", _("Answer a question"), _("Answered a question"))
    actions.register_action("assessments.record_evidence", _("Record evidence"), _("Evidence was recorded"))
    actions.register_action("assessments.revoke_evidence", _("Revoke evidence"), _("Evidence was revoked"))
