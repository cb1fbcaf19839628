"""Dragging things to their zones: DragQuestion."""

import pytest

from assessments.h5p.domain.grading import Report, grade_content, max_score


def drag_question(elements, zones, **behaviour):
    """`elements`: where each may be put, and whether several times; `zones`: what belongs in each."""
    return {
        "question": {
            "settings": {"size": {"width": 620, "height": 310}},
            "task": {
                "elements": [{"dropZones": allowed, "multiple": several} for allowed, several in elements],
                "dropZones": [{"correctElements": right} for right in zones],
            },
        },
        "behaviour": behaviour,
    }


ANYWHERE = (["0", "1"], False)
SEVERAL_TIMES = (["0", "1"], True)
FIXED = ([], False)

PLAIN = drag_question([ANYWHERE, FIXED, ANYWHERE, ANYWHERE], [["0"], ["2"]])
SEVERAL = drag_question([SEVERAL_TIMES, ANYWHERE], [["0"], ["0", "1"]])
TWO_HOMES = drag_question([ANYWHERE, ANYWHERE], [["0"], ["0", "1"]])
FREE = drag_question([ANYWHERE, ANYWHERE], [["0"], ["1"]], applyPenalties=False)
WHOLE = drag_question([ANYWHERE, ANYWHERE], [["0"], ["1"]], singlePoint=True)
NOWHERE = drag_question([ANYWHERE, ANYWHERE], [[], []])


@pytest.mark.parametrize(
    ("params", "response", "grade"),
    [
        (PLAIN, "0[.]0[,]1[.]2", (2, 2)),
        (PLAIN, "0[.]0", (1, 2)),
        (PLAIN, "0[.]0[,]1[.]3", (0, 2)),  # a thing that belongs nowhere takes a point
        (PLAIN, "1[.]0[,]0[.]2", (0, 2)),
        (PLAIN, "0[.]0[,]1[.]2[,]1[.]1", (2, 2)),  # what cannot be dragged was not
        (PLAIN, "0[.]0[,]0[.]0", (1, 2)),
        (PLAIN, "", (0, 2)),
        (PLAIN, "0[.]99[,]x[.]0[,][.][,]0", (0, 2)),
        (SEVERAL, "0[.]0[,]1[.]0[,]1[.]1", (3, 3)),
        (SEVERAL, "1[.]0[,]0[.]1", (0, 3)),
        (TWO_HOMES, "0[.]0[,]1[.]1", (2, 2)),
        (TWO_HOMES, "0[.]0[,]1[.]0", (1, 2)),  # what may be used once lies in one place
        (TWO_HOMES, "1[.]0[,]0[.]0[,]0[.]1", (0, 2)),
        (FREE, "0[.]0[,]0[.]1", (1, 2)),
        (WHOLE, "0[.]0[,]1[.]1", (1, 1)),
        (WHOLE, "0[.]0", (0, 1)),
        (NOWHERE, "", (1, 1)),
        (NOWHERE, "0[.]1", (0, 1)),
    ],
)
def test_drag_question_gives_and_takes_points(params, response, grade):
    assert grade_content("H5P.DragQuestion", params, Report(response=response)) == grade
    assert max_score("H5P.DragQuestion", params) == grade[1]
