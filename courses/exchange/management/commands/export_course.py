from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.exchange.domain.course_files import export_course
from courses.exchange.domain.problems import CourseRefused


class Command(BaseCommand):
    help = "Write a published course into a folder of files (docs/course-files.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, slug: str, folder: Path, **options: Any) -> None:
        try:
            files = export_course(slug, folder)
        except CourseRefused as error:
            raise CommandError("\n".join([*error.problems, _("Nothing was written.")])) from error
        self.stdout.write(_("%(slug)s: %(number)d files written.") % {"slug": slug, "number": len(files)})
