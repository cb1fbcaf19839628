"""H5P.SortParagraphs, as its settings count."""

from typing import Any

import pytest

from assessments.domain.activities import Grade
from assessments.h5p.domain.grading import Report, grade_content

LINES = ["<p>Bank på</p>", "Spørg", "Aftal", "Tak"]
BY_PLACE = {"scoringMode": "positions", "applyPenalties": False}


def grade(response: str, lines: list[Any] | None = None, **behaviour: Any) -> Grade | None:
    params = {"paragraphs": LINES if lines is None else lines, "behaviour": behaviour}
    return grade_content("H5P.SortParagraphs", params, Report(response=response))


@pytest.mark.parametrize(
    ("response", "points"),
    [
        ("0[,]1[,]2[,]3", 4),
        ("0[,]1[,]3[,]2", 2),
        ("1[,]2[,]3[,]0", 0),
        ("0[,]1[,]2", 0),
        ("0[,]0[,]1[,]2", 0),
    ],
)
def test_a_point_for_each_line_in_its_place(response: str, points: int) -> None:
    assert grade(response, **BY_PLACE) == Grade(points, 4)


@pytest.mark.parametrize(("response", "points"), [("0[,]1[,]3[,]2", 0), ("0[,]1[,]2[,]3", 4), ("", 0)])
def test_a_line_in_a_wrong_place_may_cost_a_point(response: str, points: int) -> None:
    assert grade(response, scoringMode="positions", applyPenalties=True) == Grade(points, 4)


@pytest.mark.parametrize(
    ("response", "points"), [("0[,]1[,]2[,]3", 3), ("1[,]2[,]3[,]0", 2), ("3[,]2[,]1[,]0", 0)]
)
def test_a_point_for_each_line_that_follows_the_right_one(response: str, points: int) -> None:
    assert grade(response, scoringMode="transitions") == Grade(points, 3)


@pytest.mark.parametrize(("are_alike", "points"), [(True, 3), (False, 1)])
def test_lines_that_read_the_same_may_change_places(are_alike: bool, points: int) -> None:
    lines = ["<p>Vent</p>", "Vent", "Spørg"]
    assert grade("1[,]0[,]2", lines, **BY_PLACE, duplicatesInterchangeable=are_alike) == Grade(points, 3)


def test_content_without_lines_has_no_points() -> None:
    assert grade("", []) == Grade(0, 0)
