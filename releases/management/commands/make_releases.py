import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from releases.domain.making import NotADayOfRelease, make_release, newest_day

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Make the figures about groups for a day, once; a second time changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--date", metavar="DATE", help="YYYY-MM-DD; the newest day of release up to today if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = (
                dt.date.fromisoformat(options["date"])
                if options["date"]
                else newest_day(timezone.localdate())
            )
        except ValueError:
            message = f"{options['date']!r} is no date: write it as 2026-12-31."
            raise CommandError(message, returncode=BAD_INPUT) from None
        try:
            release = make_release(day)
        except NotADayOfRelease as refusal:
            raise CommandError(str(refusal), returncode=BAD_INPUT) from refusal
        if release is None:
            self.stdout.write(f"{day}: made before, and left as it is.")
        else:
            self.stdout.write(f"{day}: {release.tables.count()} tables.")
