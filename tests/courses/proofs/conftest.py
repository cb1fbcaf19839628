from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from assessments.ledger.basis import of_passed_test
from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from competences.models import Competence
from courses.domain.queries import completion_origin, outcomes_of
from courses.enums import CompletionKind
from courses.models import Completion, ContactSettings, CoursePage
from courses.proofs.domain.proofs import make_proof
from courses.proofs.domain.signing_keys import SigningKey, make_key
from courses.proofs.models import Proof
from tests.factories.courses import make_course, make_module, make_outcome

BASE_URL = "https://laer.example.org"


@pytest.fixture(autouse=True)
def _at_one_address(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = BASE_URL


@pytest.fixture
def keys_dir(settings: Any, tmp_path: Path) -> Path:
    """An empty place for keys."""
    settings.SIGNING_KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def signing_key(keys_dir: Path) -> SigningKey:
    return make_key()


@pytest.fixture
def operator(db: None) -> ContactSettings:
    contact = ContactSettings.load()
    contact.operator = "Solbjerg Kommune"
    contact.email = "kontakt@example.org"
    contact.save()
    return contact


@pytest.fixture
def proven_course(catalogue: Any, requirements: list[Competence], operator: ContactSettings) -> CoursePage:
    """A course of 80 minutes with two modules; the course counts towards M.1, the second module to R1.1."""
    course = make_course(
        "Målene er borgerens",
        duration_minutes=80,
        objectives="<p>Bagefter kan du:</p><ul><li>høre <b>et mål</b></li><li>skrive det ned</li></ul>",
    )
    make_module(course, "Hvis mål er det?")
    last = make_module(course, "Målet i hverdagen")
    make_outcome(course, requirements[0], level=2, is_proposal=True)
    make_outcome(last, requirements[3], level=1, is_proposal=False)
    return course


@pytest.fixture
def complete(db: None) -> Callable[..., Completion]:
    """Complete a page for somebody, with its evidence, as the house does it."""

    def do(person: User, page: Any, **fields: Any) -> Completion:
        kind = CompletionKind.COURSE if isinstance(page, CoursePage) else CompletionKind.MODULE
        completion = Completion.objects.create(
            person=person,
            enrolment=person.enrolments.first(),
            page_id=page.pk,
            revision_id=page.live_revision_id,
            kind=kind,
            title=page.title,
            **{"proves": EvidenceKind.SOLVED, "basis": of_passed_test(7, 7), **fields},
        )
        record_evidence(
            Event(
                kind=completion.proves,
                origin=completion_origin(completion.pk),
                title=page.title,
                basis=completion.basis,
            ),
            person,
            [(outcome.competence, outcome.level) for outcome in outcomes_of(page.pk)],
        )
        return completion

    return do


@pytest.fixture
def completion(person: User, proven_course: CoursePage, complete: Callable[..., Completion]) -> Completion:
    """Lone has completed both modules, and so the course."""
    for module in proven_course.get_children().specific():
        complete(person, module)
    return complete(person, proven_course)


@pytest.fixture
def proof(completion: Completion) -> Proof:
    return make_proof(completion)


@pytest.fixture
def as_person(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
