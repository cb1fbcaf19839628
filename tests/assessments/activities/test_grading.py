import pytest

from assessments.domain.activities import ACTIVITIES, Grade
from assessments.domain.refusals import AnswerRefused, Refusal
from tests.assessments.activities.samples import (
    RIGHT_FORMS,
    VALUES,
    form,
    matched,
    ordered,
    sample_question,
)

ITEMS = VALUES["put_in_order"]["items"]
LEFT = [pair["left"] for pair in VALUES["match_pairs"]["pairs"]]

TO_MEND, MALFORMED = Refusal.TO_MEND, Refusal.MALFORMED


def grade(kind, fields, **changes):
    question = sample_question(kind, **changes)
    return ACTIVITIES[kind].grade(question, ACTIVITIES[kind].read(question, fields))


@pytest.mark.parametrize(
    ("kind", "points"), [("true_false", 1), ("blanks", 4), ("match_pairs", 3), ("put_in_order", 4)]
)
def test_the_right_answer_gets_every_point(kind, points):
    assert grade(kind, RIGHT_FORMS[kind]) == Grade(points, points)


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("true_false", form(answer="true"), Grade(0, 1)),
        ("match_pairs", matched("Et skridt", "Et skridt", "En vane"), Grade(1, 3)),
        ("match_pairs", matched("En vane", "En vane", "En vane"), Grade(0, 3)),
        ("put_in_order", ordered("2", "1", "3", "4"), Grade(2, 4)),
        ("put_in_order", ordered("4", "1", "2", "3"), Grade(0, 4)),
        ("blanks", form(answer=["hans", "skridtet", "prøver", "så"]), Grade(1, 4)),
        ("dialog_cards", form(), Grade(0, 0)),
    ],
)
def test_part_of_an_answer_gets_its_part(kind, fields, expected):
    assert grade(kind, fields) == expected


def test_rows_may_be_sent_in_any_order():
    backwards = form(left=LEFT[::-1], right=["Et skridt", "Et skridt", "Et mål"])
    assert grade("match_pairs", backwards) == Grade(3, 3)
    assert grade("put_in_order", form(item=ITEMS[::-1], place=["4", "3", "2", "1"])) == Grade(4, 4)


