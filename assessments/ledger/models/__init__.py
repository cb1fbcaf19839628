from .evidence import Evidence, EvidencePolicy, Standing

__all__ = ["Evidence", "EvidencePolicy", "Standing"]
