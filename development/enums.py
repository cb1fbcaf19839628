from django.db import models
from django.utils.translation import gettext_lazy as _


class TalkStep(models.IntegerChoices):
    """The way through a talk. Derived from what there is on a day; nobody sets it."""

    PREPARE = 1, _("Prepare")
    TALK = 2, _("Talk")
    AGREE = 3, _("Agree")
    FOLLOW_UP = 4, _("Follow up")


class FollowUpKind(models.TextChoices):
    """What became of an agreement; the newest entry speaks."""

    DONE = "done", _("It is done")
    CHANGED = "changed", _("We change it")
    DROPPED = "dropped", _("We let it go")
    REOPENED = "reopened", _("We take it up again")


# After these nothing is waited for any more.
CLOSING = (FollowUpKind.DONE, FollowUpKind.DROPPED)
