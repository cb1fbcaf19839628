"""Words that the whole house shares about people and workplaces."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobFunction(models.TextChoices):
    """The six job functions that the 2019 analysis speaks of (seed 004, sections 1.2, 2.3.2, 2.3.3)."""

    SOSU_ASSISTENT = "sosu_assistent", _("Social and health care assistant")
    SOSU_HJAELPER = "sosu_hjaelper", _("Social and health care helper")
    UFAGLAERT = "ufaglaert", _("Staff without a care education")
    PAEDAGOG = "paedagog", _("Social educator")
    LEDER = "leder", _("Manager")
    PEER = "peer", _("Peer worker")


class Setting(models.TextChoices):
    """Where the work is done (seed 004, section 1.2.3): same requirements, other conditions."""

    BOSTED = "bosted", _("Housing with support")
    BOSTOETTE = "bostoette", _("Support in own home")
    VAERESTED = "vaerested", _("Drop-in centre")
    HJEMMEPLEJE = "hjemmepleje", _("Home care")
    PLEJECENTER = "plejecenter", _("Care home")


class WorkplaceKind(models.TextChoices):
    """The three floors of the workplace tree."""

    MUNICIPALITY = "municipality", _("Municipality")
    CENTRE = "centre", _("Centre")
    UNIT = "unit", _("Unit")


class Role(models.TextChoices):
    """Names of the permission groups. Managers are no group: they are so by employment.

    The values are the groups' names in the database; the labels are what people read.
    """

    AUTHOR = "Author", _("Author")
    LIVED_EXPERIENCE = "Lived experience", _("Lived experience")
    PROFESSIONAL = "Professional", _("Professional")
    COORDINATOR = "Coordinator", _("Coordinator")


# What two are to stand behind is signed by one of each: who has lived it, and who works with it.
SIGNING_ROLES = (Role.LIVED_EXPERIENCE, Role.PROFESSIONAL)
