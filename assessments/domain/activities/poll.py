from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, Max, QuerySet, UUIDField
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from accounts.prepared import Prepared
from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal
from assessments.models import Attempt

from .base import Activity, Filled, Snapshot, only

# With fewer, who sits beside whom can guess who answered what.
SHOWN_FROM = 5


@dataclass(frozen=True, slots=True)
class Share:
    """How many chose an option. `width` is in thousandths of all, as text: a coordinate in a drawing."""

    text: str
    votes: int
    width: str


@dataclass(frozen=True, slots=True)
class Votes:
    """What all answered; no `shares` until enough of them have."""

    total: int
    shares: tuple[Share, ...]
    shown_from: int = SHOWN_FROM


class Poll(Activity):
    """One of several options, none of them right. An answer may be changed; the newest counts."""

    is_graded = False
    can_be_tried = False

    def snapshot(self, value: Any) -> Snapshot:
        return {"question": value["question"], "options": [str(option) for option in value["options"]]}

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        chosen = filled.get("option", [])
        options = [{"text": text, "is_chosen": text in chosen} for text in question["options"]]
        return {"question": question["question"], "options": options}

    def read(self, question: Snapshot, fields: Filled) -> dict[str, str]:
        option = only(fields, "option")
        if not option:
            raise AnswerRefused(_("Choose an answer first."))
        if option not in question["options"]:
            raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
        return {"option": option}

    def example(self, question: Snapshot) -> Filled:
        return {"option": question["options"][:1]}

    def review(self, question: Snapshot, response: dict[str, str]) -> dict[str, Any]:
        return dict(response)

    def companions(self, person: User, page: Page, block_ids: Collection[str]) -> dict[str, Votes]:
        """What all answered in each poll, by each person's newest answer; one query for all polls."""
        counted: dict[str, dict[str, int]] = defaultdict(dict)
        for block_id, option, votes in _VOTES(page=page.pk, blocks=list(block_ids)):
            counted[str(block_id)][option] = votes
        body: Any = getattr(page, "body", ())
        options = {block.id: list(block.value["options"]) for block in body if block.id in block_ids}
        return {block_id: _count(options.get(block_id, []), counted[block_id]) for block_id in block_ids}


def _votes(page: Any, blocks: Any) -> QuerySet[Attempt, tuple[Any, ...]]:
    on_page = Attempt.objects.filter(page_id=page, block_id__in=blocks)
    newest = on_page.order_by().values("block_id", "person").annotate(last=Max("pk")).values("last")
    return (
        Attempt.objects.filter(pk__in=newest)
        .order_by()
        .values_list("block_id", KT("response__option"))
        .annotate(votes=Count("pk"))
    )


_VOTES = Prepared(_votes, page=BigIntegerField(), blocks=[UUIDField()])


def _count(options: list[str], votes: dict[str, int]) -> Votes:
    """The options in the author's order, then those that were taken out after somebody chose them."""
    total = sum(votes.values())
    if total < SHOWN_FROM:
        return Votes(total, ())
    texts = [*options, *sorted(votes.keys() - set(options))]
    return Votes(
        total,
        tuple(Share(text, votes.get(text, 0), str(votes.get(text, 0) * 1000 // total)) for text in texts),
    )
