"""Which content tells when somebody is through it."""

import pytest

from assessments.h5p.domain.ends import OTHER_QUESTIONS, tells_its_end
from assessments.h5p.domain.grading import GRADERS
from assessments.h5p.kinds import Ending, content_kinds

QUESTION = {"library": "H5P.TrueFalse 1.8", "params": {}, "subContentId": "a"}
TEXT = {"library": "H5P.AdvancedText 1.1", "params": {}, "subContentId": "b"}
STRANGE = {"library": "X.Strange 1.0", "params": {}, "subContentId": "c"}
MUTE = QUESTION | {"params": {"behaviour": {"enableCheckButton": False}}}
FOUND_WITHOUT_END = {"Accordion", "Dialogcards", "ImageHotspots", "Timeline", "Audio"}


def column(*parts):
    return {"content": [{"content": part} for part in parts]}


def book(*parts, **behaviour):
    chapter = {"library": "H5P.Column 1.18", "params": column(*parts), "subContentId": "d"}
    return {"chapters": [chapter], "behaviour": behaviour}


def video(*parts, **assets):
    interactions = [{"action": part} for part in parts]
    return {"interactiveVideo": {"assets": {"interactions": interactions, **assets}}}


def slides(*parts, **changes):
    return {"presentation": {"slides": [{"elements": [{"action": part} for part in parts]}]}, **changes}


@pytest.mark.parametrize(
    ("machine_name", "params", "tells"),
    [
        ("H5P.Column", column(QUESTION, TEXT), True),
        ("H5P.Column", column(TEXT), False),
        ("H5P.Column", column(), False),
        # One that waits for a question which cannot be checked, or for nobody knows what, may wait for ever.
        ("H5P.Column", column(QUESTION, MUTE), False),
        ("H5P.Column", column(QUESTION, STRANGE), False),
        ("H5P.InteractiveBook", book(QUESTION, displaySummary=True), True),
        ("H5P.InteractiveBook", book(QUESTION, displaySummary=False), False),
        ("H5P.InteractiveBook", book(TEXT, displaySummary=True), False),
        ("H5P.InteractiveVideo", video(QUESTION, endscreens=[{"time": 9}]), True),
        ("H5P.InteractiveVideo", video(QUESTION), False),
        ("H5P.CoursePresentation", slides(QUESTION), True),
        ("H5P.CoursePresentation", slides(QUESTION, override={"hideSummarySlide": True}), False),
        ("H5P.CoursePresentation", slides(TEXT), False),
        ("H5P.MultiChoice", {}, True),
        ("H5P.MultiChoice", {"behaviour": {"enableCheckButton": False}}, False),
        ("H5P.MultiChoice", {"behaviour": {"enableCheckButton": False, "autoCheck": True}}, True),
        ("H5P.Accordion", {}, False),
        ("X.Strange", {}, False),
        ("H5P.Column", None, False),
        ("H5P.Column", {"content": 7, "behaviour": []}, False),
        ("H5P.InteractiveVideo", [], False),
    ],
)
def test_content_tells_its_end_where_it_is_sure_to(machine_name, params, tells):
    assert tells_its_end(machine_name, params) is tells


def test_list_names_every_kind_that_is_counted_or_waited_for():
    assert GRADERS.keys() | OTHER_QUESTIONS <= content_kinds().keys()


def test_list_says_which_end_each_kind_has():
    without = {name for name, kind in content_kinds().items() if kind.end is Ending.NEVER}
    assert {f"H5P.{name}" for name in FOUND_WITHOUT_END} <= without
    assert not without & GRADERS.keys()
    # What has a grader tells its answers.
    assert all(content_kinds()[name].has_answers for name in GRADERS)
