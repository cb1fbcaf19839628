"""H5P.SortParagraphs, as its settings count."""

from typing import Any

import pytest

from assessments.domain.activities import Grade
from assessments.h5p.domain.grading import Report, grade_content, grade_part
from tests.assessments.h5p.grading.samples import part

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
@pytest.mark.parametrize("said", [{"applyPenalties": True}, {"applyPenalties": None}, {}])
def test_a_line_in_a_wrong_place_may_cost_a_point(response: str, points: int, said: dict[str, Any]) -> None:
    assert grade(response, scoringMode="positions", **said) == Grade(points, 4)


@pytest.mark.parametrize(
    ("response", "points"), [("0[,]1[,]2[,]3", 3), ("1[,]2[,]3[,]0", 2), ("3[,]2[,]1[,]0", 0)]
)
def test_a_point_for_each_line_that_follows_the_right_one(response: str, points: int) -> None:
    assert grade(response, scoringMode="transitions") == Grade(points, 3)


@pytest.mark.parametrize(("are_alike", "points"), [(True, 3), (False, 1)])
def test_lines_that_read_the_same_may_change_places(are_alike: bool, points: int) -> None:
    lines = ["<p>Vent</p>", "Vent", "Spørg"]
    assert grade("1[,]0[,]2", lines, **BY_PLACE, duplicatesInterchangeable=are_alike) == Grade(points, 3)


@pytest.mark.parametrize("machine_name", ["H5P.QuestionSet", "H5P.Column", "H5P.InteractiveVideo"])
@pytest.mark.parametrize(
    ("order", "claimed", "points"),
    [
        ("0[,]1[,]2[,]3", 0, 0),  # drawn by chance in the right order, and left so
        ("0[,]1[,]3[,]2", 0, 0),
        ("0[,]1[,]3[,]2", 2, 2),
        ("0[,]1[,]3[,]2", 4, 2),  # the claim itself is never counted
        ("3[,]2[,]1[,]0", 4, 0),
        ("0[,]1[,]2[,]3", None, 4),
    ],
)
def test_lines_that_nobody_touched_have_no_points_as_a_part(
    machine_name: str, order: str, claimed: int | None, points: int
) -> None:
    lines = part("H5P.SortParagraphs", "lines", paragraphs=LINES, behaviour=BY_PLACE)
    params = {
        "questions": [lines],
        "content": [{"content": lines}],
        "interactiveVideo": {"assets": {"interactions": [{"action": lines}]}},
    }
    own = Report(response=order, claimed=claimed)
    assert grade_content(machine_name, params, Report(children={"lines": own})) == Grade(points, 4)
    assert grade_part("H5P.SortParagraphs", lines["params"], own) == Grade(points, 4)


def test_lines_alone_are_counted_whatever_they_claim() -> None:
    params = {"paragraphs": LINES, "behaviour": BY_PLACE}
    report = Report(response="0[,]1[,]2[,]3", claimed=0)
    assert grade_content("H5P.SortParagraphs", params, report) == Grade(4, 4)


def test_content_without_lines_has_no_points() -> None:
    assert grade("", []) == Grade(0, 0)
