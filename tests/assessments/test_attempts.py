import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.models import Page

from accounts.models import User
from assessments.blocks.multiple_choice import MultipleChoiceBlock
from assessments.domain.activities import ACTIVITIES, activity_blocks
from assessments.domain.attempts import latest_attempts, submit_attempt
from assessments.domain.refusals import AnswerRefused, Refusal
from assessments.models import Attempt
from tests.factories.forms import filled

BODY = blocks.StreamBlock([("text", blocks.CharBlock()), ("multiple_choice", MultipleChoiceBlock())])
ONE, TWO, THREE = (str(uuid.UUID(int=number)) for number in (1, 2, 3))
KEY = str(uuid.UUID(int=99))


def body(several=False, right=(ONE,)):
    answers = [
        {
            "type": "item",
            "id": option,
            "value": {"text": option[-1], "is_right": option in right, "feedback": "f"},
        }
        for option in (ONE, TWO, THREE)
    ]
    question = {"question": "Hvad gør du?", "context": "<p>Nat.</p>", "several": several, "answers": answers}
    return BODY.to_python(
        [
            {"type": "text", "id": str(uuid.uuid4()), "value": "Først en tekst"},
            {"type": "multiple_choice", "id": str(uuid.UUID(int=7)), "value": question},
        ]
    )


def question(**kwargs):
    return next(activity_blocks(body(**kwargs)))


def form(*answers, key=KEY, **more):
    return filled({"answer": list(answers), "submission_key": key, **more})


@pytest.fixture
def page(db):
    return Page.get_first_root_node() or Page.add_root(title="Rod", slug="rod")


def test_activity_blocks_leaves_out_what_asks_nothing():
    assert [block.block_type for block in activity_blocks(body())] == ["multiple_choice"]


@pytest.mark.parametrize(
    ("chosen", "several", "right", "score"),
    [
        ([ONE], False, (ONE,), 1),
        ([TWO], False, (ONE,), 0),
        ([ONE, TWO], True, (ONE, TWO), 1),
        ([ONE], True, (ONE, TWO), 0),
        ([ONE, TWO, THREE], True, (ONE, TWO), 0),
    ],
)
def test_submit_attempt_grades_on_the_server(person, page, chosen, several, right, score):
    attempt = submit_attempt(
        person=person, page=page, block=question(several=several, right=right), fields=form(*chosen)
    )
    assert (attempt.score, attempt.max_score, attempt.response) == (score, 1, chosen)


def test_an_attempt_keeps_the_question_as_it_was_asked(person, page):
    attempt = submit_attempt(person=person, page=page, block=question(), fields=form(ONE))
    assert attempt.question["question"] == "Hvad gør du?"
    assert [answer["is_right"] for answer in attempt.question["answers"]] == [True, False, False]


def test_the_same_form_sent_twice_is_one_attempt(person, page):
    first = submit_attempt(person=person, page=page, block=question(), fields=form(ONE))
    again = submit_attempt(person=person, page=page, block=question(), fields=form(TWO))
    assert (again.pk, again.response, Attempt.objects.count()) == (first.pk, [ONE], 1)


def test_the_same_key_from_two_people_is_two_attempts(person, page):
    other = User.objects.create_user("b@example.org", display_name="B")
    for someone in (person, other):
        submit_attempt(person=someone, page=page, block=question(), fields=form(ONE))
    assert Attempt.objects.count() == 2


def test_a_key_used_for_another_question_is_refused(person, page):
    submit_attempt(person=person, page=page, block=question(), fields=form(ONE))
    other = question()
    other.id = str(uuid.UUID(int=8))
    with pytest.raises(AnswerRefused) as refused:
        submit_attempt(person=person, page=page, block=other, fields=form(ONE))
    assert (refused.value.why, Attempt.objects.count()) == (Refusal.MALFORMED, 1)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (form(), Refusal.TO_MEND),
        (form(str(uuid.uuid4())), Refusal.MALFORMED),
        (form("sikkert ikke"), Refusal.MALFORMED),
        (form(ONE, TWO), Refusal.MALFORMED),
        (form(ONE, key=""), Refusal.MALFORMED),
        (form(ONE, key="../../etc"), Refusal.MALFORMED),
        (form("\ufffd\ufffd"), Refusal.MALFORMED),
        (form(ONE, note="nul\x00"), Refusal.MALFORMED),
        (form("a" * 1_000_000), Refusal.TOO_LARGE),
        (form(ONE, note="æ" * 40_000), Refusal.TOO_LARGE),
    ],
)
def test_bad_input_is_refused_with_a_meaning_and_nothing_is_stored(person, page, fields, why):
    with pytest.raises(AnswerRefused) as refused:
        submit_attempt(person=person, page=page, block=question(), fields=fields)
    assert (refused.value.why, Attempt.objects.count()) == (why, 0)
    assert str(refused.value.message)


def test_latest_attempts_names_the_newest_for_each_question(person, page, django_assert_num_queries):
    submit_attempt(person=person, page=page, block=question(), fields=form(TWO))
    newest = submit_attempt(
        person=person, page=page, block=question(), fields=form(ONE, key=str(uuid.uuid4()))
    )
    with django_assert_num_queries(1):
        assert latest_attempts(person, page) == {str(newest.block_id): newest}


@given(chosen=st.sets(st.sampled_from([ONE, TWO, THREE])), right=st.sets(st.sampled_from([ONE, TWO, THREE])))
def test_grading_never_exceeds_the_maximum_and_is_the_same_each_time(chosen, right):
    activity = ACTIVITIES["multiple_choice"]
    asked = {"answers": [{"id": option, "is_right": option in right} for option in (ONE, TWO, THREE)]}
    grade = activity.grade(asked, sorted(chosen))
    assert grade == activity.grade(asked, sorted(chosen, reverse=True))
    assert 0 <= grade.score <= grade.max_score
