from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseForm(models.TextChoices):
    """How a course is taken."""

    ONLINE = "online", _("Online")
    ATTENDED = "attended", _("In person")
    BLENDED = "blended", _("Online and in person")


class ModuleForm(models.TextChoices):
    """How a module is taken. In person: a teacher marks who was there, and that completes it."""

    ONLINE = "online", _("Online")
    ATTENDED = "attended", _("In person")


class HelpTopic(models.TextChoices):
    """What a number to call is for."""

    CRISIS = "crisis", _("Crisis and thoughts of suicide")
    VIOLENCE = "violence", _("Violence and threats")
    HEALTH = "health", _("Illness and medicine")
    STAFF = "staff", _("For you who work here")


class CompletionKind(models.TextChoices):
    """What was completed."""

    MODULE = "module", _("Module")
    COURSE = "course", _("Course")


class CompletionState(models.TextChoices):
    """Whether a completion counts, and if not, why."""

    STANDING = "standing", _("Counts")
    SUPERSEDED = "superseded", _("Begun anew since")
    TAKEN_BACK = "taken_back", _("Does not count any more")


class LessonRule(models.TextChoices):
    """When a lesson is complete."""

    ACTIVITIES = "activities", _("When the required activities are done")
    RIGHT = "right", _("When the required questions are answered right; one may try as often as one likes")
    READ = "read", _("When the reader says it is read")


class ModuleRule(models.TextChoices):
    """When a module is complete."""

    LESSONS = "lessons", _("When the required lessons are done, and the test passed if there is one")
    TEST = "test", _("When the test is passed; the lessons are free")


class CourseRule(models.TextChoices):
    """When a course is complete."""

    MODULES = "modules", _("When the required modules are done, and the final test passed if there is one")
    TEST = "test", _("When the final test is passed; the modules are free")
