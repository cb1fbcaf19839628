from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonH5PConfig(AppConfig):
    """A lesson's half of H5P: the frame that plays, what it says was done, and a lesson taken along."""

    name = "courses.h5p"
    label = "lesson_h5p"
    verbose_name = _("H5P in lessons")

    def ready(self) -> None:
        from courses.h5p.views.frames import give_frames  # noqa: PLC0415 (models must be loaded)
        from courses.views.shown import add_to_questions  # noqa: PLC0415

        add_to_questions("h5p", give_frames)