@pytest.mark.parametrize(
    ("kind", "fields", "why"),
    [
        ("true_false", form(), TO_MEND),
        ("true_false", form(answer="ja"), MALFORMED),
        ("true_false", form(answer=["true", "false"]), MALFORMED),
        ("blanks", form(), TO_MEND),
        ("blanks", form(answer=["hendes", "skridtet", "øver", " "]), TO_MEND),
        ("blanks", form(answer=["hendes", "skridtet"]), TO_MEND),
        ("blanks", form(answer=["hendes", "skridtet", "øver", "n" * 101]), TO_MEND),
        ("blanks", form(answer=["a", "b", "c", "d", "e"]), MALFORMED),
        ("match_pairs", form(), TO_MEND),
        ("match_pairs", matched("Et mål", "", "Et skridt"), TO_MEND),
        ("match_pairs", matched("Et mål", "Et skridt"), MALFORMED),
        ("match_pairs", matched("Et mål", "Et skridt", "En anden vane"), MALFORMED),
        ("match_pairs", form(left=[*LEFT[:2], "En anden"], right=["Et mål", "Et mål", "Et mål"]), MALFORMED),
        ("match_pairs", form(left=[LEFT[0]] * 3, right=["Et mål", "Et mål", "Et mål"]), MALFORMED),
        ("put_in_order", form(), TO_MEND),
        ("put_in_order", ordered("1", "2", "", "4"), TO_MEND),
        ("put_in_order", ordered("1", "2", "2", "4"), TO_MEND),
        ("put_in_order", ordered("1", "2", "3", "5"), MALFORMED),
        ("put_in_order", ordered("1", "2", "3", "-1"), MALFORMED),
        ("put_in_order", ordered("1", "2", "3"), MALFORMED),
        ("put_in_order", form(item=[*ITEMS[:3], "Gå hjem"], place=["1", "2", "3", "4"]), MALFORMED),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(kind, fields, why):
    question = sample_question(kind)
    with pytest.raises(AnswerRefused) as refused:
        ACTIVITIES[kind].read(question, fields)
    assert refused.value.why is why
    assert str(refused.value.message).endswith(".")


@pytest.mark.parametrize(
    ("kind", "fields", "found"),
    [
        ("true_false", {"answer": ["true"]}, "true"),
        ("blanks", {"answer": ["hans", "", "øver"]}, ["hans", "", "øver", ""]),
        ("match_pairs", {"left": LEFT, "right": ["", "En vane", ""]}, ["", "En vane", ""]),
    ],
)
def test_a_form_that_comes_back_is_filled_in(kind, fields, found):
    asked = ACTIVITIES[kind].ask(sample_question(kind), fields, "seed")
    if kind == "true_false":
        assert asked["chosen"] == found
    elif kind == "blanks":
        parts = [part for paragraph in asked["paragraphs"] for part in paragraph if "number" in part]
        assert [part["value"] for part in parts] == found
        assert [part["is_missing"] for part in parts] == [False, True, False, True]
    else:
        assert [row["chosen"] for row in asked["rows"]] == found


def test_lines_that_come_back_keep_their_place():
    asked = ACTIVITIES["put_in_order"].ask(
        sample_question("put_in_order"), {"item": ITEMS, "place": ["2", "2", "", "1"]}, "seed"
    )
    assert {row["text"]: row["place"] for row in asked["rows"]} == dict(
        zip(ITEMS, ["2", "2", "", "1"], strict=True)
    )


def test_review_tells_what_stood_and_what_fits():
    question = sample_question("blanks")
    review = ACTIVITIES["blanks"].review(question, ["hendes", "skridtt", "øber", "før"])
    assert [(blank["is_right"], blank["spelt"], blank["words"]) for blank in review["blanks"]] == [
        (True, "", ["borgerens", "hendes"]),
        (True, "skridtet", ["skridtet"]),
        (True, "øver", ["øver"]),
        (False, "", ["nu"]),
    ]
    question = sample_question("put_in_order")
    rows = ACTIVITIES["put_in_order"].review(question, [ITEMS[1], ITEMS[0], *ITEMS[2:]])["rows"]
    assert [(row["text"], row["yours"], row["is_right"]) for row in rows] == [
        ("Bank på", 2, False),
        ("Sig godmorgen", 1, False),
        ("Spørg til natten", 3, True),
        ("Aftal resten", 4, True),
    ]
    rows = ACTIVITIES["match_pairs"].review(
        sample_question("match_pairs"), ["En vane", "Et skridt", "Et mål"]
    )
    assert [row["is_right"] for row in rows["rows"]] == [False, True, False]
    question = sample_question("true_false")
    assert ACTIVITIES["true_false"].review(question, True)["feedback"] == "Journalen husker det kun"
    assert ACTIVITIES["true_false"].review(question, False)["feedback"] == "Netop, det begynder hos hende"


def look_back(written, **changes):
    """What is said of the first two blanks."""
    review = ACTIVITIES["blanks"].review(sample_question("blanks", **changes), [*written, "øver", "nu"])
    return [(blank["is_right"], blank["spelt"], blank["said"]) for blank in review["blanks"][:2]]


def test_what_the_author_listed_is_judged_and_told_to_those_who_write_it():
    said_right, said_wrong = (entry["said"] for entry in VALUES["blanks"]["listed"])
    assert look_back(["Personens", "skridtet"]) == [(True, "", said_right), (True, "", "")]
    assert look_back(["personnens", "skriftet"]) == [(True, "personens", said_right), (False, "", said_wrong)]
    # Nearer to what is surely wrong than to what is right, and what is listed for another blank.
    assert look_back(["skriftet", "skrifftet"]) == [(False, "", ""), (False, "", "")]
    assert look_back(["personens", "skriftet"], listed=[]) == [(False, "", ""), (False, "", "")]


def test_question_that_was_kept_before_words_were_listed_is_graded_and_shown():
    question = sample_question("blanks")
    del question["listed"]
    response = ACTIVITIES["blanks"].read(question, RIGHT_FORMS["blanks"])
    assert ACTIVITIES["blanks"].grade(question, response) == Grade(4, 4)
    assert [blank["said"] for blank in ACTIVITIES["blanks"].review(question, response)["blanks"]] == [""] * 4


def test_line_breaks_in_an_authors_text_do_not_matter():
    """A browser takes them out of a value, and the text must still be found again."""
    question = sample_question("put_in_order", items=["Bank på,\nog vent", "Gå ind"])
    fields = form(item=["Bank på, og vent", "Gå ind"], place=["1", "2"])
    assert ACTIVITIES["put_in_order"].read(question, fields) == ["Bank på, og vent", "Gå ind"]


def test_blanks_keep_paragraphs_and_join_lines():
    paragraphs = sample_question("blanks")["paragraphs"]
    assert paragraphs[0] == [
        {"text": "Målet er "},
        {"before": "", "words": ["borgerens", "hendes"], "after": ""},
        {"text": " eget, og "},
        {"before": "", "words": ["skridtet"], "after": ""},
        {"text": " er småt."},
    ]
    assert len(paragraphs) == 2


def test_signs_that_stand_against_a_blank_stay_with_it():
    (paragraph,) = sample_question("blanks", text="Sig »[[ja]]«, [[nej]]-[[tak]]!")["paragraphs"]
    assert [[*part.values()] for part in paragraph] == [
        ["Sig "],
        ["»", ["ja"], "«,"],
        [" "],
        ["", ["nej"], "-"],
        ["", ["tak"], "!"],
    ]
