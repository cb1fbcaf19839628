"""Plain makers of papers about earlier learning: through the front door."""

import datetime as dt
from io import BytesIO
from typing import Any

from accounts.models import User
from assessments.practice.domain.prior_learning import Brought, Verdict, bring_paper
from assessments.practice.models import MethodCertificate, PriorLearning
from competences.models import Competence, Method
from tests.factories.papers import pdf


def make_paper(
    person: User, claims: dict[Competence, int], *, sent: dt.datetime | None = None, **fields: Any
) -> PriorLearning:
    """A paper of one page that waits; `sent` is when it came."""
    files = fields.pop("files", [BytesIO(pdf())])
    fields.setdefault("title", "Motiverende samtale, 2 dage")
    fields.setdefault("issuer", "SOSU Syd")
    fields.setdefault("issued_on", dt.date(2024, 5, 1))
    said = Brought(claims={competence.pk: level for competence, level in claims.items()}, **fields)
    paper = bring_paper(person, said, files)
    if sent is not None:
        PriorLearning.objects.filter(pk=paper.pk).update(sent_at=sent)
        paper.refresh_from_db()
    return paper


def find(paper: PriorLearning, *levels: int, **fields: Any) -> Verdict:
    """A verdict with these levels, in the order of the claims; with words, unless there are others."""
    fields.setdefault("words", "To dage er en god start.")
    claims = paper.claims.values_list("pk", flat=True)
    return Verdict(granted=dict(zip(claims, levels, strict=True)), **fields)


def make_certificate(person: User, method: Method, recorded_by: User, **fields: Any) -> MethodCertificate:
    fields.setdefault("issued_on", dt.date(2024, 5, 1))
    fields.setdefault("issuer", "SOSU Syd")
    return MethodCertificate.objects.create(person=person, method=method, recorded_by=recorded_by, **fields)
