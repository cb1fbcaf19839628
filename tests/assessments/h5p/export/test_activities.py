"""Our own activities in H5P's words: what they ask, and that an answer counts there what it counts here."""

import json
import uuid
from typing import Any

import pytest
from django.utils import translation

from assessments.domain.activities import ACTIVITIES
from assessments.h5p.domain.export import EXPORTERS, CannotExport, content_of_activity
from assessments.h5p.domain.grading import Report, grade_content
from assessments.h5p.domain.semantics import find_faults
from tests.assessments.h5p.export.libraries import make_question_types

MULTIPLE_CHOICE = {
    "question": "Hvad gør du »først« & <hvorfor>?",
    "context": '<p data-block-key="a1">Døren er <b>lukket</b>.</p>',
    "several": False,
    "answers": [
        {
            "id": "a",
            "text": "Jeg går <ind>",
            "is_right": False,
            "feedback": "Det er\nhendes dør & hjem.",
        },
        {"id": "b", "text": "Jeg banker på", "is_right": True, "feedback": "Hun bestemmer."},
        {"id": "c", "text": "Jeg ringer", "is_right": False, "feedback": "Hun tager den ikke."},
    ],
}
SEVERAL = {
    **MULTIPLE_CHOICE,
    "several": True,
    "answers": [{**answer, "is_right": answer["id"] != "a"} for answer in MULTIPLE_CHOICE["answers"]],
}
TRUE_FALSE = {
    "question": "Man må gerne tie stille.",
    "context": "",
    "is_true": True,
    "said_true": "Det giver plads.",
    "said_false": "Jo, det giver plads.",
}
BLANKS = {
    "question": "Skriv ordene.",
    "context": "",
    "paragraphs": [
        [
            {"text": "Spørg "},
            {"before": "»", "words": ["først", "med det samme"], "after": "«,"},
            {"text": " og vent."},
        ],
        [{"before": "", "words": ["R&D"], "after": ""}],
    ],
    "spelling": "exact",
    "ignore_case": True,
    "feedback": "Foreslå bagefter.",
}
PUT_IN_ORDER = {
    "question": "Hvad kommer først?",
    "context": "",
    "items": ["Bank på", "Spørg", "Aftal"],
    "feedback": "Først kontakten.",
}


def params(kind: str, question: dict[str, Any]) -> dict[str, Any]:
    return EXPORTERS[kind].params(question)


def test_multiple_choice_says_what_the_author_wrote() -> None:
    found = params("multiple_choice", MULTIPLE_CHOICE)
    assert found["question"] == (
        "<p>Døren er <strong>lukket</strong>.</p><p>Hvad gør du »først« &amp; &lt;hvorfor&gt;?</p>"
    )
    assert [(answer["text"], answer["correct"]) for answer in found["answers"]] == [
        ("<p>Jeg går &lt;ind&gt;</p>", False),
        ("<p>Jeg banker på</p>", True),
        ("<p>Jeg ringer</p>", False),
    ]
    assert found["answers"][0]["tipsAndFeedback"]["chosenFeedback"] == "Det er hendes dør &amp; hjem."
    assert (found["behaviour"]["type"], found["behaviour"]["randomAnswers"]) == ("single", True)
    assert params("multiple_choice", SEVERAL)["behaviour"]["type"] == "multi"


def test_answers_keep_their_order_where_one_of_them_stays_last() -> None:
    answers = [
        *MULTIPLE_CHOICE["answers"],
        {**MULTIPLE_CHOICE["answers"][0], "id": "d", "text": "Ingen af dem"},
    ]
    found = params("multiple_choice", {**MULTIPLE_CHOICE, "answers": answers})
    assert found["behaviour"]["randomAnswers"] is False
    assert found["answers"][-1]["text"] == "<p>Ingen af dem</p>"


@pytest.mark.parametrize("is_true", [True, False])
def test_true_false_says_the_right_thing_to_the_right_answer(is_true: bool) -> None:
    found = params("true_false", {**TRUE_FALSE, "is_true": is_true})
    said = [found["behaviour"]["feedbackOnCorrect"], found["behaviour"]["feedbackOnWrong"]]
    wanted = [TRUE_FALSE["said_true"], TRUE_FALSE["said_false"]]
    assert said == (wanted if is_true else wanted[::-1])


def test_blanks_are_written_in_stars() -> None:
    found = params("blanks", BLANKS)
    assert found["questions"] == ["<p>Spørg »*først/med det samme*«, og vent.</p>", "<p>*R&amp;D*</p>"]
    assert found["behaviour"] == {"caseSensitive": False, "acceptSpellingErrors": False}
    word = [[{"before": "", "words": ["samtykke"], "after": ""}]]
    misspelt = params("blanks", {**BLANKS, "paragraphs": word, "spelling": "two"})
    assert misspelt["behaviour"]["acceptSpellingErrors"] is True


def test_words_beside_the_text_are_right_in_h5p_too_and_wrong_ones_are_not_near() -> None:
    listed = {"blank": 1, "word": "straks", "judged": "right", "said": "Også det."}
    found = params("blanks", {**BLANKS, "spelling": "one", "listed": [listed]})
    assert found["questions"][0] == "<p>Spørg »*først/med det samme/straks*«, og vent.</p>"
    assert found["behaviour"]["acceptSpellingErrors"] is False, "R&D is exact"
    plain = {"spelling": "one", "paragraphs": BLANKS["paragraphs"][:1]}
    assert params("blanks", {**BLANKS, **plain})["behaviour"]["acceptSpellingErrors"] is True
    wrong = {**listed, "word": "fyrst", "judged": "wrong"}
    assert params("blanks", {**BLANKS, **plain, "listed": [wrong]})["behaviour"] == {
        "caseSensitive": False,
        "acceptSpellingErrors": False,
    }


