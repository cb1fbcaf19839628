from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role


class LedgerConfig(AppConfig):
    """What proves: the evidence ledger, its policy, the standings derived from it."""

    name = "assessments.ledger"
    label = "ledger"
    verbose_name = _("Evidence")
    grants = {Role.COORDINATOR: {"evidencepolicy": ("view", "add", "change", "delete")}}

    def ready(self) -> None:
        from accounts.domain.reads import name_read  # noqa: PLC0415 (models are loaded by now)
        from accounts.domain.tick import DAILY, HOURLY, on_tick  # noqa: PLC0415
        from accounts.privacy import on_emptying  # noqa: PLC0415
        from assessments.ledger.domain.forgetting import forget  # noqa: PLC0415
        from assessments.ledger.domain.heads import write_line  # noqa: PLC0415
        from assessments.ledger.domain.reminding import remind  # noqa: PLC0415
        from assessments.ledger.domain.standing import refresh_standings  # noqa: PLC0415

        # In the order of their names: who is reminded is looked for among standings of today.
        on_tick("ledger.refresh_standings", refresh_standings, every=DAILY)
        on_tick("ledger.remind", remind, every=DAILY)

        # Once a day; asked each hour, so that it comes soon after midnight.
        on_tick("ledger.sign_the_day", write_line, every=HOURLY)

        on_emptying("ledger.words", forget)
        name_read("ledger.evidence", _("Read in the ledger what has been recorded about you."))
