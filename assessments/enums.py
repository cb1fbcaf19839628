from django.db import models
from django.utils.translation import gettext_lazy as _


class Effect(models.TextChoices):
    """What a choice in a dilemma did to the relation, to self-determination or to the duty of care."""

    UP = "up", _("Strengthened")
    SAME = "same", _("Held")
    DOWN = "down", _("Weakened")
    OPEN = "open", _("Open")


class Aspect(models.TextChoices):
    """What a dilemma is about: one of the four aspects of recovery that the framework names."""

    R1 = "R1", _("Self-care")
    R2 = "R2", _("Health")
    R3 = "R3", _("Relations and communities")
    R4 = "R4", _("Life in society")
