"""What the editor checks in a lesson that no block can see by itself."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page, Revision

UNKNOWN_NAME = _(
    "No reflection in the course is named »%(name)s«. Write a name that one has, or give one this name."
)


class LessonForm(WagtailAdminPageForm):
    """The editor's form for a lesson.

    Here and not in the page's own `clean`, which also runs when a lesson goes live: a reflection that was
    taken out of another lesson must not stop two signatures.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        body = cleaned.get("body") or []
        asked = {
            number: block.value["name"]
            for number, block in enumerate(body)
            if block.block_type == "earlier_reflection"
        }
        if asked:
            known = {block.value["name"] for block in body if block.block_type == "reflection"}
            unknown = {number: name for number, name in asked.items() if name not in known}
            names = self._names_elsewhere() if unknown else set()
            errors = {
                number: StructBlockValidationError(
                    {"name": ValidationError(UNKNOWN_NAME, params={"name": name})}
                )
                for number, name in unknown.items()
                if name not in names
            }
            if errors:
                self.add_error("body", StreamBlockValidationError(block_errors=errors))
        return cleaned

    def _names_elsewhere(self) -> set[str]:
        """The names of reflections in the course's other lessons, as they were last saved; one query."""
        course = self.parent_page.get_parent()
        pages = Page.objects.descendant_of(course).exclude(pk=self.instance.pk)
        newest = Revision.page_revisions.filter(pk__in=pages.values("latest_revision"))
        # The whole content: of a text that is JSON again, the databases make different things.
        saved = newest.values_list("content", flat=True)
        return {
            block["value"]["name"]
            for content in saved
            for block in json.loads(content.get("body") or "[]")
            if block["type"] == "reflection"
        }
