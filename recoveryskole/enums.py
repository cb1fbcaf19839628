from django.db import models
from django.utils.translation import gettext_lazy as _


class Knowledge(models.TextChoices):
    """What a facilitator brings. The administration knows it; it is shown only if the person wants it."""

    LIVED = "lived", _("Has lived with it")
    PROFESSION = "profession", _("Works with it")


class Contact(models.TextChoices):
    """How the school reaches somebody who has signed up."""

    EMAIL = "email", _("E-mail")
    # For a person to ring. Nothing is sent to it.
    TELEPHONE = "telephone", _("Telephone")
    # Nothing to reach them by: they keep a code.
    CODE = "code", _("A code to keep")


class Face(models.TextChoices):
    """How a session was, for whoever was there."""

    GOOD = "good", _("Good")
    EVEN = "even", _("In between")
    LOW = "low", _("Not so good")


class Letter(models.TextChoices):
    """What the school writes to somebody, where they have left an e-mail."""

    SIGNED_UP = "signed_up"
    OFFERED = "offered"
    NOT_ANSWERED = "not_answered"
    MOVED = "moved"
    CANCELLED = "cancelled"
    LEFT = "left"
    TOMORROW = "tomorrow"
    ANSWER_SOON = "answer_soon"
    # That it will be recorded was said after they had signed up.
    RECORDED = "recorded"


class MaterialFor(models.TextChoices):
    """Whom a material of a session is for."""

    PAIR = "pair", _("Only for us who teach")
    AFTERWARDS = "afterwards", _("For those who come, afterwards")
