"""A municipality of 100,000 staff: its report of today and of a past day, and the pages that show it.

    DATABASE_URL=postgres://... .venv/bin/python manage.py migrate && .../manage.py setup_site
    DATABASE_URL=postgres://... .venv/bin/python manage.py demo --staff 100000
    DATABASE_URL=postgres://... .venv/bin/python -m bench.scale

Not among the others: the data takes minutes to make, so it is read where it lies, and nothing is written but
the log of who looked. Baseline: the bare SQL aggregate over the same standings, in the same run.
"""

import datetime as dt
import os
import sys

import django


def report_of_today() -> None:
    """What the peak of a fresh process is taken of."""
    from accounts.models import Workplace  # noqa: PLC0415 (Django is set up by now)
    from reports.domain.gap import gap_report  # noqa: PLC0415

    gap_report(Workplace.objects.get(depth=1))


def main() -> int:
    """Exit status 1 when a promised figure is missed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import Employment, Workplace  # noqa: PLC0415
    from bench.__main__ import print_table  # noqa: PLC0415
    from bench.gap_report import bare_aggregate  # noqa: PLC0415
    from bench.rows import Row, compare  # noqa: PLC0415
    from bench.timing import peak_memory, time_side_by_side  # noqa: PLC0415
    from reports.domain.gap import gap_report  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    municipality = Workplace.objects.get(depth=1)
    leads = Employment.objects.present(timezone.localdate()).filter(is_manager=True).select_related("user")
    unit = leads.filter(workplace__kind="unit").select_related("workplace").first()
    top = leads.filter(workplace=municipality).first()
    if unit is None or top is None:
        print(f"Nobody leads {municipality} and a unit of it: load the demo first.", file=sys.stderr)
        return 2
    of_all, of_unit = Client(), Client()
    of_all.force_login(top.user)
    of_unit.force_login(unit.user)
    people = gap_report(municipality).people
    today, bare, past, page, unit_page = time_side_by_side(
        lambda: gap_report(municipality),
        lambda: bare_aggregate(municipality),
        lambda: gap_report(municipality, timezone.localdate() - dt.timedelta(days=365)),
        lambda: of_all.get(f"/rapporter/{municipality.slug}/"),
        lambda: of_unit.get(f"/rapporter/{unit.workplace.slug}/"),
        runs=5,
        warm_ups=1,
    )
    size = f"{people:,} people at work, {connection.vendor}"
    rows = [
        compare(f"{size}: report of today", today, "s", baseline=bare, max_value=2),
        compare(f"{size}: report of a year ago beside today's", past, "s", baseline=today, max_ratio=3),
        compare(f"{size}: page of the municipality beside its report", page, "s", baseline=today),
        Row(name=f"{size}: page of a unit", value=unit_page, unit="s"),
        compare(
            f"{size}: peak of a fresh process that makes today's report",
            peak_memory("bench.scale", "report_of_today"),
            "MB",
            max_value=500,
        ),
    ]
    print_table(rows)
    return int(any(row.is_met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
