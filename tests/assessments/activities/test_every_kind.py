"""What every kind of activity promises, tried on its block's preview and its own example answer.

A kind that is registered is tried here without a line.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.blocks import LESSON_BLOCKS, QuestionPoolBlock, pool_blocks
from assessments.domain.activities import ACTIVITIES, Unfinished
from assessments.domain.refusals import Refusal
from tests.factories.activities import kept, preview, words_of
from tests.factories.forms import read

# An earlier reflection asks nothing. H5P stands a floor above and tries itself.
KINDS = sorted(LESSON_BLOCKS.keys() - {"earlier_reflection"})
QUESTIONS = {kind: kept(kind) for kind in KINDS}
EXAMPLES = {kind: ACTIVITIES[kind].example(QUESTIONS[kind]) for kind in KINDS}
FIELDS = sorted({name for example in EXAMPLES.values() for name in example} | {"back", "plan", "share"})
# What stands in the questions and answers, so that chance comes upon real ones too.
KNOWN = sorted({word for part in (QUESTIONS, EXAMPLES) for word in words_of(part)})
TEXT = (
    st.sampled_from(KNOWN) | st.text(max_size=30) | st.sampled_from(["", " ", "0", "-1", "²", "a" * 50_000])
)
ANY_FORM = st.dictionaries(
    st.sampled_from(FIELDS) | st.text(max_size=8), st.lists(TEXT, max_size=8), max_size=6
)


def hold_to_the_rules(kind, fields):
    """What was read of the form, after all that holds of anything that was read; None if it was refused."""
    activity, question = ACTIVITIES[kind], QUESTIONS[kind]
    response, refusal = read(activity, question, fields)
    if refusal is not None:
        assert refusal.why in (Refusal.MALFORMED, Refusal.TO_MEND)
        assert str(refusal.message)
        return None
    if isinstance(response, Unfinished):
        assert json.loads(json.dumps(response.fields)) == response.fields
        activity.ask(question, response.fields, "seed")
        return response
    assert json.loads(json.dumps(response)) == response == activity.read(question, fields)
    grade = activity.grade(question, response)
    assert 0 <= grade.score <= grade.max_score
    assert activity.grade(question, response) == grade
    assert isinstance(activity.review(question, response), dict)
    return response


def test_every_block_has_an_activity_and_every_activity_a_block():
    assert ACTIVITIES.keys() == {*KINDS, "h5p"}


@pytest.mark.parametrize("kind", KINDS)
def test_example_is_a_whole_answer_and_all_right(kind):
    response = hold_to_the_rules(kind, EXAMPLES[kind])
    assert response is not None
    assert not isinstance(response, Unfinished)
    score, max_score = ACTIVITIES[kind].grade(QUESTIONS[kind], response)
    assert (score == max_score, max_score > 0) == (True, ACTIVITIES[kind].is_graded)


@pytest.mark.parametrize("kind", KINDS)
@given(fields=ANY_FORM)
def test_any_form_is_read_or_refused(kind, fields):
    hold_to_the_rules(kind, fields)
    ACTIVITIES[kind].ask(QUESTIONS[kind], fields, "seed")


@pytest.mark.parametrize("kind", sorted(pool_blocks()))
def test_form_that_comes_back_shows_what_was_filled_in(kind):
    ask, question = ACTIVITIES[kind].ask, QUESTIONS[kind]
    assert ask(question, EXAMPLES[kind], "seed") != ask(question, {}, "seed") == ask(question, {}, "seed")


@pytest.mark.parametrize("kind", KINDS)
def test_preview_is_what_an_author_could_have_written(kind):
    block = LESSON_BLOCKS[kind]()
    block.clean(block.to_python(preview(kind)["value"]))


def test_graded_kinds_have_a_form_in_tests_and_others_do_not():
    assert set(pool_blocks()) == {kind for kind in KINDS if ACTIVITIES[kind].is_graded}
    for block in QuestionPoolBlock().child_blocks.values():
        assert "is_required" not in block.child_blocks
