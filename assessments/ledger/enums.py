from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceKind(StrEnum):
    """What an evidence row rests on. The word is stored; all that is said of it stands in policy.py."""

    SELF_ASSESSMENT = "self_assessment"
    # Asked side by side when people have learnt something: where they were then, and where they are now.
    SELF_THEN = "self_then"
    SELF_NOW = "self_now"
    CLIENT_REPORTED = "client_reported"
    SCHOOL_CLAIM = "school_claim"
    TOOK_PART = "took_part"
    # Never written any more: it said of who solved a course and who clicked through it the same.
    COURSE_COMPLETION = "course_completion"
    GRADED_TEST = "graded_test"
    SOLVED = "solved"
    OBSERVATION_OUTSIDE = "observation_outside"
    OBSERVATION = "observation"
    OBSERVATION_BY_TWO = "observation_by_two"
    CERTIFICATE = "certificate"


class GapState(models.TextChoices):
    """How a person stands with one requirement. The five are kept apart everywhere."""

    MET = "met", _("Met")
    GAP = "gap", _("Gap")
    NOT_ASSESSED = "not_assessed", _("Not assessed")
    EXPIRED = "expired", _("Expired")
    NOT_REQUIRED = "not_required", _("Not required")


class ChainFault(models.TextChoices):
    """What is wrong with a row of the ledger, with a person's rows, or with the line of a day."""

    CHANGED = "changed", _("it does not say what it said when it was written")
    PUT_IN = "put_in", _("it was put in from outside")
    MOVED = "moved", _("it does not stand where it was written")
    MISSING_BEFORE = "missing_before", _("a row before it is gone")
    MISSING_AFTER = "missing_after", _("rows after the last one are gone")
    HEAD_GONE = "head_gone", _("nothing says which row is the last")
    HEAD_CHANGED = "head_changed", _("what says which row is the last was changed")
    LINE_CHANGED = "line_changed", _("the line of the day is not as it was signed")
    LINE_GONE = "line_gone", _("a line before that of the day is gone, or was put in")
    LINE_DIFFERS = "line_differs", _("the ledger of that day is not the one that the line was signed over")
