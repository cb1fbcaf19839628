import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.h5p.domain.packing import OWN, ContentRefused, pack
from uploads.domain.disk import whole_file


class Command(BaseCommand):
    help = "Packs one of the house's own content types as an .h5p file, with content to play or by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=OWN, help="the content type's folder: %(choices)s")
        parser.add_argument("--content", type=Path, help="a JSON file with what semantics.json describes")
        parser.add_argument("--language", default="da", help="the content's language (%(default)s)")
        parser.add_argument("-o", "--output", type=Path, help="the package to write (NAME.h5p)")

    def handle(
        self, *args: Any, name: str, content: Path | None, language: str, output: Path | None, **options: Any
    ) -> None:
        out = output or Path(f"{name}.h5p")
        try:
            params = json.loads(content.read_text(encoding="utf-8")) if content else None
            package = pack(name, params, language=language)
            with whole_file(out) as file:
                file.write(package)
        except (OSError, ValueError) as problem:
            raise CommandError(str(problem)) from problem
        except ContentRefused as refused:
            raise CommandError(f"{content} does not fit {name}:\n{refused}") from refused
        self.stdout.write(f"{out} ({len(package)} bytes)")
