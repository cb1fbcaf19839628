from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role

# What the room lets others see of somebody, told to whoever was looked at.
READS = {
    "observation": _("Read what was seen of you at work."),
    "needs": _("Saw what your work asks for and what is missing, to ask somebody to look on with you."),
    "paper": _("Looked at a paper that you have shown."),
    "methods": _("Saw in a list which methods you may use."),
}


class PracticeConfig(AppConfig):
    """What is shown at work and said of oneself: own view, observations, earlier learning."""

    name = "assessments.practice"
    label = "practice"
    verbose_name = _("Practice")
    grants = {Role.COORDINATOR: {"methodsupervisor": ("view", "add", "change")}}

    def ready(self) -> None:
        from accounts.domain.reads import name_read  # noqa: PLC0415
        from accounts.domain.tick import DAILY, HOURLY, on_tick  # noqa: PLC0415 (models are loaded by now)
        from accounts.privacy import on_emptying  # noqa: PLC0415
        from assessments.ledger.domain.evidence import on_revoking  # noqa: PLC0415
        from assessments.practice.domain import (  # noqa: PLC0415
            citizen_voice,
            group_figures,
            own_view,
            paper_mail,
            prior_learning,
        )
        from assessments.practice.domain.observation import forgetting  # noqa: PLC0415
        from assessments.practice.domain.observation.proving import ONE, fall_with  # noqa: PLC0415
        from assessments.practice.domain.observation.timed import remind_and_end  # noqa: PLC0415
        from assessments.practice.domain.own_view_rounds import write_letters  # noqa: PLC0415
        from assessments.practice.policy import CITIZENS_FIGURE, OWN_VIEW_FIGURE  # noqa: PLC0415
        from releases.domain.figures import register  # noqa: PLC0415

        for what, sentence in READS.items():
            name_read(f"practice.{what}", sentence)
        register(OWN_VIEW_FIGURE, group_figures.read_own_view_states)
        register(CITIZENS_FIGURE, group_figures.read_citizen_states)
        on_revoking(ONE, fall_with)
        on_tick("practice.observations", remind_and_end, every=HOURLY)
        on_tick("practice.own_view_letters", write_letters, every=HOURLY)
        # Days decide what is due. Hourly, so that the morning is not missed.
        on_tick("practice.waiting_papers", paper_mail.tell_reviewers, every=HOURLY)
        on_tick("practice.clear_papers", prior_learning.clear_away, every=DAILY)
        on_emptying("practice.observations", forgetting.forget)
        on_emptying("practice.own_views", own_view.forget)
        on_emptying("practice.papers", prior_learning.forget)
        on_emptying("practice.citizen_voice", citizen_voice.forget)
