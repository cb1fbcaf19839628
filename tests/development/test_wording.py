"""Jobs as they are told in a sentence."""

import pytest
from django.utils import translation

from accounts.enums import JobFunction
from development.domain.my_requirements import Post
from development.domain.wording import posts_sentence

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
    with translation.override("en"):
        assert posts_sentence(POSTS[:number]) == words.format(POSTS[0].job)
