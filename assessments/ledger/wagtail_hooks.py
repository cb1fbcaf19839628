from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from accounts.permission_policies import FilePolicy
from assessments.ledger.models import Evidence, EvidencePolicy
from assessments.ledger.viewsets import EvidenceViewSet

# Nobody writes a row by hand or deletes one. To "change" one is to put it right by another.
register_permission_policy(Evidence, FilePolicy(Evidence, "change"), exact_class=True)


class EvidencePolicyViewSet(ModelViewSet):
    """Where the coordinator decides what each kind of evidence may confirm, and for how long."""

    model = EvidencePolicy
    name = "evidence_policy"
    url_prefix = "bevisregler"
    menu_label = _("Evidence rules")
    icon = "clipboard-list"
    add_to_settings_menu = True
    list_display = ["__str__", "ceiling", "valid_months", "grace_days", "renewal_days"]
    panels = [
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("ceiling"), FieldPanel("valid_months")]),
        FieldRowPanel([FieldPanel("grace_days"), FieldPanel("renewal_days")]),
    ]


@hooks.register("register_admin_viewset")
def register_evidence_policies() -> EvidencePolicyViewSet:
    return EvidencePolicyViewSet()


@hooks.register("register_admin_viewset")
def register_evidence() -> EvidenceViewSet:
    return EvidenceViewSet()


class LedgerMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("ledger.view_evidence"))


@hooks.register("register_reports_menu_item")
def register_ledger_menu_item() -> MenuItem:
    return LedgerMenuItem(
        _("Evidence ledger"),
        reverse_lazy("ledger_evidence:index"),
        name="ledger",
        icon_name="list-ul",
        order=620,
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("assessments.record_evidence", _("Record evidence"), _("Evidence was recorded"))
    actions.register_action(
        "assessments.record_many", _("Record a list"), _("A list of evidence was recorded")
    )
    actions.register_action(
        "assessments.correct_evidence", _("Correct evidence"), _("Evidence was corrected")
    )
    actions.register_action("assessments.revoke_evidence", _("Revoke evidence"), _("Evidence was revoked"))
