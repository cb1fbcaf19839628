"""Everything one has learnt: complete, in order, for oneself alone, at a steady number of queries."""

import datetime as dt
import json
import re
import uuid
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import EvidencePolicy
from assessments.models import Attempt, TestSitting
from competences.models import Competence
from courses.domain.completions import take_back_completion
from courses.enums import CompletionKind
from courses.models import Completion, CoursePage
from courses.proofs.domain.pdf import render_pdf
from courses.proofs.domain.proofs import make_proof, revoke_proof
from courses.proofs.domain.transcript import as_json, read_transcript
from courses.proofs.views.transcript import transcript_document
from tests.courses.proofs.pdf import opened, tags
from tests.factories.courses import lessons_of, make_course, make_enrolment, make_person
from tests.factories.ledger import show

PAGE = "proofs:transcript"


def pass_test(person: User, page: Any, *, score: int = 8) -> TestSitting:
    attempt = Attempt.objects.create(
        person=person,
        page_id=page.pk,
        submission_key=uuid.uuid4(),
        activity="test",
        question={},
        response={},
        score=score,
        max_score=10,
    )
    number = TestSitting.objects.filter(person=person, page_id=page.pk).count() + 1
    return TestSitting.objects.create(
        person=person,
        page_id=page.pk,
        number=number,
        rule={},
        questions=[],
        attempt=attempt,
        passed=score >= 5,
    )


def do_lesson(person: User, course: CoursePage) -> None:
    enrolment = make_enrolment(person, course)
    now = timezone.now()
    for lesson in lessons_of(course):
        enrolment.progress.create(lesson=lesson, started_at=now, completed_at=now)


@pytest.fixture
def learnt(person: User, completion: Completion, requirements: list[Competence], catalogue: Any) -> User:
    """Lone, with a course behind her, three lessons of another, two tests and evidence of several kinds."""
    other = make_course("Relationen", modules=1, lessons=3)
    do_lesson(person, other)
    pass_test(person, other)
    pass_test(person, other, score=3)
    seen = partial(show, person, requirements[0], 3, title="Set på Kløvermarken")
    seen(EvidenceKind.OBSERVATION, until=dt.date(2020, 1, 1))
    seen(EvidenceKind.SELF_ASSESSMENT)
    taken_back = seen(EvidenceKind.CERTIFICATE)
    revoke_evidence(taken_back, by=None)
    return person


def test_transcript_holds_all_of_it(learnt: User, completion: Completion) -> None:
    today = timezone.localdate().isoformat()
    proof = make_proof(completion)
    told = json.loads(json.dumps(as_json(read_transcript(learnt))))
    assert (told["format"], told["made_on"]) == ("laersammen.transcript/1", today)
    assert (told["name"], told["issuer"]) == ("Lone Kjær", "Solbjerg Kommune")
    assert [(row["kind"], row["title"], row["proof"]) for row in told["completions"]] == [
        ("course", "Målene er borgerens", proof.number),
        ("module", "Målet i hverdagen", None),
        ("module", "Hvis mål er det?", None),
    ]
    assert told["completions"][0]["completed_on"] == today
    assert told["lessons"] == [{"course": "Relationen", "lessons": 3, "minutes": 30, "last_on": today}]
    assert told["tests"] == [{"title": "Relationen", "passed_on": today, "score": 8, "max_score": 10}]
    assert [entry["code"] for entry in told["evidence"]] == ["M.1", "R1.1"]
    assert told["evidence"][0]["shown"] == [
        {
            "kind": "observation",
            "basis": {},
            "title": "Set på Kløvermarken",
            "level": 3,
            "confirms": 3,
            "recorded_on": today,
            "runs_out_on": "2020-01-01",
            "valid_until": "2020-01-01",
        },
        {
            "kind": "solved",
            "basis": {"way": "test", "score": 7, "max": 7},
            "title": "Målene er borgerens",
            "level": 2,
            "confirms": 2,
            "recorded_on": today,
            "runs_out_on": None,
            "valid_until": None,
        },
    ]


def test_what_was_begun_anew_stays_and_says_so(learnt: User, completion: Completion) -> None:
    Completion.objects.filter(pk=completion.pk).update(superseded_at=timezone.now())
    module = Completion.objects.get(title="Målet i hverdagen")
    take_back_completion(module, by=learnt, reason="En fejl")
    rows = as_json(read_transcript(learnt))["completions"]
    assert [(row["is_superseded"], row["is_taken_back"]) for row in rows] == [
        (True, False),
        (True, True),
        (False, False),
    ]


def test_revoked_proof_is_no_proof_in_the_file(learnt: User, completion: Completion) -> None:
    revoke_proof(make_proof(completion), by=make_person(), reason="Givet ved en fejl")
    assert as_json(read_transcript(learnt))["completions"][0]["proof"] is None


