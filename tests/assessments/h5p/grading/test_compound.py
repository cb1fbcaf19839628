"""Content made of other content: its parts are counted, however they lie in it and in what is reported."""

import pytest

from assessments.h5p.domain.grading import Report, grade_content, max_score
from tests.assessments.h5p.grading.samples import part


def true_false(id):
    return part("H5P.TrueFalse", id, correct="true")


def choice(id):
    return part("H5P.MultiChoice", id, answers=[{"correct": True}] * 3, behaviour={"singlePoint": False})


TEXT = part("H5P.AdvancedText", "text", text="<p>Læs</p>")
ESSAY = part("H5P.Essay", "essay")
SUMMARY = {"summaries": [{"summary": ["sandt", "falsk"], "subContentId": "sentence"}]}


def quiz(*questions, **params):
    return {"questions": list(questions), **params}


def column(*parts):
    return {"content": [{"content": one, "useSeparator": "auto"} for one in parts]}


def row(*columns):
    pages = ({"content": part("H5P.RowColumn", "", content=list(parts))} for parts in columns)
    return part("H5P.Row", "row", columns=list(pages))


def book(*pages):
    return {
        "chapters": [
            {**part("H5P.Column", f"page {place}"), "params": page} for place, page in enumerate(pages)
        ]
    }


def video(*actions, summary=None):
    task = {
        "library": "H5P.Summary 1.10",
        "subContentId": "summary",
        "params": summary or {"summaries": [{}]},
    }
    return {
        "interactiveVideo": {
            "video": {},
            "assets": {"interactions": [{"duration": {}, "action": action} for action in actions]},
            "summary": {"task": task, "displayAt": 3},
        }
    }


def slides(*slides):
    return {
        "presentation": {"slides": [{"elements": [{"action": one} for one in parts]} for parts in slides]}
    }


def report(children=None, **responses):
    """Reports of parts: a response for each, and reports that have parts of their own."""
    return Report(children={id: Report(response=said) for id, said in responses.items()} | (children or {}))


ALL = report(a="true", b="0[,]1")


@pytest.mark.parametrize(
    ("machine_name", "params"),
    [
        ("H5P.QuestionSet", quiz(true_false("a"), choice("b"))),
        ("H5P.Column", column(TEXT, true_false("a"), choice("b"))),
        ("H5P.Column", column(row([true_false("a"), TEXT], [choice("b")]))),
        ("H5P.InteractiveBook", book(column(TEXT), column(true_false("a"), choice("b")))),
        ("H5P.InteractiveVideo", video(true_false("a"), part("H5P.Nil", "label"), choice("b"))),
        ("H5P.CoursePresentation", slides([TEXT], [true_false("a"), choice("b")])),
        ("H5P.CoursePresentation", slides([true_false("a")], [choice("b"), {}])["presentation"]),
    ],
    ids=["quiz", "page", "page with a row", "book", "video", "slides", "old slides"],
)
@pytest.mark.parametrize(("reported", "score"), [(ALL, 3), (report(b="0"), 1), (Report(), 0)])
def test_compound_is_the_sum_of_its_parts(machine_name, params, reported, score):
    assert grade_content(machine_name, params, reported) == (score, 4)
    assert max_score(machine_name, params) == 4


def test_video_counts_the_summary_at_its_end():
    params = video(true_false("a"), summary=SUMMARY)
    assert max_score("H5P.InteractiveVideo", params) == 2
    assert grade_content("H5P.InteractiveVideo", params, report(a="false", sentence="0")) == (1, 2)
    nested = report({"summary": report(sentence="0")}, a="true")
    assert grade_content("H5P.InteractiveVideo", params, nested) == (2, 2)


@pytest.mark.parametrize(
    "reported",
    [
        report({"inner": report(a="true", b="1")}),
        report(a="true", b="1"),
        report({"inner": Report()}, a="true", b="1"),
    ],
    ids=["under its quiz", "all at the top", "quiz without its parts"],
)
def test_quiz_in_slides_is_graded(reported):
    params = slides([{**part("H5P.QuestionSet", "inner"), "params": quiz(true_false("a"), choice("b"))}])
    assert grade_content("H5P.CoursePresentation", params, reported) == (2, 4)


@pytest.mark.parametrize(
    "params",
    [
        column(true_false("a"), ESSAY),
        column(true_false("a"), {**part("H5P.Column", "c"), "params": column(ESSAY)}),
        column(true_false("a"), true_false("a")),
        column(true_false("")),
        column({**part("H5P.Summary", "s"), "params": {"summaries": [{"summary": ["ja"]}]}}),
        column(part("H5P.MarkTheWords", "m", textField="<![ikke noget HTML")),
    ],
    ids=["scored by itself", "deeper down", "the same id", "no id", "list without an id", "unreadable"],
)
def test_compound_with_a_part_that_cannot_be_counted_is_not_graded(params):
    assert grade_content("H5P.Column", params, ALL) is None
    assert max_score("H5P.Column", params) is None


def test_page_without_questions_asks_for_nothing():
    assert grade_content("H5P.Column", column(TEXT), Report()) == (0, 0)
    assert max_score("H5P.Column", column(TEXT)) == 0


def test_part_that_was_not_reported_has_no_points_even_where_none_is_right():
    nothing_right = part("H5P.MultiChoice", "a", answers=[{"correct": False}], behaviour={"type": "multi"})
    assert grade_content("H5P.Column", column(nothing_right), Report()) == (0, 1)
    assert grade_content("H5P.Column", column(nothing_right), report(a="")) == (1, 1)


POOL = quiz(true_false("a"), true_false("b"), choice("c"), poolSize=2)


@pytest.mark.parametrize(
    ("reported", "grade"),
    [
        (report(a="true", b="true"), (2, 2)),
        (report(a="true", c="0"), (2, 4)),
        (report(a="true"), (1, 4)),  # the one left out counts as the dearest of the others
        (Report(), (0, 4)),
        (report(a="true", b="true", c="0"), None),  # which of them were drawn?
    ],
)
def test_quiz_that_draws_its_questions_counts_those_drawn(reported, grade):
    assert grade_content("H5P.QuestionSet", POOL, reported) == grade
    assert max_score("H5P.QuestionSet", POOL) == 4


def test_pool_as_large_as_the_quiz_is_the_whole_quiz():
    params = quiz(true_false("a"), choice("b"), poolSize=5)
    assert grade_content("H5P.QuestionSet", params, ALL) == (3, 4)