def test_blanks_that_are_neighbours_stay_two() -> None:
    neighbours = [{"before": "", "words": [word], "after": ""} for word in ("sund", "heds", "pleje")]
    found = params("blanks", {**BLANKS, "paragraphs": [neighbours]})
    assert found["questions"] == ["<p>*sund* *heds* *pleje*</p>"]
    report = Report(response="sund[,]heds[,]pleje")
    assert grade_content("H5P.Blanks", found, report) == (3, 3)


@pytest.mark.parametrize(
    "part",
    [
        {"text": "5 * 5 er "},
        {"before": "*", "words": ["ja"], "after": ""},
        {"before": "", "words": ["ja"], "after": "*"},
        {"before": "", "words": ["og/eller"], "after": ""},
        {"before": "", "words": ["ja", "kl. 8:30"], "after": ""},
        {"before": "", "words": ["j*"], "after": ""},
    ],
)
def test_signs_that_h5p_reads_as_its_own_are_refused(part: dict[str, Any]) -> None:
    with pytest.raises(CannotExport) as refused:
        params("blanks", {**BLANKS, "paragraphs": [[part]]})
    sign = next(sign for sign in "*/:" if sign in json.dumps(part, ensure_ascii=False).replace('": ', ""))
    assert sign in str(refused.value)


def test_those_signs_may_stand_where_h5p_does_not_look_for_them() -> None:
    paragraphs = [[{"text": "Kl. 8:30 og/eller 9: "}, {"before": "", "words": ["ja"], "after": ""}]]
    found = params("blanks", {**BLANKS, "paragraphs": paragraphs})
    assert found["questions"] == ["<p>Kl. 8:30 og/eller 9: *ja*</p>"]


def test_an_order_of_two_lines_is_refused() -> None:
    with pytest.raises(CannotExport):
        params("put_in_order", {**PUT_IN_ORDER, "items": ["Bank på", "Spørg"]})


def test_words_of_the_player_are_in_the_lesson_s_language() -> None:
    with translation.override("da"):
        danish = params("true_false", TRUE_FALSE)["l10n"]
    with translation.override("en"):
        english = params("true_false", TRUE_FALSE)["l10n"]
    assert (danish["trueText"], english["trueText"]) == ("Det passer", "It is true")
    assert danish.keys() == english.keys()


@pytest.mark.parametrize(
    ("kind", "question", "answers"),
    [
        ("multiple_choice", MULTIPLE_CHOICE, {"1": ["b"], "0": ["a"], "2": ["c"]}),
        (
            "multiple_choice",
            SEVERAL,
            {"1[,]2": ["b", "c"], "1": ["b"], "0[,]1[,]2": ["a", "b", "c"], "0": ["a"]},
        ),
        ("true_false", TRUE_FALSE, {"true": True, "false": False}),
        ("true_false", {**TRUE_FALSE, "is_true": False}, {"true": True, "false": False}),
        (
            "blanks",
            BLANKS,
            {
                "først[,]R&D": ["først", "R&D"],
                "MED DET SAMME[,]r&d": ["MED DET SAMME", "r&d"],
                "sidst[,]R&D": ["sidst", "R&D"],
                "sidst[,]RD": ["sidst", "RD"],
            },
        ),
        (
            "put_in_order",
            PUT_IN_ORDER,
            {
                "0[,]1[,]2": ["Bank på", "Spørg", "Aftal"],
                "2[,]1[,]0": ["Aftal", "Spørg", "Bank på"],
                "1[,]2[,]0": ["Spørg", "Aftal", "Bank på"],
            },
        ),
    ],
)
@pytest.mark.django_db
def test_an_answer_counts_in_h5p_what_it_counts_here(
    kind: str, question: dict[str, Any], answers: dict[str, Any]
) -> None:
    library = make_question_types()[EXPORTERS[kind].machine_name]
    content = content_of_activity(EXPORTERS[kind], question, library, identifier=str(uuid.uuid4()))
    counts = {
        said: grade_content(library.machine_name, content.params, Report(response=said)) for said in answers
    }
    assert counts == {said: ACTIVITIES[kind].grade(question, response) for said, response in answers.items()}
    assert len({grade.score for grade in counts.values() if grade}) > 1


@pytest.mark.django_db
def test_library_fills_in_what_we_do_not_know_of() -> None:
    library = make_question_types()["H5P.MultiChoice"]
    content = content_of_activity(EXPORTERS["multiple_choice"], MULTIPLE_CHOICE, library, identifier="1")
    assert content.params["UI"]["later"] == "New in this version"
    assert content.params["behaviour"]["enableRetry"] is True
    assert find_faults(library, content.params) == []


@pytest.mark.django_db
def test_library_that_does_not_understand_it_is_named_with_the_fault() -> None:
    library = make_question_types()["H5P.TrueFalse"]
    with pytest.raises(CannotExport) as refused:
        content_of_activity(
            EXPORTERS["true_false"], {**TRUE_FALSE, "said_true": "Ja. " * 600}, library, identifier="1"
        )
    assert "H5P.TrueFalse 1.8.1" in str(refused.value)
    assert "feedbackOnCorrect" in str(refused.value)
