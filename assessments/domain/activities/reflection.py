from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, UUIDField, Window
from django.db.models.functions import RowNumber
from wagtail.models import Page

from accounts.models import User
from accounts.prepared import Prepared
from assessments.domain.sharing import share_reflection
from assessments.models import Attempt, SharedReflection

from .base import Activity, Filled, Snapshot
from .own_words import read_text

SHOWN_OF_OTHERS = 5


class Reflection(Activity):
    """Free text for oneself. The writer may let the others in the course read it, without a name."""

    is_graded = False
    can_be_tried = False
    keeps_drafts = True

    def snapshot(self, value: Any) -> Snapshot:
        return {name: value[name] for name in ("question", "help", "name", "may_be_shared")}

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        return {
            **question,
            "text": "\n".join(filled.get("text", [])),
            "is_shared": bool(filled.get("share")),
        }

    def read(self, question: Snapshot, fields: Filled) -> dict[str, str]:
        return {"text": read_text(fields, "text")}

    def example(self, question: Snapshot) -> Filled:
        return {"text": ["Jeg vil spørge én gang mere, før jeg foreslår noget."]}

    def keep_beside(self, attempt: Attempt, fields: Filled) -> None:
        if fields.get("share", []) and attempt.question["may_be_shared"]:
            share_reflection(attempt.person, attempt)

    def draft(self, fields: Filled) -> dict[str, list[str]]:
        return {name: fields.get(name, []) for name in ("text", "share")}

    def review(self, question: Snapshot, response: dict[str, str]) -> dict[str, Any]:
        return dict(response)

    def companions(self, person: User, page: Page, block_ids: Collection[str]) -> dict[str, list[str]]:
        """The newest that others share, for each block that the person has answered too."""
        shared: dict[str, list[str]] = defaultdict(list)
        for block_id, response in _SHARED(person=person.pk, page=page.pk, blocks=list(block_ids)):
            shared[str(block_id)].append(response["text"])
        return dict(shared)


def _shared(person: Any, page: Any, blocks: Any) -> QuerySet[SharedReflection, tuple[Any, ...]]:
    mine = Attempt.objects.filter(person=person, page=page, block_id=OuterRef("attempt__block_id"))
    newest_first = Window(
        RowNumber(), partition_by=F("attempt__block_id"), order_by=[F("shared_at").desc(), F("pk").desc()]
    )
    return (
        SharedReflection.objects.filter(Exists(mine), attempt__page_id=page, attempt__block_id__in=blocks)
        .exclude(attempt__person=person)
        .annotate(place=newest_first)
        .filter(place__lte=SHOWN_OF_OTHERS)
        .order_by("place")
        .values_list("attempt__block_id", "attempt__response")
    )


_SHARED = Prepared(_shared, person=BigIntegerField(), page=BigIntegerField(), blocks=[UUIDField()])
