from .attempt import Attempt
from .card import CardRepetition
from .draft import Draft
from .poll_step import PollStep
from .sharing import SharedReflection
from .sitting import TestSitting

__all__ = [
    "Attempt",
    "CardRepetition",
    "Draft",
    "PollStep",
    "SharedReflection",
    "TestSitting",
]
