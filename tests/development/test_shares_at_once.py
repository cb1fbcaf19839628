"""Somebody presses twice, or in two windows. Only PostgreSQL has the locks for it."""

import pytest

from accounts.domain.emptying import empty_person
from development.domain.shares import TooManyShares, count_opening
from development.models import ProfileShare
from development.policy import MOST_SHARES
from tests.at_once import at_once
from tests.factories.courses import make_person
from tests.factories.shares import form_id, share

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_no_more_links_than_one_may_have() -> None:
    person = make_person()
    given = at_once(*[lambda: share(person)] * (MOST_SHARES + 3), may_end_in=Exception)
    assert sum(isinstance(one, TooManyShares) for one in given) == 3
    assert ProfileShare.objects.count() == MOST_SHARES


def test_one_form_makes_one_link_however_often_it_is_sent() -> None:
    person, drawn = make_person(), form_id()
    given = at_once(*[lambda: share(person, form_id=drawn).token] * 6)
    assert len(set(given)) == 1
    assert ProfileShare.objects.count() == 1


def test_every_opening_is_counted() -> None:
    made = share(make_person()).share
    assert at_once(*[lambda: count_opening(made, None)] * 8) == [None] * 8
    assert ProfileShare.objects.get().times_opened == 8


def test_emptying_leaves_no_link_that_opens() -> None:
    person = make_person()
    share(person)
    at_once(lambda: empty_person(person, by=None), *[lambda: share(person)] * 3, may_end_in=Exception)
    person.refresh_from_db()
    empty_person(person, by=None)
    assert not ProfileShare.objects.filter(withdrawn_at=None).exists()
