"""Where an activity is used, as the CMS shows it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.usage import UsageView

from assessments.h5p.domain.contents import Use, find_uses


@dataclass(frozen=True, slots=True)
class UseRow:
    """A page that uses the activity; without an address where the person may not open it."""

    title: str
    url: str | None
    where: str


def rows_of(uses: list[Use], user: Any) -> list[UseRow]:
    """The uses as this person may see them: nobody reads the title of another's draft here."""
    finder = AdminURLFinder(user)
    rows = []
    for use in uses:
        url = finder.get_edit_url(use.page)
        if url:
            title = use.page.get_admin_display_title()
        else:
            title = use.page.title if use.page.live else gettext("A draft that you may not open")
        rows.append(UseRow(title, url or (use.page.url if use.page.live else None), _where(use)))
    return rows


def _where(use: Use) -> str:
    if use.is_published and use.is_draft:
        return gettext("Published, and in the draft")
    return gettext("Published") if use.is_published else gettext("In the draft")


class ContentUsageView(UsageView):
    """Every page that uses the activity, drafts too."""

    def get_queryset(self) -> list[Use]:
        return find_uses(self.object)

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Page"), get_url=lambda row: row.url),
            Column("where", label=_("Where")),
        ]

    def get_table(self, object_list: Any, **kwargs: Any) -> Table:
        return self.table_class(self.columns, rows_of(object_list, self.request.user), **kwargs)
