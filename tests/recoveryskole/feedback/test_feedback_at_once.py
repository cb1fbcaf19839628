"""Many answer at once, and one link from many windows: each answers once, and none is lost."""

import datetime as dt

import pytest
from django.utils import timezone

from courses.domain.site import ensure_site
from recoveryskole.domain.feedback import hand_in, tell_feedback
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import SchoolRefused, sign_up
from recoveryskole.enums import Face
from recoveryskole.models import FeedbackBox, FeedbackRelease, LinkMark, Session, SignUp
from seats.enums import SeatState
from tests.at_once import at_once
from tests.conftest import restore_roots
from tests.factories.school import make_session, wish

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def places() -> list[SignUp]:
    """Twelve who came an hour ago."""
    restore_roots()
    ensure_school(ensure_site().home)
    session = make_session()
    places = [sign_up(session.pk, wish(f"P{number}")) for number in range(12)]
    began = timezone.now() - dt.timedelta(hours=3)
    Session.objects.update(starts_at=began, ends_at=began + dt.timedelta(hours=2))
    SignUp.objects.update(state=SeatState.ATTENDED)
    return places


def answered() -> int:
    waiting = sum(sum(box.counts.values()) for box in FeedbackBox.objects.all())
    return waiting + sum(FeedbackRelease.objects.values_list("answered", flat=True))


def test_one_link_from_many_windows(places: list[SignUp]) -> None:
    at_once(*[lambda face=face: hand_in(places[0], face, face.value) for face in [*Face] * 5])
    assert (answered(), LinkMark.objects.count()) == (1, 1)
    assert len(FeedbackBox.objects.get().lines) == 1


def test_all_at_once_while_it_is_told(places: list[SignUp]) -> None:
    monday = timezone.now() + dt.timedelta(days=-timezone.localtime().weekday() % 7)
    acts = [lambda one=one: hand_in(one, Face.GOOD, "") for one in places]
    at_once(*acts, *[lambda: tell_feedback(monday)] * 3, *acts)
    assert (answered(), LinkMark.objects.count()) == (12, 12)
    assert FeedbackRelease.objects.count() <= 1


def test_whoever_leaves_meanwhile_leaves_no_mark(places: list[SignUp]) -> None:
    at_once(
        *[lambda one=one: hand_in(one, Face.EVEN, "") for one in places],
        *[lambda one=one: forget(one) for one in places],
        may_end_in=SchoolRefused,
    )
    assert not LinkMark.objects.exists()
