"""State machines on the database: each run of one is undone, and its clock stands where it begins."""

import datetime as dt
from typing import ClassVar

import time_machine
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine


class Machine(RuleBasedStateMachine):
    """A run of it begins at `begins`, by a clock that only `self.traveller` moves."""

    begins: ClassVar[dt.datetime]

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(self.begins, tick=False)
        self.traveller = self.clock.start()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        self.clock.stop()
