"""Choosing: MultiChoice, TrueFalse, and the lists with the right answer first."""

import pytest

from assessments.h5p.domain.grading import Report, grade_content, max_score

RIGHT, WRONG = {"text": "<div>ja</div>", "correct": True}, {"text": "<div>nej</div>", "correct": False}


def multi_choice(*answers, **behaviour):
    return {
        "question": "<p>Hvad?</p>",
        "answers": list(answers),
        "behaviour": {"singlePoint": False, **behaviour},
    }


SEVERAL = multi_choice(RIGHT, WRONG, RIGHT, WRONG, RIGHT)
ONE = multi_choice(WRONG, RIGHT, WRONG)
ONE_OF_SEVERAL = multi_choice(RIGHT, RIGHT, WRONG, type="single")
ONE_RIGHT_MANY_CHOSEN = multi_choice(RIGHT, WRONG, type="multi")
NONE = multi_choice(WRONG, WRONG, type="multi")
WHOLE = multi_choice(RIGHT, WRONG, RIGHT, singlePoint=True)
MOST = multi_choice(RIGHT, RIGHT, RIGHT, WRONG, singlePoint=True, passPercentage=60)
UNSAID = {"answers": [RIGHT, RIGHT, WRONG]}


@pytest.mark.parametrize(
    ("params", "response", "grade"),
    [
        (SEVERAL, "0[,]2[,]4", (3, 3)),
        (SEVERAL, "4[,]0", (2, 3)),
        (SEVERAL, "0[,]1[,]2", (1, 3)),  # a wrong one takes a point
        (SEVERAL, "1[,]3[,]0", (0, 3)),  # never below zero
        (SEVERAL, "0[,]0[,]0", (1, 3)),  # the same one counts once
        (SEVERAL, "", (0, 3)),
        (SEVERAL, "17[,]-1[,]x[,]0", (1, 3)),  # what is not there counts nothing
        (ONE, "1", (1, 1)),
        (ONE, "0", (0, 1)),
        (ONE, "0[,]1", (0, 1)),  # only one may be chosen
        (ONE_OF_SEVERAL, "1", (1, 1)),
        (ONE_OF_SEVERAL, "2", (0, 1)),
        (ONE_RIGHT_MANY_CHOSEN, "0", (1, 1)),
        (ONE_RIGHT_MANY_CHOSEN, "0[,]1", (0, 1)),
        (NONE, "", (1, 1)),
        (NONE, "1", (0, 1)),
        (WHOLE, "0[,]2", (1, 1)),
        (WHOLE, "0", (0, 1)),
        (MOST, "0[,]1", (1, 1)),
        (MOST, "0[,]1[,]3", (0, 1)),
        (UNSAID, "0[,]1", (1, 1)),  # one point for the whole, where the author said nothing
        (UNSAID, "0", (0, 1)),
    ],
)
def test_multi_choice_gives_points(params, response, grade):
    assert grade_content("H5P.MultiChoice", params, Report(response=response)) == grade
    assert max_score("H5P.MultiChoice", params) == grade[1]


@pytest.mark.parametrize(
    "params",
    [
        {**SEVERAL, "weight": 2},
        multi_choice(RIGHT, {**RIGHT, "weight": 3}),
        multi_choice({**WRONG, "weight": -1}, RIGHT),
        {**SEVERAL, "weight": None},
    ],
)
def test_multi_choice_with_answers_that_weigh_more_is_not_graded(params):
    assert max_score("H5P.MultiChoice", params) is None
    assert grade_content("H5P.MultiChoice", params, Report(response="0")) is None


@pytest.mark.parametrize(
    ("correct", "response", "score"),
    [
        ("true", "true", 1),
        ("true", "false", 0),
        ("false", "false", 1),
        ("false", "true", 0),
        ("false", "", 0),
        ("true", "True", 0),
    ],
)
def test_true_false_gives_a_point(correct, response, score):
    params = {"question": "<p>Er det sandt?</p>", "correct": correct}
    assert grade_content("H5P.TrueFalse", params, Report(response=response)) == (score, 1)


SETS = {
    "choices": [
        {"question": "Først?", "answers": ["ja", "nej"], "subContentId": "one"},
        {"question": "Så?", "answers": ["a", "b", "c"], "subContentId": "two"},
        {"question": "Tomt, som redigeringen efterlader det"},
    ]
}
SUMMARY = {
    "summaries": [
        {"summary": ["<p>Det er sandt</p>", "<p>Det er ikke</p>"], "subContentId": "one"},
        {"summary": ["<p>Også sandt</p>", "<p>Heller ikke</p>"], "subContentId": "two"},
    ]
}


def reported(**responses):
    return Report(children={id: Report(response=response) for id, response in responses.items()})


@pytest.mark.parametrize(
    ("machine_name", "params"), [("H5P.SingleChoiceSet", SETS), ("H5P.Summary", SUMMARY)]
)
@pytest.mark.parametrize(
    ("report", "score"),
    [
        (reported(one="0", two="0"), 2),
        (reported(one="0", two="1"), 1),
        (reported(one="1[,]0", two="0"), 1),  # right at the second try
        (reported(two="0"), 1),
        (reported(other="0", one=""), 0),
        (Report(response="0"), 0),
    ],
)
def test_lists_give_a_point_for_the_first_answer_at_the_first_try(machine_name, params, report, score):
    assert grade_content(machine_name, params, report) == (score, 2)
    assert max_score(machine_name, params) == 2


@pytest.mark.parametrize("ids", [("one", "one"), ("one", None)])
def test_lists_that_cannot_be_told_apart_are_not_graded(ids):
    params = {"choices": [{"answers": ["ja", "nej"], "subContentId": id} for id in ids]}
    assert grade_content("H5P.SingleChoiceSet", params, reported(one="0")) is None
    assert max_score("H5P.SingleChoiceSet", params) is None
