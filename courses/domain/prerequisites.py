"""What is to be taken first, when pages are copied or moved. What goes live, the pages' `save` looks at."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from courses.models import CatalogueIndexPage, CoursePage, ModulePage, Prerequisite
from courses.models.prerequisite import Row, refused_rows


def point_into_copy(course: CoursePage) -> int:
    """Let the modules of a copied course ask for each other, where they still ask for those of the original.

    The one meant is the one with the same address; newest drafts are set right too. How many were changed.
    Where there is none of that address, the module keeps what it asks for, and cannot go live with it.
    """
    modules = list(ModulePage.objects.child_of(course))
    rows = list(Prerequisite.objects.filter(page__in=[module.pk for module in modules]))
    newest = [module.latest_revision_id for module in modules]
    drafts = [draft for draft in Revision.objects.filter(pk__in=newest) if draft.content.get("prerequisites")]
    asked = {row.required_id for row in rows} | {
        row["required"] for draft in drafts for row in draft.content["prerequisites"]
    }
    foreign = Page.objects.filter(pk__in=asked, depth=course.depth + 1).exclude(path__startswith=course.path)
    own = {module.slug: module.pk for module in modules}
    twins = {page.pk: own[page.slug] for page in foreign if page.slug in own}
    if not twins:
        return 0
    changed = 0
    with transaction.atomic():
        for row in rows:
            if row.required_id in twins:
                row.required_id = twins[row.required_id]
                row.save(update_fields=["required"])
                changed += 1
        for draft in drafts:
            changed += _point_draft(draft, twins)
    return changed


def _point_draft(draft: Revision, twins: Mapping[int, int]) -> bool:
    """Whether the draft asked for modules of the original."""
    asked = draft.content["prerequisites"]
    if not any(row["required"] in twins for row in asked):
        return False
    for row in asked:
        row["required"] = twins.get(row["required"], row["required"])
    draft.save(update_fields=["content"])
    return True


def copied(instance: Page, **_kwargs: Any) -> None:
    """A module went live, perhaps in a copied course: let its modules ask for each other."""
    if isinstance(instance, ModulePage):
        course = CoursePage.objects.filter(path=instance.course_path).first()
        if course is not None:
            point_into_copy(course)


def refused_by_move(page: Page, parent: Page) -> list[str]:
    """The titles of pages that nobody could begin any more if this one lay below `parent`."""
    catalogue = CatalogueIndexPage.objects.first()
    if catalogue is None:
        return []
    course_length = len(catalogue.path) + Page.steplen
    found = Prerequisite.objects.order_by("pk")
    rows: list[Row] = list(found.values_list("page_id", "page__path", "required_id", "required__path"))
    new_path = f"{parent.path}{'~' * Page.steplen}"

    def moved(path: str) -> str:
        return new_path + path[len(page.path) :] if path.startswith(page.path) else path

    after = [(pk, moved(path), required, moved(first)) for pk, path, required, first in rows]
    refused = refused_rows(after, course_length) - refused_rows(rows, course_length)
    titles = Page.objects.filter(pk__in=[pk for pk, _required in refused]).order_by("path")
    return list(titles.values_list("title", flat=True))


def moving(instance: Page, parent_page_before: Page, parent_page_after: Page, **_kwargs: Any) -> None:
    """Keep a page from being moved to where nobody could begin something any more: ValidationError."""
    if parent_page_before.pk == parent_page_after.pk:
        return
    refused = refused_by_move(instance, parent_page_after)
    if refused:
        raise ValidationError({NON_FIELD_ERRORS: say_refused_move(refused)})


def say_refused_move(titles: list[str]) -> str:
    """Why the page stays where it is, as a sentence."""
    names = ", ".join(f"»{title}«" for title in titles)
    return _(
        "The page stays where it is: there, nobody could begin %(titles)s any more. Change what is to be"
        " taken first."
    ) % {"titles": names}
