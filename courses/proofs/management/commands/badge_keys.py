from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.proofs.domain.signing_keys import HasSigningKey, SigningKey, make_key, rotate_key, signing_keys


class Command(BaseCommand):
    help = "Makes, rotates and lists the keys that sign badges. Private keys never leave SIGNING_KEYS_DIR."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "act",
            choices=["make", "rotate", "list"],
            help="make: the first key; rotate: a new one that signs from now on; list: all, newest first",
        )

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        try:
            if act == "list":
                self._list()
            else:
                self._tell_new(make_key() if act == "make" else rotate_key())
        except HasSigningKey:
            raise CommandError("There is a key already. `badge_keys rotate` makes a newer one.") from None
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _tell_new(self, key: SigningKey) -> None:
        self.stdout.write(f"Key {key.thumbprint} signs from now on. It lies in {settings.SIGNING_KEYS_DIR}.")

    def _list(self) -> None:
        keys = signing_keys()
        if not keys:
            self.stdout.write("There is no key yet. `badge_keys make` makes one.")
        for number, key in enumerate(keys):
            part = "checks only" if number else "signs"
            self.stdout.write(f"{key.made_on}  {key.thumbprint}  {part}")
