"""The signs of the ledger: a state's figure and the bars of strength are derived, never written by hand."""

import pytest
from django.template import Context, Template
from django.utils import translation

from assessments.ledger.policy import KINDS, strength_of
from assessments.ledger.templatetags.ledger import STATES, state_in_words


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def draw(text: str, **context: object) -> str:
    return Template("{% load ledger %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("state", "gap", "css_class", "sign", "words"),
    [
        ("met", 0, "ls-cell--met", "sprite.svg#state-met", "met"),
        ("gap", 1, "ls-cell--gap-1", ">1<", "1 step missing"),
        ("gap", 2, "ls-cell--gap-2", ">2<", "2 steps missing"),
        ("gap", 3, "ls-cell--gap-3", ">3<", "3 steps missing"),
        ("gap", 4, "ls-cell--gap-3", ">4<", "4 steps missing"),
        ("not_assessed", None, "ls-cell--unknown", ">?<", "not assessed"),
        ("expired", None, "ls-cell--expired", "sprite.svg#state-expired", "expired"),
        ("not_required", None, "ls-cell--none", ">–<", "not required"),
    ],
)
def test_cell_never_speaks_by_colour_alone(state, gap, css_class, sign, words):
    cell = draw("{% cell state gap=gap %}", state=state, gap=gap)
    assert f'class="ls-cell {css_class}"' in cell
    assert sign in cell
    assert f'<span class="sr-only">{words}</span>' in cell


def test_cell_with_href_is_a_link_that_says_its_label():
    cell = draw(
        '{% cell "gap" gap=2 label=label href=href %}', label="Åse, M.1: 2 steps missing", href="/?a=1&b=2"
    )
    assert cell.startswith('<a class="ls-cell ls-cell--gap-2" href="/?a=1&amp;b=2">')
    assert '<span class="sr-only">Åse, M.1: 2 steps missing</span>' in cell


def test_cell_of_a_gap_is_drawn_as_one_step_at_least():
    assert 'ls-cell--gap-1"><span aria-hidden="true">0<' in draw('{% cell "gap" %}')


@pytest.mark.parametrize(
    ("state", "gap", "words"),
    [
        ("gap", 2, "2 steps missing"),
        ("gap", 1, "1 step missing"),
        ("gap", None, "0 steps missing"),
        ("met", None, "met"),
        ("expired", 1, "expired"),
        ("not_assessed", None, "not assessed"),
        ("not_required", None, "not required"),
    ],
)
def test_state_can_be_said_without_being_drawn(state, gap, words):
    assert draw("{% state_words state gap %}", state=state, gap=gap) == words


def test_cell_of_unknown_state_is_a_fault():
    with pytest.raises(KeyError):
        draw('{% cell "late" %}')


def test_legend_explains_every_state():
    legend = draw("{% legend %}")
    assert legend.count("<li>") == len(STATES) + 2
    assert all(state_in_words(state, 1) in legend for state in STATES)
    figures = [f'ls-cell--gap-{gap}"><span aria-hidden="true">{gap}<' for gap in (1, 2, 3)]
    assert [legend.count(figure) for figure in figures] == [1, 1, 1]
    assert state_in_words("gap") == "0 steps missing"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("self_assessment", "Self-assessment"),
        ("course_completion", "Course completed"),
        ("certificate", "Evidence from outside"),
    ],
)
def test_strength_has_bars_and_a_word(kind, word):
    number = strength_of(kind)
    sign = draw("{% strength kind %}", kind=kind)
    assert sign.count("is-on") == number
    assert sign.count("<rect") == len(KINDS)
    assert word in sign
    assert f"strength {number} of {len(KINDS)}" in sign
