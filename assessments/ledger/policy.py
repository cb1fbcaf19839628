"""What each kind of evidence may confirm, and for how long, unless an installation says otherwise.

The order of strength and the ceilings are the house's own proposal: an own assessment confirms nothing, what
a browser reports by itself little, a graded course that one "can with support", practice and proof from
outside everything. Stored `EvidencePolicy` rows win over these.
"""

from dataclasses import dataclass

from assessments.ledger.enums import EvidenceKind


@dataclass(frozen=True, slots=True)
class Policy:
    """A ceiling (level 0 to 4) and, when it expires, the months that it holds."""

    ceiling: int
    valid_months: int | None = None


DEFAULT_POLICIES: dict[EvidenceKind, Policy] = {
    EvidenceKind.SELF_ASSESSMENT: Policy(ceiling=0),
    EvidenceKind.CLIENT_REPORTED: Policy(ceiling=1),
    EvidenceKind.GRADED_TEST: Policy(ceiling=2),
    EvidenceKind.COURSE_COMPLETION: Policy(ceiling=2),
    EvidenceKind.OBSERVATION: Policy(ceiling=4),
    EvidenceKind.CERTIFICATE: Policy(ceiling=4),
}
