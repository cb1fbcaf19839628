from .chain import ChainHead
from .evidence import Evidence
from .policy import EvidencePolicy
from .reminder import Reminder
from .standing import Standing

__all__ = ["ChainHead", "Evidence", "EvidencePolicy", "Reminder", "Standing"]
