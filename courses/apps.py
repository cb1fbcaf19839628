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
            "helplinesettings": ("change",),
            "courserun": ("view", "add", "change", "delete"),
        }
    }

    def ready(self) -> None:
        # Who can sign in is said below, where nobody knows of seats.
        from accounts.domain.people import on_leaving  # noqa: PLC0415 (models are loaded by now)
        from accounts.domain.tick import on_tick  # noqa: PLC0415
        from courses.domain.runs import fill_runs, leave_runs_to_come  # noqa: PLC0415
        from courses.domain.scheduled import publish_due  # noqa: PLC0415

        on_leaving(leave_runs_to_come)
        on_tick("courses.publish", publish_due)
        on_tick("courses.fill_seats", fill_runs)