def test_page_shows_it_and_leads_to_the_proofs(
    learnt: User, completion: Completion, as_person: Client
) -> None:
    page = as_person.get(reverse(PAGE)).content.decode()
    for words in ("Målene er borgerens", "Relationen", "Krav M.1", "Set på Kløvermarken"):
        assert words in page
    for name, arguments in (
        ("proof", [completion.pk]),
        ("transcript_pdf", []),
        ("transcript_json", []),
    ):
        assert reverse(f"proofs:{name}", args=arguments) in page


def test_each_sees_only_their_own(learnt: User) -> None:
    other = Client()
    other.force_login(make_person(), backend="django.contrib.auth.backends.ModelBackend")
    assert "Relationen" not in other.get(reverse(PAGE)).content.decode()
    told = other.get(reverse("proofs:transcript_json")).json()
    assert [told[part] for part in ("completions", "lessons", "tests", "evidence")] == [[], [], [], []]
    for name in ("transcript", "transcript_pdf", "transcript_json"):
        assert Client().get(reverse(f"proofs:{name}")).status_code == 302


def test_pdf_is_accessible_and_holds_all(learnt: User, as_person: Client) -> None:
    answer = as_person.get(reverse("proofs:transcript_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert re.fullmatch(r'attachment; filename="laert-\d{4}-\d\d-\d\d\.pdf"', answer["Content-Disposition"])
    with opened(answer.content) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        found = tags(pdf)
    assert (found.count("H1"), found.count("H2"), found.count("H3")) == (1, 4, 2)
    assert found.count("Table") == 5


def test_document_says_what_has_run_out(learnt: User) -> None:
    document = transcript_document(read_transcript(learnt))
    first = document["evidence"][0]["rows"]
    assert [row["until"] for row in first] == ["Udløb den 1. januar 2020.", ""]
    assert first[0]["kind"] == "Set i praksis"


def test_in_grace_page_pdf_and_file_say_both_days(
    person: User, requirements: list[Competence], as_person: Client
) -> None:
    today = timezone.localdate()
    EvidencePolicy.objects.create(kind=EvidenceKind.CERTIFICATE, ceiling=4, grace_days=30)
    ran_out, last = today - dt.timedelta(days=10), today + dt.timedelta(days=20)
    show(person, requirements[0], 3, EvidenceKind.CERTIFICATE, until=ran_out)
    words = (
        f"Udløb den {date_format(ran_out, 'DATE_FORMAT')}. "
        f"Det gælder stadig til den {date_format(last, 'DATE_FORMAT')}."
    )
    assert words in as_person.get(reverse(PAGE)).content.decode()
    learnt = read_transcript(person)
    assert transcript_document(learnt)["evidence"][0]["rows"][0]["until"] == words
    [shown] = as_json(learnt)["evidence"][0]["shown"]
    assert (shown["runs_out_on"], shown["valid_until"]) == (ran_out.isoformat(), last.isoformat())


def test_empty_transcript_is_a_welcome_and_a_pdf(person: User, as_person: Client) -> None:
    page = as_person.get(reverse(PAGE)).content.decode()
    assert reverse("proofs:transcript_pdf") not in page
    assert 'href="/kurser/"' in page
    document = transcript_document(read_transcript(person))
    assert render_pdf("transcript.typ", document).startswith(b"%PDF")


def complete_many(person: User, number: int) -> None:
    now = timezone.now()
    Completion.objects.bulk_create(
        Completion(person=person, kind=CompletionKind.COURSE, title=f"Kursus {n}", completed_at=now)
        for n in range(number)
    )


def test_page_comes_in_pages(person: User, as_person: Client) -> None:
    complete_many(person, 45)
    counts = [
        len(
            re.findall(
                r'class="ls-row__title"', as_person.get(reverse(PAGE), {"side": side}).content.decode()
            )
        )
        for side in (1, 2, 3)
    ]
    assert counts == [20, 20, 5]
    assert len(as_person.get(reverse("proofs:transcript_json")).json()["completions"]) == 45


@pytest.mark.parametrize("name", ["transcript", "transcript_pdf", "transcript_json"])
def test_queries_do_not_grow(
    learnt: User, as_person: Client, requirements: list[Competence], name: str
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_person.get(reverse(f"proofs:{name}")).status_code == 200
        return len(captured)

    count()
    one = count()
    for number in range(3):
        course = make_course(f"Nyt {number}", modules=1, lessons=2)
        do_lesson(learnt, course)
        pass_test(learnt, course)
        completion = Completion.objects.create(
            person=learnt, page_id=course.pk, kind=CompletionKind.COURSE, title=course.title
        )
        make_proof(completion)
        for requirement in requirements:
            show(learnt, requirement, 1, EvidenceKind.CERTIFICATE)
    # New courses make what everybody sees alike be read anew, once.
    count()
    assert count() == one
