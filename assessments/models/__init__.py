from .attempt import Attempt
from .card import CardRepetition
from .draft import Draft
from .evidence import Evidence, EvidencePolicy, Standing
from .sharing import ObservationRequest, SharedReflection
from .sitting import TestSitting

__all__ = [
    "Attempt",
    "CardRepetition",
    "Draft",
    "Evidence",
    "EvidencePolicy",
    "ObservationRequest",
    "SharedReflection",
    "Standing",
    "TestSitting",
]
