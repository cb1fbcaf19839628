"""A paper in any order of acts: one answer, evidence only while it counts, no file left behind."""

from contextlib import suppress

import pytest
from django.core.files.storage import storages
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from assessments.domain.refusals import Refused
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence, Standing
from assessments.practice.domain.prior_learning import decide, delete_files, forget, revoke, withdraw
from assessments.practice.enums import PaperState
from assessments.practice.models import PriorLearningFile
from tests.factories.accounts import make_person
from tests.factories.practice_papers import find, make_paper

COUNTS = {PaperState.APPROVED, PaperState.LOWERED}
# What may follow what; nothing follows the rest.
FOLLOWS = {
    PaperState.WAITING: {PaperState.WAITING, *COUNTS, PaperState.REJECTED, PaperState.WITHDRAWN},
    **{state: {state, PaperState.REVOKED} for state in COUNTS},
}
PEOPLE = ["owner", "one", "other"]
ACTS = ["approve", "lower", "reject", "withdraw", "revoke", "delete", "forget"]


@pytest.mark.django_db(transaction=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE)), max_size=6))
def test_any_order_of_acts(requirements_again, acts):
    one, other = make_person(Role.PROFESSIONAL), make_person(Role.COORDINATOR)
    owner = make_person(Role.COORDINATOR)
    who = {"owner": owner, "one": one, "other": other}
    paper = make_paper(owner, {requirements_again: 3})
    for act, name in acts:
        before = paper.state
        do(act, paper, owner, who[name])
        paper.refresh_from_db()
        assert paper.state in FOLLOWS.get(PaperState(before), {before})
        assert paper.reviewer != owner
        holds = Evidence.objects.unrevoked().filter(person=owner)
        assert holds.count() == (paper.state in COUNTS)
        level = sum(Standing.objects.filter(person=owner).values_list("level", flat=True))
        assert level == {PaperState.APPROVED: 3, PaperState.LOWERED: 2}.get(PaperState(paper.state), 0)
        _folders, names = storages["papers"].listdir("")
        assert set(names) == set(PriorLearningFile.objects.values_list("file", flat=True))
        assert paper.state != PaperState.WITHDRAWN or not paper.files.exists()
    assert rebuild_standings().changed == 0


def do(act, paper, owner, by):
    with suppress(Refused), transaction.atomic():
        if act in ("approve", "lower", "reject"):
            decide(paper, find(paper, {"approve": 3, "lower": 2, "reject": 0}[act]), by=by)
        elif act == "revoke":
            revoke(paper, by=by, words="Det var en anden.")
        # What only the owner can reach.
        elif act == "withdraw":
            withdraw(paper, by=owner)
        elif act == "delete":
            delete_files(paper, by=owner)
        else:
            forget(owner)


@pytest.fixture
def requirements_again(requirements):
    return requirements[1]
