"""How it was: handed in by a link once, counted on Mondays, told of five or more, and led back to nobody."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import Refusal
from recoveryskole.domain.marks import Use, mark_of
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.enums import Face
from recoveryskole.models import FeedbackBox, FeedbackRelease, LinkMark, Session, SignUp
from recoveryskole.policy import FEEDBACK_IS_TOLD_ON
from releases.domain.steps import tell
from releases.policy import LEAST
from seats.enums import SeatState


def hand_in(place: SignUp, face: Face, line: str) -> None:
    """Lay an answer in the session's box. By the same link again nothing of it is kept, and nothing says so.

    The same statements run in the same order either way. The session's row is locked and the sign-up's is
    not: PostgreSQL notes on a row who locked it. Raises `SchoolRefused` where the link is gone by now.
    """
    with transaction.atomic():
        session = lock_plainly(place.session_id)
        if not SignUp.objects.filter(pk=place.pk, seed=place.seed, state=SeatState.ATTENDED).exists():
            raise SchoolRefused(_("This link does not work any more"), Refusal.NOT_THERE)
        mark = LinkMark(mark=mark_of(place, Use.FEEDBACK))
        is_first = not LinkMark.objects.filter(pk=mark.pk).exists()
        box = FeedbackBox.objects.filter(session=session).first() or FeedbackBox(session=session)
        if is_first:
            box.put(face, line)
        LinkMark.objects.bulk_create([mark], ignore_conflicts=True)
        FeedbackBox.objects.bulk_create(
            [box],
            update_conflicts=True,
            unique_fields=["session"],
            update_fields=[*Face.values, "lines"],
        )


def tell_feedback(now: dt.datetime) -> int:
    """On the day of the week for it, make figures of each box that holds five answers; how many were made.

    A day that is missed is missed: the answers wait for the next one. Done twice it is done once.
    """
    today = timezone.localdate(now)
    return _tell(full_boxes(), today) if today.weekday() == FEEDBACK_IS_TOLD_ON else 0


def close_boxes(sessions: QuerySet[Session], today: dt.date) -> None:
    """Of sessions whose names go: tell once more of five or more; delete what else waits, and all lines."""
    _tell(full_boxes().filter(session__in=sessions), today)
    FeedbackBox.objects.filter(session__in=sessions).delete()
    FeedbackRelease.objects.filter(session__in=sessions).exclude(lines=[]).update(lines=[])


def full_boxes() -> QuerySet[FeedbackBox]:
    """Boxes with answers enough to be told of."""
    counted = FeedbackBox.objects.annotate(answered=F("good") + F("even") + F("low"))
    full: QuerySet[FeedbackBox] = counted.filter(answered__gte=LEAST)
    return full


def lock_plainly(pk: int) -> Session:
    """The session, locked until the transaction ends; no seat changes by it, and no letter goes out."""
    session: Session = Session.objects.select_for_update(of=("self",)).get(pk=pk)
    return session


def lines_of(releases: Iterable[FeedbackRelease]) -> list[str]:
    """What was written, in the order of the alphabet, whenever it came."""
    return sorted(line for release in releases for line in release.lines)


def _tell(boxes: QuerySet[FeedbackBox], today: dt.date) -> int:
    done = 0
    for pk in list(boxes.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            lock_plainly(pk)
            box = boxes.filter(pk=pk).first()
            if box is None or FeedbackRelease.objects.filter(session=pk, told_on=today).exists():
                continue
            told = tell(box.counts)
            release = FeedbackRelease(
                session_id=pk, told_on=today, answered=told.people, told=told.as_json(), lines=box.lines
            )
            FeedbackRelease.objects.bulk_create([release])
            FeedbackBox.objects.filter(pk=pk).delete()
            done += 1
    return done
