from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role


class CoursesConfig(AppConfig):
    """What teaches: catalogue, courses, lessons, enrolment, progress, completion."""

    name = "courses"
    verbose_name = _("Courses")
    grants = {
        Role.COORDINATOR: {
            "contactsettings": ("change",),
            "courserun": ("view", "add", "change", "delete"),
        }
    }
