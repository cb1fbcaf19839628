from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from accounts.prepared import Prepared
from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal
from assessments.models import Attempt, PollStep
from releases.domain.steps import Told, shown_count, tell
from releases.policy import LEAST

from .base import Activity, Filled, Snapshot, only


@dataclass(frozen=True, slots=True)
class Share:
    """How many chose an option. `width` is in thousandths of all, as text: a coordinate in a drawing."""

    text: str
    votes: int
    width: str


@dataclass(frozen=True, slots=True)
class Votes:
    """What the first `total` people answered: a multiple of five, and 0 until five have.

    `shares` holds every option; or one, where it is only told that at least so many chose it (`is_at_least`).
    """

    total: int = 0
    shares: tuple[Share, ...] = ()
    is_at_least: bool = False
    step: int = LEAST


class Poll(Activity):
    """One of several options, none of them right. An answer may be changed; it counts from the next step."""

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

    def keep_beside(self, attempt: Attempt, fields: Filled) -> None:
        """Make the next step, if this answer completes one; two queries, and three more where it does."""
        if attempt.page_id is not None:
            make_step(attempt.page_id, attempt.block_id)

    def companions(self, person: User, page: Page, block_ids: Collection[str]) -> dict[str, Votes]:
        """The newest step of each poll; one query for all polls."""
        steps = {str(step.block_id): step for step in _NEWEST(page=page.pk, blocks=list(block_ids))}
        body: Any = getattr(page, "body", ())
        options = {block.id: list(block.value["options"]) for block in body if block.id in block_ids}
        return {
            block_id: _votes(options.get(block_id, []), steps[block_id]) if block_id in steps else Votes()
            for block_id in block_ids
        }


def make_step(page: int, block_id: Any) -> None:
    """Keep what the first 5, 10, 15 ... people answered, once there are so many; nothing where it is kept.

    Counted are the people who came first, each by their newest answer at the moment when the last of them
    came. What they change later counts from the next step on, among the answers of five more.
    """
    # Of whoever has gone, nothing is left of the answer.
    answers = Attempt.objects.filter(
        page_id=page, block_id=block_id, activity="poll", response__has_key="option"
    ).order_by()
    number = shown_count(answers.values("person").distinct().count())
    kept = PollStep.objects.filter(page_id=page, block_id=block_id)
    if not number or kept.filter(answered__gte=number).exists():
        return
    before = next(
        (told for step in kept.order_by("-answered") if (told := _told(step)).is_exact),
        None,
    )
    in_order = answers.order_by("submitted_at", "pk").values_list("person_id", "response")
    counts = _first(number, in_order)
    step = PollStep(page_id=page, block_id=block_id, answered=number, told=tell(counts, before).as_json())
    # Two who answer at once may both complete it: the first to be stored holds.
    PollStep.objects.bulk_create([step], ignore_conflicts=True)


def _first(number: int, answers: Iterable[tuple[int, dict[str, str]]]) -> Counter[str]:
    """How many chose what among the first `number` people, when the last of them had answered."""
    newest: dict[int, str] = {}
    for person, response in answers:
        newest[person] = response["option"]
        if len(newest) == number:
            break
    return Counter(newest.values())


def _told(step: PollStep) -> Told:
    return Told.from_json(step.answered, step.told)


def _newest(page: Any, blocks: Any) -> QuerySet[PollStep]:
    # The greatest last: it is what stays when they are gathered by poll.
    return PollStep.objects.filter(page_id=page, block_id__in=blocks).order_by("answered")


_NEWEST = Prepared(_newest, page=BigIntegerField(), blocks=[UUIDField()])


def _votes(options: list[str], step: PollStep) -> Votes:
    """The options in the author's order, then those that were taken out after somebody chose them."""
    told = _told(step)
    if not told.is_exact:
        return Votes(told.people, (_share(told.most, told.at_least, told.people),), is_at_least=True)
    texts = [*options, *sorted(told.counts.keys() - set(options))]
    return Votes(told.people, tuple(_share(text, told.counts.get(text, 0), told.people) for text in texts))


def _share(text: str, votes: int, total: int) -> Share:
    return Share(text, votes, str(votes * 1000 // total))
