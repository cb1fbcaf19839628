"""Libraries: the code of the kinds of content, and whether it may run."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from accounts.viewsets.lists import IndexView
from assessments.h5p.domain.gate.metadata import dependencies
from assessments.h5p.domain.libraries import approve_library, refuse_library
from assessments.h5p.enums import LibraryState
from assessments.h5p.forms import LibraryForm
from assessments.h5p.models import H5PContent, Library

from .words import say_size

# So many activities on a library's own page.
SHOWN = 20


def needed_by(library: Library) -> list[Library]:
    """The libraries that say they need this one, in whichever patch version; one query."""
    wanted = (library.machine_name, library.major, library.minor)
    return [
        other
        for other in Library.objects.defer("semantics", "files")
        if any((one.machine_name, one.major, one.minor) == wanted for one in dependencies(other.metadata))
    ]


class LibraryIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Library]:
        rows: QuerySet[Library] = super().get_base_queryset()
        return rows.select_related("brought_by").defer("metadata", "semantics")


class LibraryInspectView(generic.InspectView):
    """All of a library: each file, what needs it, and what uses it."""

    template_name = "h5p/cms/library.html"

    def get_page_title(self) -> str:
        return gettext("Library")

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not (address := self.get_edit_url()):
            return []
        return [HeaderButton(_("Approve or refuse"), url=address, icon_name="clipboard-list")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        library = self.object
        contents = H5PContent.objects.filter(versions__libraries=library).distinct()
        return super().get_context_data(
            library=library,
            size=say_size(library.files),
            files=[(path, filesizeformat(size)) for path, size in sorted(library.files.items())],
            needed_by=needed_by(library),
            contents=contents[:SHOWN],
            content_count=contents.count(),
            **kwargs,
        )


class DecideLibraryView(generic.EditView):
    """Letting a library's code run, or not, is all that one can change about it."""

    template_name = "h5p/cms/decide_library.html"
    page_title = _("Approve or refuse")
    submit_button_label = _("Decide")
    submit_button_active_label = _("Deciding …")
    error_message = _("Choose whether its code may run.")

    def get_form_kwargs(self) -> dict[str, Any]:
        library = self.object
        decided = library.state != LibraryState.QUARANTINED
        initial = {"state": library.state, "reason": library.reason} if decided else {}
        return {**super().get_form_kwargs(), "initial": initial}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(library=self.object, size=say_size(self.object.files), **kwargs)

    def save_instance(self) -> Library:
        library: Library = self.form.instance
        given, by = self.form.cleaned_data, self.request.user
        if given["state"] == LibraryState.APPROVED:
            approve_library(library, by=by)
        else:
            refuse_library(library, by=by, reason=given["reason"])
        return library

    def save_action(self) -> HttpResponse:
        is_approved = self.form.cleaned_data["state"] == LibraryState.APPROVED
        words = gettext("%(library)s may run.") if is_approved else gettext("%(library)s may not run.")
        messages.success(self.request, words % {"library": self.object})
        return redirect("h5p_libraries:index")


class LibraryViewSet(ModelViewSet):
    model = Library
    name = "h5p_libraries"
    url_prefix = "h5p/biblioteker"
    icon = "code"
    menu_label = _("Libraries")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = LibraryIndexView
    edit_view_class = DecideLibraryView
    inspect_view_class = LibraryInspectView
    inspect_view_fields = ["title"]
    list_filter = ["state", "is_runnable"]
    search_fields = ["machine_name", "title"]
    search_backend_name = None
    ordering = ["machine_name", "-major", "-minor", "-patch"]
    list_per_page = 50
    list_display = [
        TitleColumn("machine_name", label=_("Library"), url_name="h5p_libraries:inspect", accessor=str),
        Column("title", label=_("Title")),
        Column("licence", label=_("Licence")),
        Column("files", label=_("Files"), accessor=lambda library: say_size(library.files)),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor="get_state_display",
            primary=lambda library: library.state == LibraryState.APPROVED,
        ),
        Column("reason", label=_("Reason")),
        Column("brought_by", label=_("Brought by")),
        DateColumn("brought_at", label=_("Brought")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[LibraryForm]:
        return LibraryForm
