from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReleasesConfig(AppConfig):
    """Figures about groups of five and more, made once at a date, safe against subtraction."""

    name = "releases"
    verbose_name = _("Releases")

    def ready(self) -> None:
        from accounts.domain.tick import DAILY, on_tick  # noqa: PLC0415 (models are loaded by now)
        from accounts.privacy import on_emptying  # noqa: PLC0415
        from releases.domain.making import make_due  # noqa: PLC0415
        from releases.domain.people import forget  # noqa: PLC0415

        on_emptying("releases.alias", forget)
        on_tick("releases.make_release", make_due, every=DAILY)
