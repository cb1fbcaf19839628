"""Jobs as they are told in a sentence, and why something is put forward."""

import pytest
from django.utils import translation

from assessments.ledger.enums import GapState
from development.domain.wording import posts_sentence, why_learn, why_practise


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


POSTS = [("peer", f"Hus {number}") for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "peer at Hus 1"),
        (2, "peer at Hus 1 and peer at Hus 2"),
        (3, "peer at Hus 1, peer at Hus 2 and peer at Hus 3"),
    ],
)
def test_several_jobs_are_one_sentence(number: int, words: str) -> None:
    assert posts_sentence(POSTS[:number]) == words


@pytest.mark.parametrize(
    ("missing", "steps"), [(1, "one step"), (2, "two steps"), (3, "three steps"), (4, "four steps")]
)
def test_reason_counts_the_steps(missing: int, steps: str) -> None:
    assert why_learn(GapState.GAP, missing) == f"Because you lack {steps} here."


def test_what_ran_out_is_the_reason_before_any_other() -> None:
    reason = "Because your evidence has expired."
    assert why_learn(GapState.EXPIRED, 2) == why_practise(GapState.EXPIRED, 3) == reason
    assert why_learn(GapState.NOT_ASSESSED, 2) == "Because nobody has looked at this yet."
    assert why_practise(GapState.NOT_ASSESSED, 3) == "Because level 3 has to be seen in practice."
