"""Choosing an activity for a lesson."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from assessments.h5p.models import H5PContent
from assessments.h5p.widgets import H5PChooser, titled_with_limits

from .words import name_kind, say_counting, say_ending, say_keyboard


class TitleForm(BaseFilterForm):
    """Finds activities by a part of their title."""

    q = forms.CharField(label=_("Title"), required=False)

    def filter(self, objects: QuerySet[H5PContent]) -> QuerySet[H5PContent]:
        self.search_query = self.cleaned_data["q"].strip()
        self.is_searching = bool(self.search_query)
        return objects.filter(title__icontains=self.search_query) if self.is_searching else objects


class _ReadyContent:
    """The activities that can be played, and what one wants to know before choosing."""

    filter_form_class = TitleForm

    def get_object_list(self) -> QuerySet[H5PContent]:
        return H5PContent.objects.playable()

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,  # type: ignore[attr-defined]
            Column("kind", label=_("Kind"), accessor=name_kind),
            Column("language", label=_("Language")),
            Column("licence", label=_("Licence")),
            Column("keyboard", label=_("Keyboard"), accessor=say_keyboard),
            Column("points", label=_("Points"), accessor=say_counting),
            Column("ending", label=_("When it is finished"), accessor=say_ending),
        ]


class ChooseContentView(_ReadyContent, ChooseView):
    """The list in its window, with a way to bring a package."""

    template_name = "h5p/cms/chooser.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(can_bring=self.request.user.has_perm("h5p.add_upload"), **kwargs)


class ChooseContentResultsView(_ReadyContent, ChooseResultsView):
    """The list alone, when somebody searches or turns a page."""


class ContentChosenView(ChosenView):
    """What comes back into the form of a lesson."""

    def get_display_title(self, instance: H5PContent) -> str:
        return titled_with_limits(instance)


class H5PChooserViewSet(ChooserViewSet):
    """Chooses among the activities that are ready to use."""

    model = H5PContent
    icon = "media"
    page_title = _("Choose an activity")
    widget_class = H5PChooser
    choose_view_class = ChooseContentView
    choose_results_view_class = ChooseContentResultsView
    chosen_view_class = ContentChosenView


h5p_chooser = H5PChooserViewSet("h5p_chooser", url_prefix="h5p/vaelg")
