from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry

from assessments.ledger.models import EvidencePolicy


class EvidencePolicyViewSet(ModelViewSet):
    """Where the coordinator decides what each kind of evidence may confirm, and for how long."""

    model = EvidencePolicy
    name = "evidence_policy"
    url_prefix = "bevisregler"
    menu_label = _("Evidence rules")
    icon = "clipboard-list"
    add_to_settings_menu = True
    list_display = ["__str__", "ceiling", "valid_months"]
    panels = [FieldPanel("kind"), FieldRowPanel([FieldPanel("ceiling"), FieldPanel("valid_months")])]


@hooks.register("register_admin_viewset")
def register_evidence_policies() -> EvidencePolicyViewSet:
    return EvidencePolicyViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("assessments.record_evidence", _("Record evidence"), _("Evidence was recorded"))
    actions.register_action("assessments.revoke_evidence", _("Revoke evidence"), _("Evidence was revoked"))
