from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from competences.domain.export import ExportRefused, export_framework


class Command(BaseCommand):
    help = "Give out a framework for others, as CASE 1.1 JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("--format", choices=["case"], default="case")
        parser.add_argument("--output", type=Path, metavar="FILE", help="write here instead of printing")

    def handle(self, *args: Any, code: str, output: Path | None, **options: Any) -> None:
        try:
            text = export_framework(code)
        except ExportRefused as error:
            raise CommandError(str(error)) from error
        if output is None:
            # Not self.stdout.write(text): JSON ends in one line break, not in two.
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(_("%(file)s cannot be written.") % {"file": output}) from error
