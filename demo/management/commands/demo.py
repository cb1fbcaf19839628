import secrets
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.domain.load import DEFAULT_SEED, DEFAULT_STAFF, Loaded, fewest_staff, find_loaded, load_demo
from demo.people import known_password

BAR_WIDTH = 30
NOT_HERE = (
    "The demo makes an administrator whose password stands in the README, so it is not loaded on a server for"
    " real people. --with-new-passwords gives each of its people a password of their own, and tells it once."
)


class Command(BaseCommand):
    help = "Loads the demo municipality; where it is loaded already, nothing changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--staff", type=int, default=DEFAULT_STAFF, help="how many work there today (%(default)s)"
        )
        parser.add_argument(
            "--seed", type=int, default=DEFAULT_SEED, help="another seed, other people (%(default)s)"
        )
        parser.add_argument(
            "--with-new-passwords",
            action="store_true",
            help="for a server that others reach: everybody gets a password of their own",
        )

    def handle(self, *args: Any, staff: int, seed: int, with_new_passwords: bool, **options: Any) -> None:
        if not (settings.DEMO_SIGN_IN or with_new_passwords):
            raise CommandError(NOT_HERE)
        passwords: dict[str, str] = {}

        def new_password(email: str) -> str:
            return passwords.setdefault(email, secrets.token_urlsafe(12))

        if staff < fewest_staff():
            raise CommandError(f"--staff {staff}: at least {fewest_staff()} are needed.")
        started = time.monotonic()
        loaded = find_loaded() or load_demo(
            staff=staff,
            seed=seed,
            on_progress=self._bar(staff),
            password_for=new_password if with_new_passwords else known_password,
        )
        if loaded.is_new:
            seconds = time.monotonic() - started
            gone = loaded.people - staff
            self._tell(f"Workplaces: {loaded.units} units. Staff: {staff}, and {gone} who have left.")
            self._tell(f"Courses, workshops and two years of history are in place ({seconds:.0f} s).")
            for email, password in passwords.items():
                self._tell(f"{email}  {password}")
            if passwords:
                self._tell("These passwords are told once. They are kept nowhere.")
        elif (loaded.staff, loaded.seed) == (staff, seed):
            self._tell("The demo municipality is loaded already: nothing changed.")
        else:
            self._tell(self._left_untouched(loaded))

    def _tell(self, line: str) -> None:
        self.stdout.write(line)

    def _left_untouched(self, loaded: Loaded) -> str:
        return (
            f"The demo municipality is loaded already, with --staff {loaded.staff} --seed {loaded.seed}:"
            " left untouched. For another one, start from an empty database."
        )

    def _bar(self, staff: int) -> Any:
        """A bar on a terminal; elsewhere silence."""
        out = sys.stderr
        if not out.isatty():
            return lambda people: None

        def draw(people: int) -> None:
            # Those who have left are written too, and how many they will be is not known beforehand.
            share = min(people / (staff * 1.1), 1)
            out.write(f"\r[{'#' * round(share * BAR_WIDTH):<{BAR_WIDTH}}] {people} people")
            out.write("\n" if people >= staff * 1.1 else "")
            out.flush()

        return draw
