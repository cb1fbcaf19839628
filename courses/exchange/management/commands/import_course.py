from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.exchange.domain.course_files import import_courses
from courses.exchange.domain.problems import CourseRefused


class Command(BaseCommand):
    help = "Take in courses from their folders (docs/course-files.md), and publish them. All or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", type=Path, nargs="+", metavar="DIR", help="a folder, or a zip of one")

    def handle(self, *args: Any, folders: list[Path], **options: Any) -> None:
        try:
            results = import_courses(folders)
        except CourseRefused as error:
            raise CommandError("\n".join([*error.problems, _("Nothing was stored.")])) from error
        for result in results:
            if result.changes:
                line = _("%(slug)s: %(created)d new pages, %(updated)d changed, %(unpublished)d unpublished.")
            else:
                line = _("%(slug)s: 0 changes.")
            counts = {
                "slug": result.course.slug,
                "created": result.created,
                "updated": result.updated,
                "unpublished": result.unpublished,
            }
            self.stdout.write(line % counts)
