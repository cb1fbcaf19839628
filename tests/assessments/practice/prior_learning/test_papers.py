"""A paper from when it is brought until its files are gone: what is kept, and what is not."""

import datetime as dt
import errno
import re
import uuid
from io import BytesIO

import pytest
import time_machine
from django.core import mail
from django.core.files.storage import storages
from django.db import IntegrityError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from assessments.domain.refusals import Refusal, Refused
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence, EvidencePolicy, Standing
from assessments.practice.domain import paper_files
from assessments.practice.domain.paper_files import PaperNotTaken
from assessments.practice.domain.prior_learning import (
    Verdict,
    clear_away,
    decide,
    delete_files,
    forget,
    revoke,
    withdraw,
)
from assessments.practice.enums import PaperKind, PaperState
from assessments.practice.models import Claim, MethodCertificate, PriorLearning, PriorLearningFile
from assessments.practice.policy import MOST_WAITING
from tests.factories.accounts import make_person
from tests.factories.competences import make_method, make_part, make_requirement
from tests.factories.papers import pdf
from tests.factories.photos import jpeg
from tests.factories.practice_papers import find, make_paper

pytestmark = pytest.mark.django_db
SOON = dt.date(2031, 5, 31)


@pytest.fixture
def paper(lone, requirements):
    return make_paper(lone, {requirements[0]: 2, requirements[1]: 3})


def kept() -> tuple[int, int, int]:
    return PriorLearning.objects.count(), PriorLearningFile.objects.count(), Claim.objects.count()


def test_a_paper_waits_with_its_files_under_drawn_names(lone, requirements, stored):
    paper = make_paper(lone, {requirements[1]: 3}, files=[BytesIO(jpeg()), BytesIO(pdf(2))])
    assert paper.state == PaperState.WAITING
    assert [(file.suffix, file.pages) for file in paper.files.all()] == [("jpg", 1), ("pdf", 2)]
    assert stored() == sorted(file.file.name for file in paper.files.all())
    assert all(re.fullmatch(r"[0-9a-f]{24}\.(jpg|pdf)", name) for name in stored())
    with pytest.raises(ValueError, match="no address"):
        paper.files.first().file.url  # noqa: B018
    assert not Evidence.objects.exists()


NOT_BROUGHT = [
    ({"files": []}, "paper"),
    ({"files": [BytesIO(b"<svg/>")]}, "paper"),
    ({"files": [BytesIO(pdf()), BytesIO(b"MZ")]}, "paper"),
    ({"files": [BytesIO(pdf()) for _number in range(6)]}, "paper"),
    ({"files": [BytesIO(pdf(30)), BytesIO(pdf(21))]}, "paper"),
    ({"issued_on": dt.date(2999, 1, 1)}, "issued"),
    ({"valid_until": dt.date(2001, 1, 1)}, "valid_until"),
]


@pytest.mark.parametrize(("fields", "field"), NOT_BROUGHT)
def test_what_is_refused_leaves_nothing(lone, requirements, stored, fields, field):
    with pytest.raises(PaperNotTaken) as refused:
        make_paper(lone, {requirements[1]: 3}, **fields)
    assert refused.value.field == field
    assert (stored(), kept()) == ([], (0, 0, 0))


def test_of_several_files_the_sentence_says_which(lone, requirements):
    with pytest.raises(PaperNotTaken, match=r"^File 2: "):
        make_paper(lone, {requirements[1]: 3}, files=[BytesIO(pdf()), BytesIO(b"MZ")])


def test_claims_are_requirements_of_the_framework_and_levels_that_a_paper_shows(lone, requirements, stored):
    EvidencePolicy.objects.create(kind="certificate", ceiling=3)
    for claims in (
        {requirements[1]: 4},
        {requirements[1]: 0},
        {make_part(requirements[1]): 1},
        {requirements[1].parent: 1},
    ):
        with pytest.raises(Refused) as refused:
            make_paper(lone, claims)
        assert refused.value.why is Refusal.MALFORMED
    with pytest.raises(PaperNotTaken):
        make_paper(lone, {})
    assert (stored(), kept()) == ([], (0, 0, 0))


