from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.h5p.domain.export import LessonNotFound, find_lesson, plan_export
from uploads.domain.disk import whole_file


class Command(BaseCommand):
    help = "Write a published lesson as H5P packages, to be used elsewhere (docs/h5p-export.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "lesson", metavar="LESSON", help="its number, its slug, or its path: kurser/course/module/lesson"
        )
        parser.add_argument(
            "-o", "--output", type=Path, default=Path(), metavar="FOLDER", help="or a file, for one package"
        )

    def handle(self, *args: Any, lesson: str, output: Path, **options: Any) -> None:
        try:
            export = plan_export(find_lesson(lesson))
        except LessonNotFound as error:
            raise CommandError(str(error)) from error
        is_file = output.suffix == ".h5p"
        if is_file and len(export.packages) > 1:
            raise CommandError(
                _("The lesson becomes %(number)d packages. Name a folder instead of a file.")
                % {"number": len(export.packages)}
            )
        for part in export.left_out:
            self.stderr.write(_("Left out: %(what)s. %(why)s") % {"what": part.what, "why": part.why})
        if not export.packages:
            raise CommandError(_("Nothing was written."))
        (output.parent if is_file else output).mkdir(parents=True, exist_ok=True)
        for package in export.packages:
            path = output if is_file else output / package.name
            with whole_file(path) as out:
                package.write(out)
            self.stdout.write(f"{path}: {package.title}")
