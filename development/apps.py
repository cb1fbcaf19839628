from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the room lets others see of somebody, told to whoever was looked at.
READS = {
    "talk": _("Read your development talk: your goals, your levels and what you agree on."),
    "talks": _("Saw in a list whether you have a development talk."),
}


class DevelopmentConfig(AppConfig):
    """A person's own way: what the work asks for, what is under way, what comes next, who is shown it."""

    name = "development"
    verbose_name = _("My learning")

    def ready(self) -> None:
        from accounts.domain.reads import name_read  # noqa: PLC0415 (models are loaded by now)
        from accounts.domain.tick import HOURLY, on_tick  # noqa: PLC0415
        from accounts.privacy import on_emptying  # noqa: PLC0415
        from development.domain import own_record, shares  # noqa: PLC0415
        from development.domain.talks import forgetting, reminding  # noqa: PLC0415

        for what, sentence in READS.items():
            name_read(f"development.{what}", sentence)
        on_tick("development.talk_letters", reminding.remind, every=HOURLY)
        on_emptying("development.own_record", own_record.forget)
        on_emptying("development.shares", shares.forget)
        on_emptying("development.talks", forgetting.forget)