def test_the_same_form_again_is_the_same_paper(lone, requirements, stored):
    form = uuid.uuid4()
    first, again = (make_paper(lone, {requirements[1]: 3}, form_id=form) for _time in range(2))
    assert first == again
    other = make_person()
    assert make_paper(other, {requirements[1]: 3}, form_id=form) != first
    assert len(stored()) == 2


def test_so_many_papers_wait_and_no_more(lone, requirements, stored, monkeypatch):
    monkeypatch.setattr("assessments.practice.domain.prior_learning.MOST_WAITING", 2)
    assert MOST_WAITING == 10
    for _number in range(2):
        make_paper(lone, {requirements[1]: 3})
    with pytest.raises(Refused) as refused:
        make_paper(lone, {requirements[1]: 3})
    assert refused.value.why is Refusal.TOO_OFTEN
    assert len(stored()) == 2


@pytest.mark.parametrize("at", [1, 2])
def test_a_full_disk_leaves_nothing(lone, requirements, stored, monkeypatch, at):
    storage, written = storages["papers"], []
    save = type(storage)._save

    def full(self, name, content):
        written.append(name)
        if len(written) == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(self, name, content)

    monkeypatch.setattr(type(storage), "_save", full)
    with pytest.raises(OSError, match="No space"):
        make_paper(lone, {requirements[1]: 3}, files=[BytesIO(pdf()), BytesIO(pdf())])
    assert (stored(), kept()) == ([], (0, 0, 0))


def test_a_fault_of_the_database_leaves_no_file(lone, requirements, stored, monkeypatch):
    def fail(*_said, **_named):
        raise IntegrityError("broken on purpose")

    monkeypatch.setattr("assessments.practice.domain.prior_learning.record_action", fail)
    with pytest.raises(IntegrityError):
        make_paper(lone, {requirements[1]: 3})
    assert (stored(), kept()) == ([], (0, 0, 0))


