from .evidence import Evidence
from .policy import EvidencePolicy
from .standing import Standing

__all__ = ["Evidence", "EvidencePolicy", "Standing"]
