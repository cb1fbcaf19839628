"""What a proof costs: its PDF as its holder fetches it, and its badge, beside a page with an empty body."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from bench.rows import Row, compare
from bench.timing import count_queries, time_side_by_side
from courses.domain.queries import completion_origin
from courses.enums import CompletionKind
from courses.models import Completion
from courses.proofs.domain.proofs import make_proof
from courses.proofs.domain.signing_keys import make_key
from tests.factories.competences import make_area, make_framework, make_requirement
from tests.factories.courses import make_course, make_person

RUNS = 25
MAX_PDF_MS = 150
REQUIREMENTS = 8
MODULES = 6


def measure() -> list[Row]:
    """A proof of a large course: eight requirements, six modules, ten objectives."""
    with (
        tempfile.TemporaryDirectory() as keys,
        override_settings(ROOT_URLCONF="bench.lesson_urls", SIGNING_KEYS_DIR=Path(keys)),
    ):
        make_key()
        return _measure()


def _measure() -> list[Row]:
    completion = _complete_course()
    make_proof(completion)
    client = Client()
    client.force_login(completion.person)

    def get(address: str) -> Callable[[], None]:
        def fetch() -> None:
            assert client.get(address).status_code == 200

        return fetch

    empty = get("/bench/tom/")
    pdf = get(reverse("proofs:proof_pdf", args=[completion.pk]))
    badge = get(reverse("proofs:proof_badge", args=[completion.pk]))
    everything = get(reverse("proofs:transcript_pdf"))
    empty_s, pdf_s, badge_s, everything_s = time_side_by_side(empty, pdf, badge, everything, runs=RUNS)
    baseline = empty_s * 1000
    return [
        compare("certificate PDF, time", pdf_s * 1000, "ms", baseline=baseline, max_value=MAX_PDF_MS),
        compare("certificate PDF, queries", count_queries(pdf), "queries", baseline=count_queries(empty)),
        compare("signed badge, time", badge_s * 1000, "ms", baseline=baseline),
        compare("transcript PDF, time", everything_s * 1000, "ms", baseline=baseline),
    ]


def _complete_course() -> Completion:
    framework = make_framework()
    area = make_area(framework, "M")
    requirements = [make_requirement(area) for _number in range(REQUIREMENTS)]
    objectives = "".join(f"<li>Du kan gøre nummer {number} selv.</li>" for number in range(10))
    course = make_course("Målestokken", objectives=f"<ul>{objectives}</ul>", modules=MODULES)
    person = make_person()
    for page in (*course.get_children(), course):
        completion = Completion.objects.create(
            person=person,
            page_id=page.pk,
            kind=CompletionKind.COURSE if page.pk == course.pk else CompletionKind.MODULE,
            title=page.title,
        )
    record_evidence(
        Event(
            kind=EvidenceKind.SOLVED,
            origin=completion_origin(completion.pk),
            title=course.title,
        ),
        person,
        [(requirement, 2) for requirement in requirements],
    )
    return completion
