from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from accounts.permission_policies import FilePolicy
from courses.proofs.models import Proof
from courses.proofs.viewsets import ProofViewSet

# Nobody writes a proof by hand or deletes one: it is made on demand, and taken back with a reason.
register_permission_policy(Proof, FilePolicy(Proof, "change"), exact_class=True)


@hooks.register("register_admin_viewset")
def register_proofs() -> ProofViewSet:
    return ProofViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("courses.make_proof", _("Make a proof"), _("Made a proof"))
    actions.register_action("courses.revoke_proof", _("Take back a proof"), _("Took a proof back"))
