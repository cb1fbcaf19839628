"""The look at pages sees what it is there for."""

import pytest

from tests.slips import find_slips_in, visible_text

PAGE = '<html lang="da"><title>Lektion</title><body>{}</body></html>'


@pytest.mark.parametrize(
    "slip",
    [
        "<p>None af None rigtige</p>",
        "<p>Du har <b>null</b> point</p>",
        "<p>undefined</p>",
        "<p>NaN %</p>",
        "<p>{{ score }}</p>",
        "<p>{% translate %}</p>",
        "<p>{# en note #}</p>",
        "<p>[object Object]</p>",
        "<p>%(number)d spørgsmål</p>",
        '<button aria-label="Luk None"></button>',
        "<p>You did not answer this one.</p>",
        "<p>3 of 4 right. It takes 3 to pass.</p>",
        "<p>You have\n   <b>until</b> 10.15. Take the time that you need.</p>",
    ],
)
def test_slip_is_found(slip):
    assert find_slips_in(PAGE.format(slip))


@pytest.mark.parametrize(
    "text",
    [
        "<p>Ingen af 3 rigtige</p>",
        "<p>Nonesuch og annullere</p>",
        "<script>let a = null, b = undefined;</script>",
        '<p data-at="None">Godt</p>',
        "<style>@media{p{color:red}}</style><p>Godt</p>",
        "<!-- None --><p>Godt</p>",
        '<p class="counter" hidden> None </p><p>Godt</p>',
    ],
)
def test_what_nobody_sees_and_what_is_right_is_no_slip(text):
    assert find_slips_in(PAGE.format(text)) == []


def test_english_may_stand_on_an_english_page():
    page = '<html lang="en"><p>You did not answer this one.</p><p>{}</p></html>'
    assert find_slips_in(page.format("")) == []
    assert find_slips_in(page.format("None")) == ["None: None"]


def test_words_of_one_sentence_stay_together():
    assert visible_text("<p>En <b>kop</b> te</p><p>To</p>") == "En kop te\nTo"
