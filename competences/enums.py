from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """How far someone is with a requirement. A ladder of ours; the 2019 analysis names no levels.

    A level has one word, here, and every page says it: docs/decisions/level-words.md.
    """

    NOT_BEGUN = 0, _("Not begun")
    KNOWS_OF = 1, _("Knows of it")
    WITH_SUPPORT = 2, _("Can do it with support")
    INDEPENDENTLY = 3, _("Can do it independently")
    TEACHES_OTHERS = 4, _("Can teach others")


def name_required_level(level: Level) -> str:
    """A level as something that is asked for, with its number: level 0 is "not required", not "not begun"."""
    return gettext("0 Not required") if level == Level.NOT_BEGUN else f"{level.value} {level.label}"


def name_version_level(level: int | None) -> str:
    """What a version of a level says: the level, or that nothing of its own is said from its day on."""
    return gettext("No level of its own") if level is None else name_required_level(Level(level))


class CompetenceKind(models.TextChoices):
    """Where in the tree a competence stands. Levels are set for requirements."""

    AREA = "area", _("Area")
    REQUIREMENT = "requirement", _("Requirement")
    PART = "part", _("Part")


class Strand(models.TextChoices):
    """The two halves of the 2019 framework (seed 004, chapters 3 and 4); blank in other frameworks."""

    TOOL = "tool", _("Tools of the work")
    RECOVERY = "recovery", _("The citizen's recovery")


class ProfileKind(models.TextChoices):
    """What a profile tells of: a role, a way to work together, a condition of work, a side of recovery."""

    ROLE = "role", _("Role")
    MODEL = "model", _("Model")
    CONDITION = "frame", _("Condition")
    ASPECT = "side", _("Side of recovery")
