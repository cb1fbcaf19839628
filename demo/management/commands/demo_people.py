from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from demo.people import print_sign_in


class Command(BaseCommand):
    help = "Prints the address, the demo people and their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the demo is served")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        print_sign_in(address, self.stdout)
