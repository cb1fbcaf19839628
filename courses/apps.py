from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """What teaches: catalogue, courses, lessons, enrolment, progress, completion."""

    name = "courses"
    verbose_name = _("Courses")
