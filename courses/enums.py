from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseForm(models.TextChoices):
    """How a course is taken."""

    ONLINE = "online", _("Online")
    ATTENDED = "attended", _("In person")
    BLENDED = "blended", _("Online and in person")


class CompletionKind(models.TextChoices):
    """What was completed."""

    MODULE = "module", _("Module")
    COURSE = "course", _("Course")
