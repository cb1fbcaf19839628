import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recoveryskole.domain.figures import school_figures, year_figures, years
from recoveryskole.domain.figures_file import as_csv
from recoveryskole.models import Term


class Command(BaseCommand):
    help = "Print a term or a year of the recovery school in figures: sessions, and how many came or waited."

    def add_arguments(self, parser: ArgumentParser) -> None:
        of = parser.add_mutually_exclusive_group(required=True)
        of.add_argument("--term", metavar="SLUG", help="as it stands in addresses")
        of.add_argument("--year", type=int, help="of the terms that begin in it, with what people said of it")
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        year = options.get("year")
        told = _of_term(options["term"]) if year is None else _of_year(year)
        if options["format"] == "csv":
            self.stdout.write(as_csv(told).decode(), ending="")
        else:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))


def _of_term(slug: str) -> dict[str, Any]:
    term = Term.objects.filter(slug=slug).first()
    if term is None:
        known = ", ".join(Term.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no term {slug!r}. There is: {known}.")
    return school_figures(term)


def _of_year(year: int) -> dict[str, Any]:
    known = years()
    if year not in known:
        told = ", ".join(map(str, known)) or "none"
        raise CommandError(f"No term begins in {year}. There is: {told}.")
    return year_figures(year)
