"""All that differs from one kind of evidence to the next, in one table: strength, ceiling, months and words.

The order of strength and the ceilings are the house's own proposal: an own assessment confirms nothing, what
a browser reports by itself and taking part little, a passed test and a solved course that one "can with
support", practice and proof from outside everything. A stored `EvidencePolicy` wins over ceiling and months.
docs/recipes/evidence-kind.md tells how to add a kind.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.ledger.enums import EvidenceKind


@dataclass(frozen=True, slots=True)
class Policy:
    """A ceiling (level 0 to 4) and, when it expires, the months that it holds."""

    ceiling: int
    valid_months: int | None = None


COMPLETED = _("Proof: completed »%(title)s« today.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is so of a kind unless an installation says otherwise, and what is said of it.

    `label` names it, `sentence` says how far it reaches (with a ceiling), `gained` that somebody has just
    earned it (with the title of what they did), `remark` what is worth knowing then.
    """

    policy: Policy
    label: str | Promise
    sentence: str | Promise
    gained: str | Promise = COMPLETED
    remark: str | Promise = ""

    def say_ceiling(self, ceiling: int) -> str:
        return str(self.sentence) % {"ceiling": ceiling}

    def say_gained(self, title: str) -> str:
        return str(self.gained) % {"title": title}


# Weakest first: a kind's place in the table is its strength. A kind that a row may rest on never leaves it.
KINDS: dict[str, Kind] = {
    EvidenceKind.SELF_ASSESSMENT: Kind(
        policy=Policy(ceiling=0),
        label=_("Self-assessment"),
        sentence=_("Your self-assessment can confirm up to level %(ceiling)s."),
    ),
    EvidenceKind.CLIENT_REPORTED: Kind(
        policy=Policy(ceiling=1),
        label=_("Activity online"),
        sentence=_("An activity online can confirm up to level %(ceiling)s."),
        remark=_("The activity has told us itself how it went. That is why the proof is weaker."),
    ),
    EvidenceKind.TOOK_PART: Kind(
        policy=Policy(ceiling=1),
        label=_("Took part"),
        sentence=_("Taking part can confirm up to level %(ceiling)s."),
        gained=_("Proof: took part in »%(title)s« today."),
    ),
    EvidenceKind.COURSE_COMPLETION: Kind(
        policy=Policy(ceiling=2),
        label=_("Course completed, by the old rule"),
        sentence=_("A course completed by the old rule can confirm up to level %(ceiling)s."),
    ),
    EvidenceKind.GRADED_TEST: Kind(
        policy=Policy(ceiling=2),
        label=_("Graded test"),
        sentence=_("A test can confirm up to level %(ceiling)s."),
        gained=_("Proof: passed »%(title)s« today."),
    ),
    EvidenceKind.SOLVED: Kind(
        policy=Policy(ceiling=2),
        label=_("Solved"),
        sentence=_("What is solved can confirm up to level %(ceiling)s."),
        gained=_("Proof: solved »%(title)s« today."),
    ),
    EvidenceKind.OBSERVATION: Kind(
        policy=Policy(ceiling=4),
        label=_("Seen in practice"),
        sentence=_("What is seen in practice can confirm up to level %(ceiling)s."),
    ),
    EvidenceKind.CERTIFICATE: Kind(
        policy=Policy(ceiling=4),
        label=_("Evidence from outside"),
        sentence=_("Evidence from outside can confirm up to level %(ceiling)s."),
    ),
}


def strength_of(kind: str) -> int:
    """How strong the kind is: 1 for the weakest, the number of kinds for the strongest.

    Raises ValueError for a word that is no kind.
    """
    return list(KINDS).index(kind) + 1


def kind_choices() -> list[tuple[str, str | Promise]]:
    """The kinds as a form offers them. A function, so that a kind more asks for no migration."""
    return [(str(word), kind.label) for word, kind in KINDS.items()]
