"""Any question of a kind that gives points is graded, within bounds, the same each time."""

import json

from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.activities import ACTIVITIES
from assessments.domain.activities.spelling import TOLERANCE
from assessments.domain.refusals import Refusal
from tests.assessments.activities.samples import VALUES, sample_question
from tests.factories.forms import read

QUESTIONS = {kind: sample_question(kind) for kind in VALUES}


def hold_to_the_rules(kind, question, form):
    activity = ACTIVITIES[kind]
    response, refusal = read(activity, question, form)
    if refusal is not None:
        assert refusal.why in (Refusal.MALFORMED, Refusal.TO_MEND)
        return None
    assert json.loads(json.dumps(response)) == response
    grade = activity.grade(question, response)
    assert 0 <= grade.score <= grade.max_score
    assert activity.grade(json.loads(json.dumps(question)), activity.read(question, form)) == grade
    assert isinstance(activity.review(question, response), dict)
    return grade


WORD = st.text(min_size=1, max_size=100).filter(str.strip)


@given(answer=st.sampled_from(["true", "false"]), is_true=st.booleans())
def test_any_statement_is_graded(answer, is_true):
    question = QUESTIONS["true_false"] | {"is_true": is_true}
    grade = hold_to_the_rules("true_false", question, {"answer": [answer]})
    assert grade.score == int(is_true == (answer == "true"))


@given(
    blanks=st.lists(st.tuples(st.lists(WORD, min_size=1, max_size=3), WORD), min_size=1, max_size=5),
    spelling=st.sampled_from(sorted(TOLERANCE)),
    ignore_case=st.booleans(),
)
def test_any_blanks_are_graded(blanks, spelling, ignore_case):
    question = QUESTIONS["blanks"] | {
        "paragraphs": [[{"before": "", "words": words, "after": ""} for words, _ in blanks]],
        "spelling": spelling,
        "ignore_case": ignore_case,
    }
    hold_to_the_rules("blanks", question, {"answer": [word for _, word in blanks]})
    written = {"answer": [words[0] for words, _ in blanks]}
    grade = hold_to_the_rules("blanks", question, written)
    assert grade is None or grade.score == grade.max_score == len(blanks)


@given(
    rights=st.lists(st.sampled_from(["a", "b", "æ"]), min_size=2, max_size=8),
    chosen=st.lists(st.sampled_from(["a", "b", "æ", "ekstra"]), min_size=8, max_size=8),
)
def test_any_pairs_are_graded(rights, chosen):
    pairs = [{"left": f"Venstre {place}", "right": right} for place, right in enumerate(rights)]
    question = QUESTIONS["match_pairs"] | {"pairs": pairs, "extra": ["a", "b", "æ", "ekstra"]}
    chosen = chosen[: len(pairs)]
    form = {"left": [pair["left"] for pair in pairs], "right": chosen}
    grade = hold_to_the_rules("match_pairs", question, form)
    assert grade.score == sum(right == choice for right, choice in zip(rights, chosen, strict=True))


@given(items=st.lists(WORD, min_size=2, max_size=10), data=st.data())
def test_any_order_is_graded(items, data):
    places = data.draw(st.permutations([str(number) for number in range(1, len(items) + 1)]))
    question = QUESTIONS["put_in_order"] | {"items": items}
    grade = hold_to_the_rules("put_in_order", question, {"item": items, "place": places})
    assert grade.max_score == len(items)
    in_order = {"item": items, "place": sorted(places, key=int)}
    assert hold_to_the_rules("put_in_order", question, in_order).score == len(items)
