"""Writing, placing and marking words: Blanks, DragText, MarkTheWords."""

import pytest

from assessments.h5p.domain.grading import Report, grade_content, max_score


def blanks(*questions, **behaviour):
    return {"text": "<p>Skriv</p>", "questions": list(questions), "behaviour": behaviour}


CAPITALS = blanks("<p>*Oslo/Kristiania:i Norge* og *København*</p>", "<p>samt *Ærø / ø*</p>")
ANY_CASE = blanks("*Oslo* og *ærø*", caseSensitive=False)
NEARLY = blanks("*sundhedsvæsenet* *hund* *kat*", acceptSpellingErrors=True)
SIGNS = blanks("2 &#42; 2: *og&#47;eller* *8&#58;30:tid* *5&#42;5*")
UNSAID_CASE = blanks("*Oslo*", caseSensitive=None)
ODD = blanks("To ** her, *<b>fed</b>*, *R&amp;D* og *a&nbsp;*, *et**x*to*, *ikke lukket")


@pytest.mark.parametrize(
    ("params", "written", "grade"),
    [
        (CAPITALS, ["Oslo", "København", "Ærø"], (3, 3)),
        (CAPITALS, ["Kristiania", " København\u00a0", "ø"], (3, 3)),
        (CAPITALS, ["oslo", "København", "Ærø"], (2, 3)),
        (CAPITALS, ["i Norge", "", ""], (0, 3)),
        (CAPITALS, ["Oslo"], (1, 3)),
        (CAPITALS, ["København", "Oslo", "ø", "ø", "ø"], (1, 3)),
        (ANY_CASE, ["OSLO", "ÆRØ"], (2, 2)),
        (ANY_CASE, ["Osol", "ærø"], (1, 2)),  # one letter wrong is wrong, where the author did not allow it
        (NEARLY, ["sundehdsvæsent", "hnud", "kat"], (3, 3)),
        (NEARLY, ["snhedsvæsen", "hd", "kta"], (0, 3)),
        (ODD, ["fed", "R&D", "a", "et", "to"], (5, 5)),
        (SIGNS, ["og/eller", "8:30", "5*5"], (3, 3)),
        (SIGNS, ["og", "8", "5"], (0, 3)),
        (UNSAID_CASE, ["OSLO"], (1, 1)),  # H5P asks for capitals where the setting is true, and only there
    ],
)
def test_blanks_give_a_point_each(params, written, grade):
    assert grade_content("H5P.Blanks", params, Report(response="[,]".join(written))) == grade
    assert max_score("H5P.Blanks", params) == grade[1]


PLACES = {
    "textField": "En *rød* bil,\nen *blå:som himlen* cykel og en *grøn\\+Ja!\\-Nej* båd med *tom * og *a&b*",
    "distractors": "*gul* *sort*",
}


@pytest.mark.parametrize(
    ("placed", "score"),
    [
        (["rød", "blå", "grøn", "tom", "a&amp;b"], 5),
        (["rød", "gul", "grøn", "", "a&b"], 3),
        (["blå", "rød", "", "", ""], 0),
        ([""], 0),
        (["rød", "blå", "grøn", "tom", "a&b", "gul", "sort"], 5),
    ],
)
def test_drag_text_gives_a_point_for_each_place(placed, score):
    assert grade_content("H5P.DragText", PLACES, Report(response="[,]".join(placed))) == (score, 5)
    assert max_score("H5P.DragText", PLACES) == 5


def marking(text):
    return {"taskDescription": "<p>Markér</p>", "textField": text}


# In order: Den, *gode*, hund, *løb*, og, (sov), **ikke**, i, *det**her*, *ord*, x.
TEXT = marking("<p>Den *gode* hund, *løb!* og (sov)</p>\n<p>**ikke** i *det**her* <b>*ord*</b>:x&nbsp;</p>")
TAGS = marking('*<em>delt</em>* <!-- *skjult* --> *halv og *"hel"* *en/to*, ... *')
NO_WORD = marking("Intet skal markeres")


@pytest.mark.parametrize(
    ("params", "marked", "grade"),
    [
        (TEXT, [1, 3, 8, 9], (4, 4)),
        (TEXT, [1, 3, 8], (3, 4)),
        (TEXT, [1, 3, 0], (1, 4)),
        (TEXT, [6, 5, 4], (0, 4)),
        (TEXT, [99, 1], (1, 4)),
        (TEXT, [], (0, 4)),
        (NO_WORD, [], (1, 1)),
        (NO_WORD, [2], (0, 1)),
        # *, delt, *, *halv, og, *"hel"*, *en/to*, *: a word never goes across a tag
        (TAGS, [5, 6], (2, 2)),
        (TAGS, [1, 3], (0, 2)),
    ],
)
def test_mark_the_words_gives_and_takes_points(params, marked, grade):
    response = "[,]".join(map(str, marked))
    assert grade_content("H5P.MarkTheWords", params, Report(response=response)) == grade
    assert max_score("H5P.MarkTheWords", params) == grade[1]


def test_mark_the_words_is_not_graded_where_its_text_cannot_be_read():
    params = marking("<![ikke noget HTML")
    assert max_score("H5P.MarkTheWords", params) is None
    assert grade_content("H5P.MarkTheWords", params, Report(response="0")) is None
