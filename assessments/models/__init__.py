from .attempt import Attempt
from .card import CardRepetition
from .draft import Draft
from .sharing import ObservationRequest, SharedReflection
from .sitting import TestSitting

__all__ = [
    "Attempt",
    "CardRepetition",
    "Draft",
    "ObservationRequest",
    "SharedReflection",
    "TestSitting",
]
