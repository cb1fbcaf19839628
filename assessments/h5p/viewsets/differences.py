"""Where an activity claims another score than the one we came to."""

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.domain.audit import one_act, record_action
from accounts.viewsets.lists import IndexView, watched
from assessments.h5p.models import XAPIStatement


def _claimed(statement: XAPIStatement) -> str:
    if statement.claimed_score is None or statement.claimed_max_score is None:
        return ""
    return gettext("%(score)s of %(max_score)s") % {
        "score": _points(statement.claimed_score),
        "max_score": _points(statement.claimed_max_score),
    }


def _points(value: float) -> str:
    """As people write them: "9,5" and "10", not "10,0"."""
    return number_format(int(value) if value.is_integer() else value)


def _counted(statement: XAPIStatement) -> str:
    return gettext("%(score)s of %(max_score)s") % {
        "score": statement.score,
        "max_score": statement.max_score,
    }


class DifferenceIndexView(IndexView):
    """People's points are read here: that it was done is recorded with the activities they are about."""

    def get_base_queryset(self) -> QuerySet[XAPIStatement]:
        return (
            XAPIStatement.objects.mismatched()
            .select_related("person", "page", "version__content")
            .only(
                *("claimed_score", "claimed_max_score", "score", "max_score", "stored_at"),
                *("person__display_name", "page__title", "version__content__title"),
            )
        )

    def get_page_title(self) -> str:
        return gettext("Differing scores")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        with one_act():
            for content in {row.version.content for row in context["object_list"]}:
                record_action(content, "h5p.read_differences", user=self.request.user)
        return context


@watched("h5p.points", "person_id")
class DifferenceViewSet(ModelViewSet):
    model = XAPIStatement
    name = "h5p_differences"
    url_prefix = "h5p/forskelle"
    icon = "warning"
    menu_label = _("Differing scores")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = DifferenceIndexView
    exclude_form_fields: list[str] = []
    search_fields = ["version__content__title", "page__title", "person__display_name"]
    search_backend_name = None
    ordering = ["-stored_at", "-pk"]
    list_display = [
        TitleColumn(
            "content",
            label=_("Activity"),
            accessor="version.content.title",
            url_name="h5p_contents:inspect",
            id_accessor="version.content.pk",
        ),
        Column("page", label=_("Lesson"), accessor=lambda row: row.page.title if row.page else ""),
        Column("person", label=_("Person")),
        Column("claimed", label=_("The activity says"), accessor=_claimed),
        Column("counted", label=_("We count"), accessor=_counted),
        DateColumn("stored_at", label=_("Received")),
    ]
