"""A report's sentences: what is nothing is not said, and large figures read as everywhere else."""

import pytest
from django.utils import translation

from reports.domain.gap import Figures
from reports.domain.wording import figures_sentence

PARTS = {"gaps": (1, 2, 0, 0), "not_assessed": 1, "expired": 1}


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (Figures(required=8, met=8), "0 of 8 lack something"),
        (Figures(required=8, gaps=(1, 0, 0, 0)), "1 of 8 lack something, 1 step in all"),
        (Figures(required=8, expired=2), "0 of 8 lack something, 2 expired"),
        (Figures(required=8, met=8, on_leave=2), "0 of 8 lack something, 2 on leave"),
        (Figures(8, 3, **PARTS), "3 of 8 lack something, 5 steps in all, 1 expired, 1 not assessed"),
    ],
)
def test_sentence_says_what_is_there(figures: Figures, sentence: str) -> None:
    with translation.override("en"):
        assert figures_sentence(figures) == sentence


def test_sentence_sets_thousands_apart_as_danes_do() -> None:
    with translation.override("da"):
        assert "1.200" in figures_sentence(Figures(required=1200))
