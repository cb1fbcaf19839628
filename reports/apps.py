import datetime as dt
from collections.abc import Iterable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from reports.policy import GAP_FIGURE

# What a manager has seen in a report, as the person it is about is told.
READS = {
    "map": _("Saw in the report how you stand with the requirements of your work."),
    "requirement": _("Saw in the report how you stand with one requirement, and what it rests on."),
    "person": _("Opened your page in the report: each requirement, and what it rests on."),
    "leave": _("Saw in the report that you are on leave."),
}


class ReportsConfig(AppConfig):
    """What is missing: gap reports."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from accounts.domain.reads import name_read  # noqa: PLC0415 (models are loaded by now)
        from releases.domain.figures import Counted, register  # noqa: PLC0415

        def read(day: dt.date) -> Iterable[Counted]:
            # It stands on pandas, which no start needs.
            from reports.domain.gap_states import read_gap_states

            return read_gap_states(day)

        for what, sentence in READS.items():
            name_read(f"reports.{what}", sentence)
        register(GAP_FIGURE, read)
