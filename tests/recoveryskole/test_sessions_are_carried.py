"""What stood in the revisions of a workshop's page stands beside it after the migration, as it was."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from courses.domain.site import ensure_site
from recoveryskole.domain.school import ensure_school
from recoveryskole.models import Session
from tests.conftest import restore_roots
from tests.factories.school import make_workshop

APP = "recoveryskole"


def newest() -> list[tuple[str, str]]:
    return [key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == APP]


def migrate(*targets: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


@pytest.mark.django_db(transaction=True)
def test_sessions_keep_their_time_and_place_and_get_a_term() -> None:
    restore_roots()
    ensure_school(ensure_site().home)
    page = make_workshop("Nat")
    try:
        old = migrate((APP, "0001_initial")).get_model(APP, "WorkshopSession")
        for day, place in (("2026-12-31", "Torvet 1"), ("2027-01-02", "Torvet 1"), ("2027-02-09", "Kajen")):
            starts_at = timezone.make_aware(dt.datetime.fromisoformat(f"{day}T16:30"))
            old.objects.create(
                page_id=page.pk,
                starts_at=starts_at,
                ends_at=starts_at + dt.timedelta(hours=2),
                place=place,
                room="Lokale 2",
            )
    finally:
        migrate(*newest())
    told = [
        (f"{timezone.localtime(one.starts_at):%Y-%m-%d %H.%M}", one.where, one.term.title, one.is_published)
        for one in Session.objects.select_related("place", "term")
    ]
    assert told == [
        ("2026-12-31 16.30", "Torvet 1, Lokale 2", "Efterår 2026", True),
        ("2027-01-02 16.30", "Torvet 1, Lokale 2", "Forår 2027", True),
        ("2027-02-09 16.30", "Kajen, Lokale 2", "Forår 2027", True),
    ]
