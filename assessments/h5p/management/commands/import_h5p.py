from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from assessments.h5p.domain.elsewhere import say_elsewhere
from assessments.h5p.domain.gate import PackageRefused
from assessments.h5p.domain.uploads import import_package


class Command(BaseCommand):
    help = "Take in H5P packages: content with its libraries, or libraries alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--approve", action="store_true", help="let the libraries in the files run")

    def handle(self, *args: Any, files: list[Path], approve: bool, **options: Any) -> None:
        refused = []
        for path in files:
            try:
                with path.open("rb") as source:
                    imported = import_package(File(source, name=path.name), approve=approve)
            except OSError as error:
                refused.append(f"{path.name}: {error.strerror}")
                continue
            except PackageRefused as error:
                refused.append(f"{path.name}: {error}")
                continue
            for library in imported.libraries:
                self.stdout.write(f"{path.name}: {library}, {library.get_state_display()}")
            for note in imported.notes:
                self.stdout.write(f"{path.name}: {note}")
            if imported.upload is not None:
                self.stdout.write(f"{path.name}: {imported.upload.get_state_display()}")
                said = imported.upload.version and say_elsewhere(imported.upload.version.elsewhere)
                if said:
                    self.stdout.write(f"{path.name}: {said}")
        if refused:
            raise CommandError("\n".join(refused))
