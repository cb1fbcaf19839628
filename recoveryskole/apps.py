from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role

# What whoever runs the school has seen, as the one who teaches is told.
SAW_FACILITATOR = _("Saw that you teach at the recovery school, and what you bring.")
RUNS = ("view", "add", "change")


class RecoveryskoleConfig(AppConfig):
    """Where all learn together: the recovery school."""

    name = "recoveryskole"
    verbose_name = _("Recovery school")
    grants = {
        Role.COORDINATOR: {
            **dict.fromkeys(("term", "place", "facilitator", "session"), RUNS),
            "schoolsettings": ("change",),
            # Which of the materials that are offered stand in the open library.
            "material": ("view", "change"),
        }
    }

    def ready(self) -> None:
        from accounts.domain.mail import on_given_up  # noqa: PLC0415
        from accounts.domain.reads import name_read  # noqa: PLC0415 (models are loaded by now)
        from accounts.domain.tick import DAILY, on_tick  # noqa: PLC0415
        from accounts.privacy import on_emptying  # noqa: PLC0415
        from courses.domain.deleting import keep_pages  # noqa: PLC0415
        from recoveryskole.domain import (  # noqa: PLC0415
            clearing,
            facilitators,
            feedback,
            keeping,
            kept,
            letters,
            materials,
            own_plans,
            reminders,
            seating,
        )

        keep_pages("recoveryskole.sessions", keeping.why_page_kept)
        on_tick("recoveryskole.seats", seating.fill_sessions)
        on_tick("recoveryskole.reminders", reminders.remind)
        on_tick("recoveryskole.feedback", feedback.tell_feedback, every=DAILY)
        on_given_up("recoveryskole.letters", letters.note_unreached)
        on_tick("recoveryskole.clearing", clearing.empty_what_is_past, every=DAILY)
        on_tick("recoveryskole.kept", kept.stir, every=DAILY)
        on_tick("recoveryskole.own_plans", own_plans.delete_unopened, every=DAILY)
        on_tick("recoveryskole.prune_files", materials.sweep, every=DAILY)
        on_emptying("recoveryskole.facilitators", facilitators.forget)
        on_emptying("recoveryskole.own", kept.forget_account)
        name_read("recoveryskole.facilitator", SAW_FACILITATOR)
