"""All that differs from one kind of evidence to the next, in one table: strength, ceiling, months and words.

The order of strength and the ceilings are the house's own proposal: an own assessment confirms nothing, what
a browser reports by itself and taking part little, a passed test and a solved course that one "can with
support", practice that one has seen that one "can independently", practice that two have seen and proof from
outside everything. What somebody from outside has seen, of whom nobody knows what they can themselves, stays
below. A stored `EvidencePolicy` wins over ceiling and months.
docs/recipes/evidence-kind.md tells how to add a kind.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.ledger.enums import EvidenceKind

# Renewed so many days before it runs out, evidence loses none of them: as long before as we first remind.
RENEWAL_DAYS = 90
# Grace is for who is late, no second term.
MAX_GRACE_DAYS = 90
# So many days before evidence runs out its owner is reminded: the furthest, the next and the last time.
REMINDER_STEPS = (90, 30, 7)


@dataclass(frozen=True, slots=True)
class Policy:
    """A ceiling (level 0 to 4) and, when it expires, the months that it holds.

    `grace_days`: so long it still counts after it has run out. `renewal_days`: who renews it at most so many
    days before it runs out has the new term begin where the old one ends.
    """

    ceiling: int
    valid_months: int | None = None
    grace_days: int = 0
    renewal_days: int = RENEWAL_DAYS

    def as_rule(self, *, runs_out: bool) -> dict[str, Any]:
        """What a row keeps of the policy that judged it: of grace and renewal only where it runs out."""
        rule: dict[str, Any] = {"ceiling": self.ceiling, "valid_months": self.valid_months}
        if runs_out:
            rule |= {"grace_days": self.grace_days, "renewal_days": self.renewal_days}
        return rule


COMPLETED = _("Proof: completed »%(title)s« today.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is so of a kind unless an installation says otherwise, and what is said of it.

    `label` names it, `sentence` says how far it reaches (with a ceiling), `gained` that somebody has just
    earned it (with the title of what they did), `remark` what is worth knowing then, `renewed_by` what to do
    to show it anew (empty: nothing that one can do oneself).

    `is_own_view`: somebody says it of themself. It is theirs alone, so it never is a part of a standing.
    `is_of_now`: it says where they are, not where they once were.
    """

    policy: Policy
    label: str | Promise
    sentence: str | Promise
    gained: str | Promise = COMPLETED
    remark: str | Promise = ""
    renewed_by: str | Promise = ""
    is_own_view: bool = False
    is_of_now: bool = True

    def say_ceiling(self, ceiling: int) -> str:
        return str(self.sentence) % {"ceiling": ceiling}

    def say_gained(self, title: str) -> str:
        return str(self.gained) % {"title": title}


# Weakest first: a kind's place in the table is its strength. A kind that a row may rest on never leaves it.
KINDS: dict[str, Kind] = {
    EvidenceKind.SELF_THEN: Kind(
        policy=Policy(ceiling=0),
        label=_("Self-assessment: looking back"),
        sentence=_("Your self-assessment can confirm up to level %(ceiling)s."),
        is_own_view=True,
        is_of_now=False,
    ),
    EvidenceKind.SELF_ASSESSMENT: Kind(
        policy=Policy(ceiling=0),
        label=_("Self-assessment"),
        sentence=_("Your self-assessment can confirm up to level %(ceiling)s."),
        is_own_view=True,
    ),
    EvidenceKind.SELF_NOW: Kind(
        policy=Policy(ceiling=0),
        label=_("Self-assessment: now, looking back too"),
        sentence=_("Your self-assessment can confirm up to level %(ceiling)s."),
        is_own_view=True,
    ),
    EvidenceKind.CLIENT_REPORTED: Kind(
        policy=Policy(ceiling=1),
        label=_("Activity online"),
        sentence=_("An activity online can confirm up to level %(ceiling)s."),
        remark=_("The activity has told us itself how it went. That is why the proof is weaker."),
    ),
    # Of which day and workshop nobody can look up afterwards: that is what it is made for.
    EvidenceKind.SCHOOL_CLAIM: Kind(
        policy=Policy(ceiling=1),
        label=_("Took part at the recovery school"),
        sentence=_("Taking part at the recovery school can confirm up to level %(ceiling)s."),
        remark=_("It says that you were there, not what you can do."),
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
        renewed_by=_("Pass the test again."),
    ),
    EvidenceKind.SOLVED: Kind(
        policy=Policy(ceiling=2),
        label=_("Solved"),
        sentence=_("What is solved can confirm up to level %(ceiling)s."),
        gained=_("Proof: solved »%(title)s« today."),
        renewed_by=_("Take the part of the course again, and solve it."),
    ),
    EvidenceKind.OBSERVATION_OUTSIDE: Kind(
        policy=Policy(ceiling=2),
        label=_("Seen in practice from outside"),
        sentence=_("What somebody from outside has seen can confirm up to level %(ceiling)s."),
        remark=_("We do not know whether who saw it can do it. That is why the proof is weaker."),
    ),
    EvidenceKind.OBSERVATION: Kind(
        policy=Policy(ceiling=3),
        label=_("Seen in practice"),
        sentence=_("What is seen in practice can confirm up to level %(ceiling)s."),
        renewed_by=_("Ask a colleague to look on when you do it."),
    ),
    # Two observers, in two situations. What only one has seen never confirms that somebody can teach others.
    EvidenceKind.OBSERVATION_BY_TWO: Kind(
        policy=Policy(ceiling=4),
        label=_("Seen in practice by two"),
        sentence=_("What two have seen in practice can confirm up to level %(ceiling)s."),
    ),
    EvidenceKind.CERTIFICATE: Kind(
        policy=Policy(ceiling=4),
        label=_("Evidence from outside"),
        sentence=_("Evidence from outside can confirm up to level %(ceiling)s."),
        renewed_by=_("Get a new paper from whoever gave you the old one."),
    ),
}


def strength_of(kind: str) -> int:
    """How strong the kind is: 1 for the weakest, the number of kinds for the strongest.

    Raises ValueError for a word that is no kind.
    """
    return list(KINDS).index(kind) + 1


def own_view_kinds(*, only_of_now: bool = False) -> tuple[str, ...]:
    """What people say of themselves, or only of now: shown to nobody else unless they share it."""
    return tuple(
        str(word) for word, kind in KINDS.items() if kind.is_own_view and (kind.is_of_now or not only_of_now)
    )


def kind_choices() -> list[tuple[str, str | Promise]]:
    """The kinds as a form offers them. A function, so that a kind more asks for no migration."""
    return [(str(word), kind.label) for word, kind in KINDS.items()]
