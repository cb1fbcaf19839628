from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from accounts.permission_policies import FilePolicy
from competences.models import Competence, Framework, Method, Profile, Strategy
from competences.viewsets import RequirementsGroup

# Before the viewsets look for a policy: the first one asked for is the one that stays.
register_permission_policy(Framework, FilePolicy(Framework, "change"), exact_class=True)
register_permission_policy(Competence, FilePolicy(Competence, "change"), exact_class=True)
for _model in (Method, Profile, Strategy):
    register_permission_policy(_model, FilePolicy(_model), exact_class=True)


@hooks.register("register_admin_viewset")
def register_requirements() -> RequirementsGroup:
    return RequirementsGroup()


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action("competences.import_framework", _("Import"), _("Imported from a file"))
    actions.register_action("competences.choose_framework", _("Put into use"), _("Put into use"))
    actions.register_action("competences.set_level", _("Set a level"), _("Set a level from a day"))
    actions.register_action(
        "competences.take_back_level", _("Take back a level"), _("Took back a level that had not held")
    )
