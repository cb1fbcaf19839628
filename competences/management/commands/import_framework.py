from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from competences.domain.exchange.problems import ImportRefused
from competences.domain.framework import import_framework


class Command(BaseCommand):
    help = (
        "Take in a framework (our YAML, or CASE as JSON), or a file that goes with one. Whole or not at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            result = import_framework(file)
        except ImportRefused as error:
            raise CommandError("\n".join([*error.problems, _("Nothing was stored.")])) from error
        counts = {
            "code": result.framework.code,
            "created": result.created,
            "updated": result.updated,
            "removed": result.removed,
            "kept": result.kept,
            "changes": result.changes,
        }
        if result.changes:
            line = _(
                "%(code)s: %(changes)d changes (%(created)d new, %(updated)d changed, %(removed)d removed)."
            )
        else:
            line = _("%(code)s: 0 changes.")
        self.stdout.write(line % counts)
        for remark in result.remarks:
            self.stdout.write(remark)
        if result.kept:
            self.stdout.write(_("%(kept)d entries stay as they were decided here.") % counts)
