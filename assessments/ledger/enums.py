from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceKind(StrEnum):
    """What an evidence row rests on. The word is stored; all that is said of it stands in policy.py."""

    SELF_ASSESSMENT = "self_assessment"
    CLIENT_REPORTED = "client_reported"
    TOOK_PART = "took_part"
    # Never written any more: it said of who solved a course and who clicked through it the same.
    COURSE_COMPLETION = "course_completion"
    GRADED_TEST = "graded_test"
    SOLVED = "solved"
    OBSERVATION = "observation"
    CERTIFICATE = "certificate"


class GapState(models.TextChoices):
    """How a person stands with one requirement. The five are kept apart everywhere."""

    MET = "met", _("Met")
    GAP = "gap", _("Gap")
    NOT_ASSESSED = "not_assessed", _("Not assessed")
    EXPIRED = "expired", _("Expired")
    NOT_REQUIRED = "not_required", _("Not required")