def test_approved_is_evidence_from_outside(
    paper, lone, stine, requirements, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        decided = decide(paper, find(paper, 2, 3, words="", valid_until=SOON), by=stine)
    assert (decided.state, decided.reviewer) == (PaperState.APPROVED, stine)
    rows = Evidence.objects.filter(person=lone).order_by("competence__code")
    assert [(row.kind, row.level, row.confirms, row.valid_until) for row in rows] == [
        ("certificate", 2, 2, SOON),
        ("certificate", 3, 3, SOON),
    ]
    assert {(row.origin, row.recorded_by_id, row.how) for row in rows} == {
        (f"practice.prior_learning:{paper.pk}", stine.pk, "shown by a paper that was looked at here")
    }
    assert Standing.objects.get(competence=requirements[1]).level == 3
    letter = mail.outbox[-1]
    assert letter.to == [lone.email]
    assert "/min-laering/papirer/" in letter.body


def test_an_assessment_of_prior_learning_says_so(paper, lone, stine):
    decide(paper, find(paper, 2, 3, kind=PaperKind.PRIOR_ASSESSMENT), by=stine)
    assert {row.how for row in Evidence.objects.all()} == {
        "found by an assessment of prior learning (IKV or RKV)"
    }


def test_a_lower_level_needs_words(paper, lone, stine, requirements):
    with pytest.raises(PaperNotTaken):
        decide(paper, find(paper, 2, 2, words=""), by=stine)
    paper.refresh_from_db()
    assert (paper.state, Evidence.objects.count()) == (PaperState.WAITING, 0)
    assert decide(paper, find(paper, 0, 2), by=stine).state == PaperState.LOWERED
    assert [(row.competence, row.level) for row in Evidence.objects.all()] == [(requirements[1], 2)]


def test_a_no_needs_words_and_proves_nothing(paper, stine):
    with pytest.raises(PaperNotTaken):
        decide(paper, find(paper, 0, 0, words=""), by=stine)
    assert decide(paper, find(paper, 0, 0), by=stine).state == PaperState.REJECTED
    assert not Evidence.objects.exists()
    assert len(mail.outbox) == 1


def test_nobody_finds_more_than_was_said_or_than_a_paper_can_show(paper, stine):
    with pytest.raises(PaperNotTaken):
        decide(paper, find(paper, 3, 3), by=stine)
    EvidencePolicy.objects.create(kind="certificate", ceiling=2)
    with pytest.raises(PaperNotTaken):
        decide(paper, find(paper, 2, 3), by=stine)
    with pytest.raises(Refused):
        decide(paper, Verdict(granted={0: 1}, words="x"), by=stine)
    with pytest.raises(PaperNotTaken):
        decide(paper, find(paper, 2, 2, valid_until=dt.date(2001, 1, 1)), by=stine)
    assert not Evidence.objects.exists()


def test_only_reviewers_decide_and_never_about_their_own(paper, lone, stine, requirements):
    own = make_paper(stine, {requirements[0]: 1})
    for what, who in ((paper, lone), (paper, make_person()), (own, stine)):
        with pytest.raises(Refused) as refused:
            decide(what, find(what, *[1] * what.claims.count()), by=who)
        assert refused.value.why is Refusal.FORBIDDEN


def test_the_second_reviewer_is_told(paper, stine, coordinator):
    verdict = find(paper, 2, 3)
    decide(paper, verdict, by=stine)
    with pytest.raises(Refused, match="Somebody else has decided") as refused:
        decide(paper, find(paper, 0, 0), by=coordinator)
    assert refused.value.why is Refusal.ALREADY
    assert Evidence.objects.count() == 2


def test_a_paper_is_taken_back_before_the_answer_with_its_files(
    paper, lone, stine, stored, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(paper, by=lone)
    paper.refresh_from_db()
    assert (paper.state, stored(), paper.files.count()) == (PaperState.WITHDRAWN, [], 0)
    with pytest.raises(Refused):
        decide(paper, find(paper, 2, 3), by=stine)
    with pytest.raises(Refused):
        withdraw(paper, by=lone)


def test_an_approval_taken_back_takes_its_evidence_along(paper, lone, stine, coordinator, requirements):
    method = make_method(requirements[0].framework)
    decide(paper, find(paper, 2, 3, method=method), by=stine)
    with pytest.raises(PaperNotTaken):
        revoke(paper, by=stine, words="")
    revoke(paper, by=coordinator, words="Beviset var ikke dit.")
    assert list(Evidence.objects.unrevoked()) == []
    assert not Standing.objects.filter(level__gt=0).exists()
    assert rebuild_standings().changed == 0
    assert MethodCertificate.objects.get().ended_on == timezone.localdate()
    paper.refresh_from_db()
    assert (paper.state, paper.reviewer) == (PaperState.REVOKED, stine)
    with pytest.raises(Refused):
        revoke(paper, by=coordinator, words="Igen.")


def test_a_method_is_written_down_with_the_paper_that_proves_it(paper, lone, stine, requirements):
    method = make_method(requirements[0].framework)
    decide(paper, find(paper, 2, 3, method=method, valid_until=SOON), by=stine)
    certificate = MethodCertificate.objects.get()
    assert (certificate.person, certificate.method, certificate.prior_learning) == (lone, method, paper)
    assert (certificate.issued_on, certificate.expires_on, certificate.issuer) == (
        paper.issued_on,
        SOON,
        "SOSU Syd",
    )


def test_files_go_when_their_owner_says_so_and_the_evidence_stands(
    paper, lone, stine, stored, django_capture_on_commit_callbacks
):
    with pytest.raises(Refused):
        delete_files(paper, by=lone)
    decide(paper, find(paper, 2, 3), by=stine)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_files(paper, by=lone) == 1
        assert delete_files(paper, by=lone) == 0
    paper.refresh_from_db()
    assert (stored(), paper.files_gone_at is not None) == ([], True)
    assert Evidence.objects.unrevoked().count() == 2


def test_files_go_a_year_after_the_answer(
    lone, stine, requirements, stored, django_capture_on_commit_callbacks
):
    with time_machine.travel(dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC), tick=False):
        decided, waits = (make_paper(lone, {requirements[1]: 3}) for _number in range(2))
        decide(decided, find(decided, 3), by=stine)
    for day, left in ((dt.date(2027, 3, 30), 2), (dt.date(2027, 3, 31), 1), (dt.date(2028, 1, 1), 1)):
        with django_capture_on_commit_callbacks(execute=True):
            clear_away(dt.datetime.combine(day, dt.time(12), dt.UTC))
        assert len(stored()) == left
    assert waits.files.count() == 1
    assert Evidence.objects.unrevoked().count() == 1


def test_what_an_interrupted_upload_left_is_swept_up(paper, stored):
    storages["papers"].save("paper.pdf", BytesIO(b"left"))
    now = timezone.now()
    assert clear_away(now) == 0
    assert clear_away(now + dt.timedelta(days=2)) == 1
    assert stored() == [file.file.name for file in paper.files.all()]


def test_a_file_that_does_not_go_at_once_is_swept_up_later(
    paper, lone, stored, monkeypatch, django_capture_on_commit_callbacks
):
    def busy(_self, _name):
        raise OSError("busy")

    with monkeypatch.context() as patch:
        patch.setattr(type(storages["papers"]), "delete", busy)
        with django_capture_on_commit_callbacks(execute=True):
            withdraw(paper, by=lone)
    assert len(stored()) == 1
    assert paper_files.sweep(timezone.now() + dt.timedelta(days=2)) == 1
    assert stored() == []


def test_forgetting_empties_texts_and_files_and_leaves_what_was_proved(
    paper, lone, stine, requirements, stored, django_capture_on_commit_callbacks
):
    decide(paper, find(paper, 2, 2), by=stine)
    make_paper(lone, {requirements[0]: 1}, title="Realkompetence")
    of_other = make_paper(stine, {requirements[0]: 1}, title="Stines")
    with django_capture_on_commit_callbacks(execute=True):
        assert forget(lone) == 2
        assert forget(lone) == 0
    rows = PriorLearning.objects.filter(person=lone)
    assert {(row.title, row.issuer, row.reason) for row in rows} == {("", "", "")}
    assert {row.state for row in rows} == {PaperState.LOWERED, PaperState.WITHDRAWN}
    assert stored() == [file.file.name for file in of_other.files.all()]
    assert Evidence.objects.unrevoked().count() == 2
    of_other.refresh_from_db()
    assert of_other.title == "Stines"


def test_every_act_is_logged_without_words(paper, lone, stine, coordinator):
    decide(paper, find(paper, 2, 2), by=stine)
    revoke(paper, by=coordinator, words="Beviset var ikke dit.")
    entries = ModelLogEntry.objects.filter(action__startswith="practice.").order_by("pk")
    assert [entry.action for entry in entries] == [
        "practice.bring_paper",
        "practice.decide_paper",
        "practice.revoke_paper",
    ]
    told = " ".join(f"{entry.label} {entry.data}" for entry in entries)
    assert not any(word in told for word in ("Lone", "Motiverende", "SOSU", "Beviset", "start"))


def test_a_requirement_that_left_the_framework_holds_no_answer_back(paper, stine, requirements):
    requirements[0].framework.is_current = False
    requirements[0].framework.save()
    make_requirement()
    assert decide(paper, find(paper, 2, 3), by=stine).state == PaperState.APPROVED
