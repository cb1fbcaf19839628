from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from competences.enums import Level


class ObservationState(models.TextChoices):
    """Where a request to be seen at work has got to. The last five are ends."""

    ASKED = "asked", _("Asked")
    SEEN = "seen", _("Seen, and signed by the observer")
    TO_CORRECT = "to_correct", _("Sent back to be corrected")
    SIGNED = "signed", _("Signed by both")
    DECLINED = "declined", _("The observer said no")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Ran out")
    TAKEN_BACK = "taken_back", _("Taken back")


class Hint(StrEnum):
    """What in a text could tell who a citizen is."""

    CPR = "cpr"
    PHONE = "phone"
    NAME = "name"


class RoundKind(models.TextChoices):
    """What a round of own views is for: where people begin, or what has become of them."""

    BASELINE = "baseline", _("Baseline: where are you now?")
    AFTER = "after", _("Afterwards: then and now")


class Preparedness(models.IntegerChoices):
    """How well prepared somebody feels for their work: the one question of the survey of 2011.

    Seed 004, section 2.3.2, tells of its two upper answers, "well or very well prepared"; the two below them
    are our own words.
    """

    NOT_AT_ALL = 1, _("Not at all")
    A_LITTLE = 2, _("A little")
    WELL = 3, _("Well")
    VERY_WELL = 4, _("Very well")


class OwnViewState(models.TextChoices):
    """What somebody says of themself in a requirement, as a figure about groups counts it: a level, or one of
    the last two."""

    LEVEL_0 = "0", Level(0).label
    LEVEL_1 = "1", Level(1).label
    LEVEL_2 = "2", Level(2).label
    LEVEL_3 = "3", Level(3).label
    LEVEL_4 = "4", Level(4).label
    NOT_RELEVANT = "not_relevant", _("Not in my job")
    NOT_SAID = "not_said", _("Has not said")


class CitizenState(models.TextChoices):
    """What more than half of the answers that are shown to a staff member say, or that there is no such."""

    YES = "yes", _("Mostly yes")
    LITTLE = "little", _("Mostly a little")
    NO = "no", _("Mostly no")
    DIVIDED = "divided", _("Divided")


class PaperState(models.TextChoices):
    """Where a paper about earlier learning is. Only one that waits is decided, or taken back by its owner."""

    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    LOWERED = "lowered", _("Approved at a lower level")
    REJECTED = "rejected", _("Not counted")
    WITHDRAWN = "withdrawn", _("Taken back")
    REVOKED = "revoked", _("Counts no more")


class PaperKind(models.TextChoices):
    """What a paper is. What we make of it is evidence, and never a paper of the same name."""

    CERTIFICATE = "certificate", _("A certificate or a diploma")
    PRIOR_ASSESSMENT = "assessment", _("The outcome of an assessment of prior learning (IKV or RKV)")
