from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.people import print_sign_in


class Command(BaseCommand):
    help = "Prints the address, the demo people and their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the demo is served")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        if not settings.DEMO_SIGN_IN:
            raise CommandError("The demo people have no password here that is known.")
        print_sign_in(address, self.stdout)
