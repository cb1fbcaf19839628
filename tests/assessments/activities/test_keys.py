"""What is asked gives nothing away of what is right."""

import json
import random

import pytest

from assessments.domain.activities import ACTIVITIES
from tests.assessments.activities.samples import VALUES, sample_question

GRADED = [kind for kind in VALUES if kind != "dialog_cards"]
# Texts of the key that the open form never holds.
SECRETS = {
    "multiple_choice": ["Så er hun alene om det", "Så hører du mere", "is_right", "feedback"],
    "true_false": ["Journalen husker det kun", "Netop", "is_true", "said_"],
    "blanks": [
        *("borgerens", "hendes", "skridtet", "øver", '"nu"', "Egne ord", "words", "spelling"),
        *("listed", "personens", "Det siger vi", "skriftet", "noget, der er skrevet"),
    ],
    "match_pairs": ["Målet er hendes", "pairs", "feedback", "extra"],
    "put_in_order": ["Kontakten kommer", "feedback", "items"],
}


def ask(kind, question, filled=None, seed="seed"):
    return ACTIVITIES[kind].ask(question, filled or {}, seed)


@pytest.mark.parametrize("kind", GRADED)
def test_nothing_asked_holds_the_key(kind):
    question = sample_question(kind)
    asked = json.dumps(ask(kind, question), ensure_ascii=False)
    assert [secret for secret in SECRETS[kind] if secret in asked] == []


def test_what_is_asked_is_the_same_whatever_is_true():
    one, other = (sample_question("true_false", is_true=is_true) for is_true in (True, False))
    assert ask("true_false", one) == ask("true_false", other)


def test_what_is_asked_is_the_same_whatever_words_are_right():
    one, other = (
        sample_question("blanks", text=f"Jeg [[{word}]] og venter.") for word in ("ser", "lytter|tier lidt")
    )
    assert ask("blanks", one) == ask("blanks", other)


@pytest.mark.parametrize("seed", ["a/1", "a/2", "b/1"])
def test_what_is_asked_is_the_same_whatever_belongs_together(seed):
    """Also to one who knows the seed: the order is made from the texts alone."""
    texts = ["Et", "To", "Tre", "Fire"]
    asked = set()
    for _ in range(6):
        random.shuffle(texts)
        pairs = [{"left": f"V{place}", "right": text} for place, text in enumerate(texts)]
        asked.add(json.dumps(ask("match_pairs", sample_question("match_pairs", pairs=pairs), seed=seed)))
    assert len(asked) == 1


@pytest.mark.parametrize("seed", ["a/1", "a/2", "b/1"])
def test_what_is_asked_is_the_same_whatever_the_order(seed):
    lines = list("abcdef")
    asked = set()
    for _ in range(6):
        random.shuffle(lines)
        asked.add(json.dumps(ask("put_in_order", sample_question("put_in_order", items=lines), seed=seed)))
    assert len(asked) == 1


def answers_of(*texts, last=()):
    return [
        {"text": text, "is_right": text == "a", "feedback": f"Om {text}", "keep_last": text in last}
        for text in texts
    ]


def texts_asked(question, seed):
    return [answer["text"] for answer in ask("multiple_choice", question, seed=seed)["answers"]]


@pytest.mark.parametrize("seed", ["a/1", "a/2", "b/1"])
def test_order_of_the_answers_tells_nothing_of_the_author_s(seed):
    lines = list("abcdef")
    asked = set()
    for _ in range(6):
        random.shuffle(lines)
        asked.add(tuple(texts_asked(sample_question("multiple_choice", answers=answers_of(*lines)), seed)))
    assert len(asked) == 1


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Alle disse",
            "Ingen af dem",
            "Begge dele.",
            "Ingen af delene",
            "Alle ovenstående",
            "Alle tre svar",
        ),
        *("All of these", "None of the above", "Both of them"),
    ],
)
def test_answer_that_speaks_of_the_others_stays_last(text):
    question = sample_question("multiple_choice", answers=answers_of("a", text, "b", "c"))
    assert {texts_asked(question, f"block/{person}")[-1] for person in range(20)} == {text}


@pytest.mark.parametrize("text", ["Alle", "Alle taler med dem, der kan", "Jeg spørger ingen af dem", "Ingen"])
def test_other_answers_are_shuffled(text):
    question = sample_question("multiple_choice", answers=answers_of("a", text, "b", "c"))
    assert len({texts_asked(question, f"block/{person}")[-1] for person in range(20)}) > 1


def test_answers_that_the_author_keeps_last_stay_in_the_author_s_order():
    question = sample_question("multiple_choice", answers=answers_of("z", "a", "b", "y", last="zy"))
    orders = {tuple(texts_asked(question, f"block/{person}")) for person in range(20)}
    assert orders == {("a", "b", "z", "y"), ("b", "a", "z", "y")}


def test_question_that_was_kept_before_answers_were_shuffled_is_asked_and_graded():
    question = sample_question("multiple_choice", answers=answers_of("a", "b", "c"))
    for answer in question["answers"]:
        del answer["keep_last"]
    asked = ask("multiple_choice", question)["answers"]
    chosen = [answer["id"] for answer in asked if answer["text"] == "a"]
    assert ACTIVITIES["multiple_choice"].grade(question, chosen) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "part"), [("multiple_choice", "answers"), ("match_pairs", "options"), ("put_in_order", "rows")]
)
def test_people_see_different_orders_and_each_the_same_again(kind, part):
    more = {"answers": answers_of(*"abcd")} if kind == "multiple_choice" else {}
    question = sample_question(kind, **more)
    orders = {json.dumps(ask(kind, question, seed=f"block/{person}")[part]) for person in range(20)}
    assert len(orders) > 3
    assert ask(kind, question, seed="block/1") == ask(kind, question, seed="block/1")
