"""Jobs as they are told in a sentence, and why something is put forward."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from accounts.enums import JobFunction
from assessments.ledger.enums import GapState
from development.domain.my_requirements import Post
from development.domain.wording import posts_sentence, why_learn, why_practise


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


POSTS = [Post(number, f"Hus {number}", JobFunction.PEER) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "{0} at Hus 1"),
        (2, "{0} at Hus 1 and {0} at Hus 2"),
        (3, "{0} at Hus 1, {0} at Hus 2 and {0} at Hus 3"),
    ],
)
def test_several_jobs_are_one_sentence(number: int, words: str) -> None:
    assert posts_sentence(POSTS[:number]) == words.format(POSTS[0].job)


def demand(state: GapState, missing: int = 0) -> SimpleNamespace:
    return SimpleNamespace(judgement=SimpleNamespace(state=state), missing=missing)


@pytest.mark.parametrize(
    ("missing", "steps"), [(1, "one step"), (2, "two steps"), (3, "three steps"), (4, "four steps")]
)
def test_reason_counts_the_steps(missing: int, steps: str) -> None:
    assert why_learn(demand(GapState.GAP, missing)) == f"Because you lack {steps} here."


def test_what_ran_out_is_the_reason_before_any_other() -> None:
    reason = "Because your evidence has expired."
    assert why_learn(demand(GapState.EXPIRED, 2)) == why_practise(demand(GapState.EXPIRED), 3) == reason
    assert why_learn(demand(GapState.NOT_ASSESSED, 2)) == "Because nobody has looked at this yet."
    assert why_practise(demand(GapState.NOT_ASSESSED), 3) == "Because level 3 has to be seen in practice."
