"""Two at once at the same paper. Only PostgreSQL has the row locks that this is about."""

import uuid
from collections.abc import Callable

import pytest

from assessments.domain.refusals import Refused
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence
from assessments.practice.domain.prior_learning import decide, withdraw
from assessments.practice.enums import PaperState
from assessments.practice.models import PriorLearning
from tests.at_once import at_once
from tests.factories.practice_papers import find, make_paper

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def ends_of(*acts: Callable[[], object]) -> list[str]:
    """What becomes of acts that begin together: "done", or "refused"."""
    ends = at_once(*acts, may_end_in=Refused)
    return sorted("refused" if isinstance(end, Refused) else "done" for end in ends)


@pytest.mark.parametrize("_time", range(3))
def test_one_of_two_reviewers_decides(lone, stine, coordinator, requirements, _time):
    paper = make_paper(lone, {requirements[0]: 2, requirements[1]: 3})
    yes, no = find(paper, 2, 3), find(paper, 0, 0)
    assert ends_of(lambda: decide(paper, yes, by=stine), lambda: decide(paper, no, by=coordinator)) == [
        "done",
        "refused",
    ]
    paper.refresh_from_db()
    is_yes = paper.state == PaperState.APPROVED
    assert (paper.reviewer == stine) == is_yes
    assert Evidence.objects.count() == (2 if is_yes else 0)
    assert rebuild_standings().changed == 0


@pytest.mark.parametrize("_time", range(3))
def test_a_paper_taken_back_while_it_is_decided(lone, stine, requirements, stored, _time):
    paper = make_paper(lone, {requirements[1]: 3})
    verdict = find(paper, 3)
    assert ends_of(lambda: decide(paper, verdict, by=stine), lambda: withdraw(paper, by=lone)) == [
        "done",
        "refused",
    ]
    paper.refresh_from_db()
    is_decided = paper.state == PaperState.APPROVED
    assert (Evidence.objects.count(), len(stored())) == ((1, 1) if is_decided else (0, 0))


def test_the_same_form_twice_at_once_is_one_paper(lone, requirements, stored):
    form = uuid.uuid4()

    def bring() -> None:
        make_paper(lone, {requirements[1]: 3}, form_id=form)

    assert ends_of(bring, bring) == ["done", "done"]
    assert (PriorLearning.objects.count(), len(stored())) == (1, 1)
