from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role

# What somebody in the CMS has seen, as the person it is about is told.
SAW_PROOF = _("Saw a proof of yours in the list of proofs.")


class ProofsConfig(AppConfig):
    """What somebody can show of what was learnt: proofs, badges, the transcript, and the keys that sign."""

    name = "courses.proofs"
    label = "proofs"
    verbose_name = _("Proofs")
    grants = {Role.COORDINATOR: {"proof": ("view", "change")}}

    def ready(self) -> None:
        from accounts.domain.reads import name_read  # noqa: PLC0415 (models are loaded by now)
        from accounts.privacy import on_emptying  # noqa: PLC0415
        from courses.proofs.domain.forgetting import forget_names_on_proofs  # noqa: PLC0415

        on_emptying("proofs.names", forget_names_on_proofs)
        name_read("proofs.proof", SAW_PROOF)
