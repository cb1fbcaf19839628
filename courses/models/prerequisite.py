"""What is to be taken before a course or a module, and how the editor keeps it free of circles."""

from collections import defaultdict
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import PageChooserPanel
from wagtail.models import Orderable, Page


class Prerequisite(Orderable):
    """A course or a module that is to be completed before the page can be taken."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="prerequisites")
    required = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="prerequisite_for", verbose_name=_("take first")
    )

    panels: ClassVar[list[object]] = [
        PageChooserPanel("required", page_type=["courses.CoursePage", "courses.ModulePage"])
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("to take first")
        verbose_name_plural = _("to take first")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "required"],
                name="prerequisite_once_per_page",
                violation_error_message=_("It is on the list already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(page=models.F("required")),
                name="prerequisite_of_another_page",
                violation_error_message=_("A page cannot be taken before itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.required}"


class PrerequisiteForm(WagtailAdminPageForm):  # type: ignore[misc]
    """For pages with something to take first: refuses what nobody could ever begin."""

    # Steps from a page up to its course.
    steps_to_course: ClassVar[int] = 0

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        formset = self.formsets.get("prerequisites")
        if formset is None or not formset.is_valid():
            return cleaned
        chosen: list[Page] = [
            row["required"] for row in formset.cleaned_data if row.get("required") and not row.get("DELETE")
        ]
        # A new page has no place in the tree yet: any that is free under its parent will do.
        own = self.instance.path or f"{self.parent_page.path}{'~' * Page.steplen}"
        course = own[: len(own) - self.steps_to_course * Page.steplen]
        for required in chosen:
            is_foreign_module = len(required.path) > len(course) and not required.path.startswith(course)
            if self.steps_to_course and is_foreign_module:
                self._refuse(
                    _("»%(title)s« is a module of another course. Choose the whole course."), required
                )
            elif _comes_after(required.path, own, _order(own, chosen), len(course)):
                self._refuse(_("»%(title)s« cannot be taken first: it comes after this one."), required)
        return cleaned

    def _refuse(self, message: Any, page: Page) -> None:
        self.add_error(None, ValidationError(message, params={"title": page.title}))


class ModulePageForm(PrerequisiteForm):
    steps_to_course = 1


def _order(own: str, chosen: list[Page]) -> dict[str, set[str]]:
    """What is to be taken before each page, by tree path: as it is stored, but for this page, as chosen."""
    order: dict[str, set[str]] = defaultdict(set)
    stored = Prerequisite.objects.exclude(page__path=own).order_by()
    for page, required in stored.values_list("page__path", "required__path"):
        order[page].add(required)
    order[own] = {page.path for page in chosen}
    return order


def _comes_after(start: str, own: str, order: dict[str, set[str]], course_length: int) -> bool:
    """Whether completing `start` takes the page `own`, its course, or a module of it.

    A course takes its modules, and a module what its course takes.
    """
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if own.startswith(path) or path.startswith(own):
            return True
        if path in seen:
            continue
        seen.add(path)
        waiting.extend(order.get(path, ()))
        if len(path) > course_length:
            waiting.extend(order.get(path[:course_length], ()))
        else:
            waiting.extend(module for module in order if module.startswith(path) and module != path)
    return False
