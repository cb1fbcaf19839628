"""One link in two hands at once, and whoever leaves at that moment: one evidence, and no mark left behind."""

import datetime as dt

import pytest

from accounts.models import User
from assessments.ledger.models import Evidence
from courses.domain.site import ensure_site
from courses.models import Outcome
from recoveryskole.domain.claims import claim, take_back
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import SchoolRefused, sign_up
from recoveryskole.models import Claim, LinkMark, Session, SignUp
from seats.enums import SeatState
from tests.at_once import at_once
from tests.conftest import restore_roots
from tests.factories.accounts import make_employment
from tests.factories.competences import make_requirement
from tests.factories.school import make_session, make_workshop, wish

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place() -> SignUp:
    restore_roots()
    ensure_school(ensure_site().home)
    workshop = make_workshop()
    Outcome.objects.create(page=workshop, competence=make_requirement(), level=1)
    session = make_session(workshop)
    made = sign_up(session.pk, wish("Birk"))
    SignUp.objects.update(state=SeatState.ATTENDED)
    Session.objects.update(starts_at=session.starts_at - dt.timedelta(days=10))
    Session.objects.update(ends_at=session.ends_at - dt.timedelta(days=10))
    return SignUp.objects.select_related("session__term", "session__workshop").get(pk=made.pk)


@pytest.fixture
def staff() -> list[User]:
    return [make_employment().user for _each in range(8)]


def test_two_accounts_and_one_link(place: SignUp, staff: list[User]) -> None:
    ends = at_once(*(lambda one=one: claim(place, one) for one in staff), may_end_in=SchoolRefused)
    assert sum(isinstance(end, Claim) for end in ends) == 1
    assert sum(isinstance(end, SchoolRefused) for end in ends) == len(staff) - 1
    assert (Evidence.objects.count(), Claim.objects.count(), LinkMark.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("turn", range(4))
def test_somebody_claims_while_the_name_is_deleted(place: SignUp, staff: list[User], turn: int) -> None:
    acts = [lambda: claim(place, staff[0]), lambda: forget(place), lambda: claim(place, staff[1])]
    at_once(*acts[turn % 3 :], *acts[: turn % 3], may_end_in=SchoolRefused)
    assert SignUp.objects.get().seed is None
    assert Evidence.objects.count() == Claim.objects.count() <= 1
    assert not LinkMark.objects.exists()


def test_taken_back_from_two_windows(place: SignUp, staff: list[User]) -> None:
    made = claim(place, staff[0])
    assert at_once(*[lambda: take_back(made.number, staff[0])] * 4) == [True] * 4
    assert Evidence.objects.exclude(revokes=None).count() == 1
