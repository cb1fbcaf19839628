"""Proof that has run out and still counts for some days, by a rule of its own day."""

import datetime as dt

from accounts.models import User
from assessments.ledger.domain.evidence import Event, add_months, build_evidence
from assessments.ledger.domain.standing import derive_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.policy import Policy
from competences.models import Competence
from demo.domain.data import at, minute, read

GRACE_DAYS = 30
RAN_OUT_DAYS_AGO = 12
MONTHS = 12


def build_grace(today: dt.date) -> None:
    """The assistant's certificate in giving medicine ran out lately. Whoever calls links the ledger then."""
    person = User.objects.get(email="assistent@example.org")
    requirement = Competence.objects.current().get(code="R2.4")
    ran_out = today - dt.timedelta(days=RAN_OUT_DAYS_AGO)
    event = Event(
        kind=EvidenceKind.CERTIFICATE,
        origin="demo.certificate:1",
        title=read("data/history")["titles"]["certificate"]["R2.4"],
        recorded_at=at(add_months(ran_out, -MONTHS), minute("12:30")),
        valid_until=ran_out,
    )
    policy = Policy(ceiling=4, valid_months=MONTHS, grace_days=GRACE_DAYS)
    row = build_evidence(event, policy, person_id=person.pk, competence_id=requirement.pk, level=3)
    row.save()
    derive_standings({(person.pk, requirement.pk)}, today)
