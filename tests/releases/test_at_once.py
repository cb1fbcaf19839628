"""Two make a release at the same moment. Only PostgreSQL has the locks for it."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from releases.domain.making import NotADayOfRelease, make_release, newest_day
from releases.models import Episode, Release, ReleasedTable
from tests.factories.accounts import make_unit
from tests.factories.releases import only_this_figure, staff

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("apart", [0, 1])
def test_a_day_is_made_once_and_days_in_order(apart):
    newest = newest_day(timezone.localdate())
    days = [newest, newest_day(newest - dt.timedelta(days=1)) if apart else newest]
    staff(make_unit(), 6)
    barrier = threading.Barrier(2)
    made = []

    def make(day: dt.date) -> None:
        try:
            barrier.wait(30)
            made.append(make_release(day))
        except NotADayOfRelease:
            made.append(None)
        finally:
            connection.close()

    with only_this_figure({}):
        threads = [threading.Thread(target=make, args=[day]) for day in days]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    number = Release.objects.count()
    assert len(made) == 2
    assert sum(release is not None for release in made) == number == ReleasedTable.objects.count()
    assert number == 1 or apart
    assert set(Episode.objects.values_list("first", "last")) == {(1, number)}
