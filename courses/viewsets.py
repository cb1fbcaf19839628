"""Course runs in the CMS."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.viewsets.lists import IndexView
from courses.domain.runs import apply_run_changes, lock_run, seat_terms
from courses.forms import CourseRunForm
from courses.models import CourseRun


class CourseRunIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("course")


class CourseRunEditView(generic.EditView):
    def save_instance(self) -> Any:
        """In the transaction that Wagtail opens: nobody signs up between what was and what is."""
        old = seat_terms(lock_run(self.object.pk))
        run = super().save_instance()
        apply_run_changes(old, run, by=self.request.user)
        return run


class CourseRunViewSet(ModelViewSet):
    model = CourseRun
    name = "course_runs"
    icon = "date"
    menu_label = _("Course runs (hold)")
    menu_order = 250
    add_to_admin_menu = True
    index_view_class = CourseRunIndexView
    edit_view_class = CourseRunEditView
    copy_view_enabled = False
    list_display = ["course", "starts_on", "ends_on", "place", Column("seats", label=_("Seats"))]
    list_filter = ["starts_on", "course"]
    search_fields = ["course__title", "place", "provider"]
    search_backend_name = None
    ordering = ["-starts_on", "-pk"]
    edit_handler = ObjectList(
        [
            PageChooserPanel("course", "courses.CoursePage"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldRowPanel([FieldPanel("place"), FieldPanel("online_url")]),
            FieldPanel("provider"),
            FieldRowPanel([FieldPanel("seats"), FieldPanel("sign_up_by")]),
            FieldPanel("official_url"),
            InlinePanel("meetings", heading=_("Meeting days"), label=_("Meeting day")),
            FieldPanel("teacher_emails"),
        ],
        base_form_class=CourseRunForm,
    )
