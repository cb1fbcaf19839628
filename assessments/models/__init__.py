from .attempt import Attempt
from .evidence import Evidence, EvidencePolicy, Standing

__all__ = ["Attempt", "Evidence", "EvidencePolicy", "Standing"]
