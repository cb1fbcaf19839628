"""Cards that come back, a little later each time they are remembered."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import Page

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.models import CardRepetition

# Days until a card comes back, by how often in a row it was remembered.
INTERVALS = (1, 3, 7, 21, 60)
# How many cards somebody is asked to look at in a day.
DAILY_LIMIT = 10
CARDS = "dialog_cards"


class CardDay(NamedTuple):
    """One person's cards on one day: how many are left to look at, and when the next come if none are."""

    left: int
    next_on: dt.date | None


def deal_cards(person: User, lessons: Iterable[tuple[Page, StreamValue]]) -> None:
    """Give somebody the dialog cards of these lessons, to come back from tomorrow on; one query and the log.

    A card that the person has already stays as it is, in the words and at the step it had.
    """
    first = timezone.localdate() + dt.timedelta(days=INTERVALS[0])
    dealt = [
        CardRepetition(
            person=person,
            page_id=page.pk,
            card_id=uuid.UUID(card.id),
            front=card.value["front"],
            back=card.value["back"],
            due_on=first,
        )
        for page, body in lessons
        # By name: what the other blocks point at is not looked up.
        for block in body.blocks_by_name(CARDS)
        for card in block.value["cards"].bound_blocks
    ]
    if dealt:
        with transaction.atomic(savepoint=False):
            CardRepetition.objects.bulk_create(dealt, ignore_conflicts=True)
            record_action(person, "assessments.deal_cards", user=person, data={"cards": len(dealt)})


def due_cards(person: User, today: dt.date) -> list[CardRepetition]:
    """The cards to look at now, those that have waited longest first; two queries.

    With those looked at earlier in the day they are ten at most: the others wait until tomorrow.
    """
    left = read_card_day(person, today).left
    mine = CardRepetition.objects.filter(person=person, due_on__lte=today)
    return list(mine.select_related("page").order_by("due_on", "pk")[:left]) if left else []


def read_card_day(person: User, today: dt.date) -> CardDay:
    """How many cards the person has left today; one query."""
    mine = CardRepetition.objects.filter(person=person).aggregate(
        due=Count("pk", filter=Q(due_on__lte=today)),
        seen=Count("pk", filter=Q(seen_on=today)),
        next_on=Min("due_on", filter=Q(due_on__gt=today)),
    )
    left = min(mine["due"], max(DAILY_LIMIT - mine["seen"], 0))
    is_more_tomorrow = mine["due"] > left
    return CardDay(left, today + dt.timedelta(days=1) if is_more_tomorrow else mine["next_on"])


def answer_card(person: User, card_id: int, due_on: dt.date, *, remembered: bool) -> bool:
    """Take the answer to one card, and tell whether it was taken.

    A card that was remembered comes back after the next interval, and after the last one never; one that was
    not begins again tomorrow. `due_on` is the day that stood in the form: it moves with every answer, so that
    a form sent twice, or left open since, changes nothing. Neither does somebody else's card.
    """
    today = timezone.localdate()
    with transaction.atomic():
        card = (
            CardRepetition.objects.select_for_update()
            .filter(pk=card_id, person=person, due_on=due_on, due_on__lte=today)
            .first()
        )
        if card is None:
            return False
        card.step = card.step + 1 if remembered else 0
        is_learnt = card.step == len(INTERVALS)
        card.due_on = None if is_learnt else today + dt.timedelta(days=INTERVALS[card.step])
        card.seen_on = today
        card.save(update_fields=["step", "due_on", "seen_on"])
        record_action(card, "assessments.answer_card", user=person, data={"step": card.step})
    return True
