import datetime as dt
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Workplace
from reports.domain.export import as_csv, as_json, as_xlsx
from reports.domain.gap import GapReport, gap_report
from reports.domain.grid import FutureDay
from uploads.domain.disk import whole_file

BAD_INPUT = 2


def _as_json(report: GapReport) -> bytes:
    return as_json(report).encode()


WRITERS = {"json": _as_json, "csv": as_csv, "xlsx": as_xlsx}


class Command(BaseCommand):
    help = "Print what is missing at a workplace and under it: for each requirement, how people stand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workplace", required=True, metavar="SLUG", help="the address of the workplace")
        parser.add_argument("--as-of", metavar="DATE", help="YYYY-MM-DD; today if left out")
        parser.add_argument("--format", choices=sorted(WRITERS), default="json")
        parser.add_argument("--output", type=Path, metavar="FILE", help="standard output if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        workplace = Workplace.objects.filter(slug=options["workplace"]).first()
        if workplace is None:
            raise CommandError(f"There is no workplace {options['workplace']!r}.", returncode=BAD_INPUT)
        try:
            report = gap_report(workplace, _read_date(options["as_of"]))
        except FutureDay as refusal:
            raise CommandError(str(refusal), returncode=BAD_INPUT) from refusal
        content = WRITERS[options["format"]](report)
        if options["output"] is None:
            self._print(content)
            return
        try:
            with whole_file(options["output"]) as out:
                out.write(content)
        except OSError as error:
            raise CommandError(
                f"Cannot write {options['output']}: {error.strerror}.", returncode=BAD_INPUT
            ) from error

    def _print(self, content: bytes) -> None:
        # A workbook is bytes; a test's stdout may be a text buffer without any underneath.
        buffer = getattr(self.stdout._out, "buffer", None)
        if buffer is None:
            self.stdout.write(content.decode(), ending="")
            return
        sys.stdout.flush()
        buffer.write(content)
        buffer.flush()


def _read_date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{text!r} is no date: write it as 2026-12-31.", returncode=BAD_INPUT) from None
