from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceKind(models.IntegerChoices):
    """What an evidence row rests on. The value is its strength: a higher one is stronger."""

    SELF_ASSESSMENT = 1, _("Own assessment")
    CLIENT_REPORTED = 2, _("Activity online")
    GRADED_TEST = 3, _("Graded test")
    COURSE_COMPLETION = 4, _("Completed course")
    OBSERVATION = 5, _("Seen in practice")
    CERTIFICATE = 6, _("Proof from outside")


class GapState(models.TextChoices):
    """How a person stands with one requirement. The five are kept apart everywhere."""

    MET = "met", _("Met")
    GAP = "gap", _("Gap")
    NOT_ASSESSED = "not_assessed", _("Not assessed")
    EXPIRED = "expired", _("Expired")
    NOT_REQUIRED = "not_required", _("Not required")
