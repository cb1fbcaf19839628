"""The school's figures in the CMS: read, taken along, printed. No row of theirs is about a person."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from recoveryskole.domain.figures import year_figures, years
from recoveryskole.domain.figures_file import FILES, say_spans, table_of, title_of
from recoveryskole.models import Session

from .menus import shown_to_changers

POLICY = ModelPermissionPolicy(Session)


class _ForThoseWhoRunIt(PermissionCheckedMixin):
    """For whoever may change a session."""

    permission_policy = POLICY
    permission_required = "change"


class FiguresView(_ForThoseWhoRunIt, WagtailAdminTemplateMixin, TemplateView):
    """The year that is under way, or the newest; another by `?aar=2027`."""

    template_name = "recoveryskole/cms/figures.html"
    page_title = gettext_lazy("The school's figures")
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = years()
        asked = self.request.GET.get("aar", "")
        begun = [one for one in known if one <= timezone.localdate().year]
        year = next((one for one in known if str(one) == asked), next(iter(begun or known), None))
        if year is not None:
            kwargs |= _told(year)
            self.header_buttons = [_take(year, form) for form in FILES] + [_print(year)]
        kwargs["header_buttons"] = getattr(self, "header_buttons", [])
        return super().get_context_data(years=known, year=year, **kwargs)


class PrintView(_ForThoseWhoRunIt, TemplateView):
    """The same on a sheet of paper."""

    template_name = "recoveryskole/figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, **_told(_known(kwargs["year"])))


class FileView(_ForThoseWhoRunIt, View):
    """The same as a file."""

    def get(self, request: HttpRequest, year: int, form: str) -> HttpResponse:
        if form not in FILES:
            raise Http404
        media_type, write = FILES[form]
        name = f"recoveryskole-{_known(year)}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(write(year_figures(year)), content_type=media_type, headers=headers)


class FiguresViewSet(ViewSet):
    name = "school_figures"
    url_prefix = "skole/tal"
    icon = "table"
    menu_label = gettext_lazy("Figures")
    menu_item_class = shown_to_changers(POLICY)

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.construct_view(FiguresView), name="index"),
            path("<row:year>/", self.construct_view(PrintView), name="print"),
            path("<row:year>/<slug:form>/", self.construct_view(FileView), name="file"),
        ]


def _known(year: int) -> int:
    if year not in years():
        raise Http404
    return year


def _told(year: int) -> dict[str, Any]:
    figures = year_figures(year)
    headings, lines, total = table_of(figures)
    return {
        "title": title_of(figures),
        "terms": [term["title"] for term in figures["terms"]],
        "headings": headings,
        "lines": lines,
        "total": total,
        "spans": say_spans(),
    }


def _take(year: int, form: str) -> HeaderButton:
    address = reverse("school_figures:file", args=[year, form])
    return HeaderButton(gettext("Get %(form)s") % {"form": form.upper()}, url=address, icon_name="download")


def _print(year: int) -> HeaderButton:
    return HeaderButton(
        gettext("Print"), url=reverse("school_figures:print", args=[year]), icon_name="doc-full"
    )
