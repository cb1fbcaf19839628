"""Whatever the content and the report say: no error, points within bounds, the same each time, and soon."""

import copy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assessments.h5p.domain.grading import GRADERS, HIGHEST, Report, grade_content, is_graded_kind, max_score
from assessments.h5p.kinds import content_kinds
from tests.assessments.h5p.grading.samples import SAMPLES

WORDS = st.sampled_from(
    [
        "",
        "0",
        "1",
        "-1",
        "99",
        "true",
        "0[,]1",
        "1[.]0[,]0[.]0",
        "2[,]1[,]0",
        "ja",
        "ja[,]nej",
        "*",
        "*a* *b",
        "<![",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=12)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
IDS = st.sampled_from(["a", "b", "c", "d", "s", "row", ""])
CLAIMS = st.none() | st.floats() | st.integers()
REPORTS = st.recursive(
    st.builds(Report, response=WORDS | ANYTHING, definition=ANYTHING, claimed=CLAIMS),
    lambda inner: st.builds(Report, response=WORDS, children=st.dictionaries(IDS, inner, max_size=4)),
    max_leaves=5,
)


@st.composite
def damaged(draw, value):
    """The value, with something else in place of a part of it now and then."""
    if draw(st.integers(0, 19)) == 0:
        return draw(ANYTHING)
    if isinstance(value, dict):
        return {key: draw(damaged(inner)) for key, inner in value.items()}
    if isinstance(value, list):
        return [draw(damaged(inner)) for inner in value]
    return value


@pytest.mark.parametrize("machine_name", GRADERS)
@given(data=st.data(), report=REPORTS)
def test_any_content_and_report_give_points_within_bounds_or_none(machine_name, data, report):
    params = data.draw(damaged(SAMPLES[machine_name]))
    grade = grade_content(machine_name, params, report)
    assert grade == grade_content(machine_name, copy.deepcopy(params), report)
    if grade is not None:
        assert 0 <= grade.score <= grade.max_score <= HIGHEST
        assert max_score(machine_name, params) >= grade.max_score


# What responses are made of, and what breaks those who read them: separators, numbers that are none, HTML.
NUMBERS = ["0", "1", "2", "01", "-1", "²", "٣", "1e9", "9" * 5000]
REFERENCES = [
    "&#" + "9" * 5000 + ";",
    "&#x" + "f" * 5000 + ";",
    "&#" + "0" * 5000 + "65;",
    "&amp;",
    "&#xd800;",
    "&",
]
WRITTEN = [
    "ja",
    "JA",
    "İ",
    "*",
    "/",
    ":",
    "<b",
    "</",
    "\ud800",
    "\x00",
    "\u200b",
    "e\u0301",
    "😀",
    "null",
    "[]",
    "true",
]
PIECES = st.sampled_from(["[,]", "[.]", *NUMBERS, *REFERENCES, *WRITTEN])
ANY_RESPONSE = st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join)


@pytest.mark.parametrize("machine_name", GRADERS)
@given(said=ANY_RESPONSE, again=ANY_RESPONSE)
@example(said="&#" + "9" * 5000 + ";", again="0[,]0")
def test_any_response_gives_points_within_bounds(machine_name, said, again):
    """The content is as it should be; the responses are whatever somebody makes up, with everything twice."""
    names = ("a", "b", "c", "d", "s")
    responses = (said, again, f"{said}[,]{again}", f"{again}[,]{again}", f"{again}[.]{said}")
    children = {name: Report(response=response) for name, response in zip(names, responses, strict=True)}
    highest = max_score(machine_name, SAMPLES[machine_name])
    for report in (Report(response=said), Report(response=said, children=children)):
        grade = grade_content(machine_name, SAMPLES[machine_name], report)
        if grade is None:  # more questions reported than were drawn
            assert machine_name == "H5P.QuestionSet"
        else:
            assert 0 <= grade.score <= grade.max_score <= highest


@pytest.mark.parametrize(
    "reference", ["&#" + "9" * 5000 + ";", "&#x" + "f" * 5000, "&#" + "0" * 5000 + "97;"]
)
@pytest.mark.parametrize(
    ("machine_name", "field"), [("H5P.DragText", "textField"), ("H5P.MarkTheWords", "textField")]
)
def test_endless_references_are_read(machine_name, field, reference):
    """Python refuses to read numbers of more than 4300 digits."""
    assert max_score(machine_name, {field: f"*{reference}* *b*"}) == 2
    assert max_score("H5P.Blanks", {"questions": [f"*{reference}*"]}) == 1


def test_zeros_before_a_reference_say_nothing():
    params = {"questions": ["*&#" + "0" * 5000 + "97;* *&#x00061;*"]}
    assert grade_content("H5P.Blanks", params, Report(response="a[,]a")) == (2, 2)


def test_every_kind_that_is_graded_has_a_name_and_a_word_about_keyboards():
    assert GRADERS.keys() <= content_kinds().keys()


def test_content_without_a_grader_is_not_graded():
    assert not is_graded_kind("H5P.Essay")
    assert is_graded_kind("H5P.Blanks")
    assert grade_content("H5P.Essay", {}, Report(response="0")) is None
    assert max_score("H5P.Essay", {}) is None


def test_more_points_than_an_attempt_can_hold_are_not_graded():
    params = {"questions": ["*a* " * (HIGHEST + 1)]}
    assert max_score("H5P.Blanks", params) is None
    assert grade_content("H5P.Blanks", params, Report(response="a")) is None


def test_content_in_content_without_end_is_not_graded():
    params = {"content": []}
    for _ in range(500):
        params = {
            "content": [{"content": {"library": "H5P.Column 1.18", "subContentId": "c", "params": params}}]
        }
    assert grade_content("H5P.Column", params, Report()) is None


LONG = 300_000


@pytest.mark.parametrize(
    ("machine_name", "params", "response"),
    [
        ("H5P.Blanks", {"questions": ["*" * LONG, "*a" * LONG, "*" + "</" * LONG + "*"]}, "a[,]" * LONG),
        (
            "H5P.Blanks",
            {"questions": [f"*{'a' * LONG}*"], "behaviour": {"acceptSpellingErrors": True}},
            "b" * LONG,
        ),
        ("H5P.DragText", {"textField": "*" * LONG + "a" + ":" * LONG}, "[,]" * LONG),
        ("H5P.MarkTheWords", {"textField": "*" * LONG + " *" * LONG + "…" * LONG + "a"}, "0[,]" * LONG),
        ("H5P.MultiChoice", {"answers": [{"correct": True}] * 1000}, "0[,]" * LONG),
        ("H5P.DragQuestion", {"question": {"task": {"dropZones": [{}] * 1000}}}, "0[.]0[,]" * LONG),
    ],
    ids=["blanks", "misspelling", "places", "words", "choices", "zones"],
)
def test_long_content_and_responses_take_time_in_proportion(machine_name, params, response):
    """With a loop in a loop over 300,000 signs this would not end today."""
    grade = grade_content(machine_name, params, Report(response=response))
    assert grade is None or 0 <= grade.score <= grade.max_score
