"""docs/recipes/evidence-kind.md, followed with a toy kind: one row in the table, and every page shows it."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy
from assessments.ledger.policy import KINDS, Kind, Policy, strength_of
from courses.domain.queries import read_gains
from reports.domain.gap import gap_report
from tests.factories.accounts import make_employment
from tests.factories.ledger import one_kind_more, show
from tests.reports.conftest import Town, town

__all__ = ["town"]

TALK = "peer_talk"
LABEL = "Samtale med en kollega"


@pytest.fixture(autouse=True)
def _a_talk_counts() -> Iterator[None]:
    kind = Kind(
        policy=Policy(ceiling=3, valid_months=12),
        label=LABEL,
        sentence="En samtale kan bekræfte op til trin %(ceiling)s.",
    )
    with one_kind_more(TALK, kind, above=EvidenceKind.SOLVED):
        yield


@pytest.fixture
def shown(town: Town) -> Evidence:
    """Level 4 was seen in a talk, which confirms level 3."""
    return show(make_employment(workplace=town.unit).user, town.goals, 4, TALK, title="Efter vagten")


def read(client: Client, reader: User, address: str) -> str:
    client.force_login(reader)
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_the_person_sees_how_strong_it_is_and_how_far_it_reaches(client: Client, shown: Evidence) -> None:
    page = read(client, shown.person, reverse("development:profile"))
    assert f'{LABEL}<span class="sr-only">, styrke {strength_of(TALK)} af {len(KINDS)}</span>' in page
    assert "En samtale kan bekræfte op til trin 3." in page
    assert LABEL in read(client, shown.person, reverse("proofs:transcript"))
    document = client.get(reverse("proofs:transcript_json")).json()
    assert document["evidence"][0]["shown"][0]["kind"] == TALK
    assert client.get(reverse("proofs:transcript_pdf")).status_code == 200


def test_the_report_rests_on_it(client: Client, town: Town, shown: Evidence) -> None:
    employment = shown.person.employments.get()
    address = reverse("reports:person", args=[town.unit.slug, employment.pk])
    assert f"styrke {strength_of(TALK)} af {len(KINDS)}" in read(client, town.manager, address)
    assert gap_report(town.unit).total.met == 1


def test_a_lesson_can_tell_of_it(shown: Evidence) -> None:
    told = render_to_string(
        "courses/includes/gains.html", {"gains": read_gains(shown.person, [shown.origin])}
    )
    assert "Dokumentation: gennemført »Efter vagten« i dag." in told
    assert f"styrke {strength_of(TALK)} af {len(KINDS)}" in told


@pytest.mark.django_db
def test_the_coordinator_can_set_its_ceiling_and_no_migration_is_needed(client: Client) -> None:
    chief = User.objects.create_superuser("chief@example.org", display_name="Chef")
    assert LABEL in read(client, chief, reverse("evidence_policy:add"))
    posted = {"kind": TALK, "ceiling": 1, "valid_months": ""}
    assert client.post(reverse("evidence_policy:add"), posted).status_code == 302
    assert EvidencePolicy.objects.get().kind == TALK
    assert LABEL in read(client, chief, reverse("evidence_policy:index"))
    call_command("makemigrations", "ledger", check=True, dry_run=True, verbosity=0)
