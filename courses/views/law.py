"""The coordinator's list in the CMS: law to be read again, and numbers to call that are missing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.domain.help_lines import empty_topics
from courses.domain.law import LawReview, review_law

# Who looks after the house: the same who may fill in the numbers.
PERMISSION = "courses.change_helplinesettings"


class LawReviewView(WagtailAdminTemplateMixin, TemplateView):
    """All boxes of law in live and unpublished lessons, the first to be read again first."""

    page_title = _("Law in the lessons")
    header_icon = "doc-full-inverse"
    template_name = "courses/cms/law.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        review = review_law()
        rows = [(box, box.is_due(today)) for box in review.boxes]
        return super().get_context_data(
            rows=rows, review=review, due=review.due(today), empty=empty_topics(), **kwargs
        )


class CarePanel(Component):
    """On the front page of the CMS: what a coordinator has to see to. Nothing, where all is in order."""

    order = 90
    template_name = "courses/cms/care_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def review(self) -> LawReview:
        return review_law()

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "due": self.review.due(timezone.localdate()),
            "waiting": self.review.waiting,
            "loose": len(self.review.loose),
            "empty": empty_topics(),
            "law_url": reverse("law_review"),
            "numbers_url": reverse("wagtailsettings:edit", args=["courses", "helplinesettings"]),
        }
