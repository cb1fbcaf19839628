from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Asking: activities, attempts, tests, cards that come back."""

    name = "assessments"
    verbose_name = _("Answers")

    def ready(self) -> None:
        from accounts.privacy import on_emptying  # noqa: PLC0415 (models are loaded by now)
        from assessments.domain.forgetting import forget_answers  # noqa: PLC0415

        on_emptying("assessments.answers", forget_answers)
