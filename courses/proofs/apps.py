from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role


class ProofsConfig(AppConfig):
    """What somebody can show of what was learnt: proofs, badges, the transcript, and the keys that sign."""

    name = "courses.proofs"
    label = "proofs"
    verbose_name = _("Proofs")
    grants = {Role.COORDINATOR: {"proof": ("view", "change")}}
