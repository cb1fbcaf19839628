import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseTrouble
from django.utils import translation

from assessments.ledger.domain.auditing import Fault, UnknownKey, audit_ledger

FAULTY, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Looks through the evidence ledger: whether each row says what it said when it was written, and "
        "whether none is gone. Ends with 0 if it is sound, 1 if rows are at fault (printed), 2 if it could "
        "not be read."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self._audit()

    def _audit(self) -> None:
        try:
            done = audit_ledger(self._tell)
        except FileNotFoundError:
            path = settings.LEDGER_HEADS_FILE
            self._give_up(f"There are no signed lines at {path}: `manage.py tick` writes the first.")
        except OSError as problem:
            self._give_up(f"The signed lines cannot be read: {problem.strerror}.")
        except UnknownKey:
            self._give_up("Rows were bound by a key that is not here: name it in LEDGER_OLD_KEYS.")
        except DatabaseTrouble as problem:
            # Its words may repeat a row.
            self._give_up(f"The database could not be asked ({type(problem).__name__}).")
        except ValueError as problem:
            self._give_up(str(problem))
        signed = f"signed until {done.signed_until}" if done.signed_until else "no line to hold it against"
        self.stdout.write(
            f"{done.rows} rows of {done.people} people, {done.lines} signed lines ({signed}): "
            + (f"{done.faults} faults." if done.faults else "sound.")
        )
        if done.faults:
            sys.exit(FAULTY)

    def _tell(self, fault: Fault) -> None:
        where = (
            f"row {fault.row}, person {fault.person}"
            if fault.row
            else f"person {fault.person}"
            if fault.person
            else f"line of {fault.day or 'no day'}"
        )
        self.stdout.write(f"{where}: {fault.what.label}")

    def _give_up(self, why: str) -> None:
        self.stderr.write(why)
        sys.exit(UNREADABLE)
