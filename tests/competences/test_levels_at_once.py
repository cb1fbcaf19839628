"""Coordinators set a level of one line and day at once: one row stands, and nobody meets an error."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from competences.domain.levels import set_level
from competences.models import JobRequirement
from tests.factories.competences import make_job_requirement, make_requirement

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS = 6


@pytest.mark.parametrize("days", [0, 30])
def test_one_row_stands_for_a_day(days: int) -> None:
    row = make_job_requirement(make_requirement(), 2, proposed_level=2)
    day = timezone.localdate() + dt.timedelta(days=days)
    ready, failed = threading.Barrier(WRITERS), []

    def write(level: int) -> None:
        try:
            ready.wait()
            set_level(row.line, level, valid_from=day)
        except Exception as failure:
            failed.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number % 5,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    versions = JobRequirement.objects.of(row.line)
    assert [(version.valid_from, version.proposed_level) for version in versions] == [
        (row.valid_from, 2),
        (day, 2),
    ]
