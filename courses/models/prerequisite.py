"""What is to be taken before a course or a module, and how the editor keeps it free of circles."""

from collections import defaultdict
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import PageChooserPanel
from wagtail.models import Orderable, Page

from accounts.models import Common


class Prerequisite(Common, Orderable):
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


def refuse_order(page: Page, chosen: list[Page], steps_to_course: int) -> list[ValidationError]:
    """Why these cannot be taken before the page, which lies so many steps below its course; none: they can.

    A page without a place in the tree counts as `chosen` says; give it a path that is free under its parent.
    """
    own: str = page.path
    course_length = len(own) - steps_to_course * Page.steplen
    refused = []
    order = _order(own, chosen)
    for required in chosen:
        if steps_to_course and _is_foreign_module(required.path, own[:course_length]):
            words = _("»%(title)s« is a module of another course. Choose the whole course.")
        elif _comes_after(required.path, own, order, course_length):
            words = _("»%(title)s« cannot be taken first: it comes after this one.")
        else:
            continue
        refused.append(ValidationError(words, params={"title": required.title}))
    return refused


class OrderedPageMixin:
    """For pages that may ask for others first: one that nobody could ever begin does not go live.

    Whatever publishes a page ends in `save`: the editor, a bulk action, a workflow, a day that comes, an
    import. A page that is moved keeps what it asks for: `courses.domain.prerequisites` looks at that.
    """

    # Steps from a page up to its course.
    steps_to_course: ClassVar[int] = 0

    def save(self, clean: bool = True, **kwargs: Any) -> Any:
        """Save as Wagtail does. ValidationError where the page is live and would come before itself."""
        with transaction.atomic():
            if clean and self.live:  # type: ignore[attr-defined]
                self.check_order()
            return super().save(clean=clean, **kwargs)  # type: ignore[misc]

    def check_order(self) -> None:
        """Raise ValidationError where what the page asks for first comes after it."""
        chosen = [row.required for row in self.prerequisites.all()]  # type: ignore[attr-defined]
        if chosen:
            lock_order(self.course_path)  # type: ignore[attr-defined]
            refused = refuse_order(self, chosen, self.steps_to_course)  # type: ignore[arg-type]
            if refused:
                raise ValidationError({NON_FIELD_ERRORS: refused})


def lock_order(course_path: str) -> None:
    """Let nobody else change what comes first until the transaction ends: two halves make a circle too."""
    catalogue = Page.objects.select_for_update(no_key=True).filter(path=course_path[: -Page.steplen])
    list(catalogue.order_by().values_list("pk"))


class PrerequisiteForm(WagtailAdminPageForm):  # type: ignore[misc]
    """For pages with something to take first: refuses what nobody could ever begin."""

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
        page = Page(path=self.instance.path or f"{self.parent_page.path}{'~' * Page.steplen}")
        for refused in refuse_order(page, chosen, self.steps_to_course):
            self.add_error(None, refused)
        return cleaned


class ModulePageForm(PrerequisiteForm):
    steps_to_course = 1


# What asks for something and what it asks for: the id and the tree path of each.
Row = tuple[int, str, int, str]


def refused_rows(rows: list[Row], course_length: int) -> set[tuple[int, int]]:
    """The ids of what asks, and of what it asks for, where nobody could ever begin."""
    order: dict[str, set[str]] = defaultdict(set)
    for _page, path, _required, first in rows:
        order[path].add(first)
    return {
        (page, required)
        for page, path, required, first in rows
        if _comes_after(first, path, order, course_length)
        or (len(path) > course_length and _is_foreign_module(first, path[:course_length]))
    }


def _is_foreign_module(path: str, course: str) -> bool:
    return len(path) > len(course) and not path.startswith(course)


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
