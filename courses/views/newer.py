"""The CMS's list of lessons that show something of which there is a newer version."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from accounts.numbers import read_number
from courses.domain.replacing import CannotAsk, ask_anew, outdated_pages
from courses.models import LessonPage


class NewerView(WagtailAdminTemplateMixin, TemplateView):
    """Which live lessons show what was signed while there is something newer, and a way to have it signed."""

    page_title = gettext_lazy("Newer than what was signed")
    header_icon = "history"
    template_name = "courses/cms/newer.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            (one, one.page.permissions_for_user(self.request.user).can_edit()) for one in outdated_pages()
        ]
        return super().get_context_data(rows=rows, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lesson = get_object_or_404(
            LessonPage.objects.live(), pk=read_number(request.POST.get("lesson", "")) or 0
        )
        if not lesson.permissions_for_user(request.user).can_edit():
            messages.error(request, _("Its author or a coordinator can ask for signatures."))
            return redirect(reverse("newer"))
        try:
            ask_anew(lesson, by=cast(User, request.user))
        except CannotAsk:
            messages.error(request, _("Somebody is writing the lesson, or it waits for signatures already."))
        else:
            messages.success(
                request,
                _("Signatures have been asked for. Until both have signed, it shows the signed version."),
            )
        return redirect(reverse("newer"))
