"""What an author gets wrong is refused in the editor, at its field, with words that say how to mend it."""

import pytest
from django.utils import translation
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks import QuestionPoolBlock
from tests.assessments.activities.samples import BODY, VALUES, sample_value

PAIR = {"left": "Ud på altanen", "right": "Et mål"}

LISTED = {"blank": 1, "word": "vores", "judged": "right", "said": "Også det."}


def clean(kind, **changes):
    block = BODY.child_blocks[kind]
    return block.clean(block.to_python(sample_value(kind, **changes)))


@pytest.mark.parametrize("kind", list(VALUES))
def test_a_good_question_is_taken(kind):
    cleaned = clean(kind)
    assert cleaned["is_required"] is True


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("multiple_choice", "answers", [{"text": "Et", "is_right": True, "feedback": "  "}] * 2),
        ("multiple_choice", "answers", VALUES["multiple_choice"]["answers"][:1]),
        ("true_false", "statement", " "),
        ("true_false", "said_true", ""),
        ("true_false", "said_false", "  "),
        ("blanks", "text", "Her er intet at fylde ud."),
        ("blanks", "text", "Her er [[]] intet ord."),
        ("blanks", "text", "Her er [[ord|]] kun ét ord."),
        ("blanks", "text", "Her er [[ord| |andet]] kun to."),
        ("blanks", "text", "Her er [[ord uden slut."),
        ("blanks", "text", "Her er [[ord]] og en slut]] for meget."),
        ("blanks", "text", "Her er [[ord [[inde]] i]] et andet."),
        ("blanks", "text", f"Her er [[{'o' * 101}]] for langt."),
        ("blanks", "text", "[[ord]] " * 21),
        ("blanks", "spelling", "three"),
        ("blanks", "feedback", ""),
        ("blanks", "listed", [LISTED | {"word": " Hendes "}]),
        ("blanks", "listed", [LISTED | {"blank": 5}]),
        ("blanks", "listed", [LISTED | {"blank": 0}]),
        ("blanks", "listed", [LISTED, LISTED | {"judged": "wrong"}]),
        ("blanks", "listed", [LISTED | {"said": ""}]),
        ("blanks", "listed", [LISTED | {"judged": "maybe"}]),
        ("match_pairs", "pairs", [PAIR]),
        ("match_pairs", "pairs", [PAIR, {"left": " ud på  ALTANEN", "right": "Et skridt"}]),
        ("match_pairs", "pairs", [PAIR, {"left": "Vand planten", "right": ""}]),
        ("match_pairs", "extra", ["et skridt"]),
        ("match_pairs", "extra", ["En vane", "en vane"]),
        ("match_pairs", "feedback", ""),
        ("put_in_order", "items", ["Bank på"]),
        ("put_in_order", "items", ["Bank på", "Gå ind", "bank  på"]),
        ("put_in_order", "items", ["Bank på", ""]),
        ("put_in_order", "items", [f"Linje {number}" for number in range(11)]),
        ("put_in_order", "feedback", ""),
        ("dialog_cards", "title", ""),
        ("dialog_cards", "cards", []),
        ("dialog_cards", "cards", [{"front": "Ord", "back": " "}]),
    ],
)
def test_a_mistake_is_refused_at_its_field(kind, field, value):
    with pytest.raises(StructBlockValidationError) as refused:
        clean(kind, **{field: value})
    assert list(refused.value.block_errors) == [field]


def test_two_pairs_with_one_text_need_something_else_to_choose():
    pairs = [PAIR, {"left": "Vand planten", "right": "Et mål"}]
    with pytest.raises(StructBlockValidationError):
        clean("match_pairs", pairs=pairs, extra=[])
    assert len(clean("match_pairs", pairs=pairs, extra=["En vane"])["pairs"]) == 2


@pytest.mark.parametrize("kind", [kind for kind in VALUES if kind != "dialog_cards"])
def test_every_graded_kind_fits_in_a_test(kind):
    pool = QuestionPoolBlock()
    value = sample_value(kind)
    del value["is_required"]
    (question,) = pool.clean(pool.to_python([{"type": kind, "value": value}]))
    assert question.block_type == kind
    assert "is_required" not in question.value


def test_dialog_cards_are_no_question_for_a_test():
    pool = QuestionPoolBlock()
    assert "dialog_cards" not in pool.child_blocks
    one_line = {"type": "put_in_order", "value": sample_value("put_in_order", items=["Bank på"])}
    with pytest.raises(StreamBlockValidationError):
        pool.clean(pool.to_python([one_line]))


@pytest.mark.parametrize("kind", list(VALUES))
def test_a_block_tells_authors_what_it_is_for(kind):
    block = BODY.child_blocks[kind]
    with translation.override("en"):
        assert ". Use " in str(block.meta.description)
    html = block.render(block.get_preview_value())
    assert html.count("<h2") == 1
    key = {"Det kan virke hårdt", "Journalen husker", "borgerens", "Målet er hendes", "Først kontakten"}
    assert [text for text in key if text in html] == []
