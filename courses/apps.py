from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _
from wagtail.signals import page_published, page_unpublished, post_page_move, pre_page_move

from accounts.enums import Role

# What a teacher has seen, as the person it is about is told.
SAW_PARTICIPANTS = _("Saw that you have signed up for a course run, and when you were there.")


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
        from wagtail.models import Page, Site  # noqa: PLC0415 (models are loaded by now)

        from accounts.domain.people import on_leaving  # noqa: PLC0415
        from accounts.domain.reads import name_read  # noqa: PLC0415
        from accounts.domain.tick import on_tick  # noqa: PLC0415
        from accounts.privacy import on_emptying  # noqa: PLC0415
        from assessments.practice.domain.observation.asking import (  # noqa: PLC0415
            tell_what_pages_are_about,
        )
        from courses.domain.finding.reading import page_shown, read_unread  # noqa: PLC0415
        from courses.domain.forgetting import forget_learning  # noqa: PLC0415
        from courses.domain.knowledge_tests import close_overdue_sittings  # noqa: PLC0415
        from courses.domain.prerequisites import copied, moving  # noqa: PLC0415
        from courses.domain.queries import requirements_of_lesson  # noqa: PLC0415
        from courses.domain.runs import fill_runs, leave_runs_to_come  # noqa: PLC0415
        from courses.domain.scheduled import publish_due  # noqa: PLC0415
        from courses.domain.settling import page_changed, page_moved  # noqa: PLC0415
        from courses.domain.shape import tree_changed  # noqa: PLC0415
        from courses.domain.signing import remember_signed  # noqa: PLC0415

        # Who can sign in is said below, where nobody knows of seats.
        on_leaving(leave_runs_to_come)
        on_emptying("courses.learning", forget_learning)
        name_read("courses.participants", SAW_PARTICIPANTS)
        # A practice task asks to be seen in what its module is about.
        tell_what_pages_are_about(requirements_of_lesson)
        # Pages change in Wagtail's hands: its signals are the one place that sees every way.
        # First of all: the others read the tree as it is by then.
        post_save.connect(tree_changed)
        post_delete.connect(tree_changed, sender=Page)
        post_delete.connect(tree_changed, sender=Site)
        post_page_move.connect(tree_changed)
        page_published.connect(page_changed)
        page_unpublished.connect(page_changed)
        post_page_move.connect(page_moved)
        post_delete.connect(page_changed, sender=Page)
        page_published.connect(copied)
        page_published.connect(remember_signed)
        pre_page_move.connect(moving)
        page_published.connect(page_shown)
        page_unpublished.connect(page_shown)
        on_tick("courses.publish", publish_due)
        on_tick("courses.close_tests", close_overdue_sittings)
        on_tick("courses.fill_seats", fill_runs)
        on_tick("courses.read_pages", read_unread)
