"""Dilemma, reflection, practice task, poll: any way comes to an end, the author's mistakes are named."""

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from assessments.blocks.dilemma import DilemmaBlock
from assessments.blocks.poll import PollBlock
from assessments.blocks.practice_task import PracticeTaskBlock
from assessments.blocks.reflection import ReflectionBlock
from assessments.domain.activities import ACTIVITIES, Unfinished
from assessments.domain.activities.dilemma import MOST_STEPS
from assessments.domain.refusals import Refusal
from tests.factories.activities import choice, dilemma, ending, poll, practice_task, reflection, scene
from tests.factories.forms import read

BLOCKS = {
    "dilemma": (DilemmaBlock(), dilemma),
    "reflection": (ReflectionBlock(), reflection),
    "practice_task": (PracticeTaskBlock(), practice_task),
    "poll": (PollBlock(), poll),
}
ENDINGS = [ending("bad"), ending("vent")]


def snapshot(kind, made=None):
    block, maker = BLOCKS[kind]
    # As it is kept: through JSON and back.
    return json.loads(json.dumps(ACTIVITIES[kind].snapshot(block.to_python((made or maker())["value"]))))


QUESTIONS = {kind: snapshot(kind) for kind in BLOCKS}

STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 4)).map(lambda s: f"{s[0]}.{s[1]}"))


@given(
    leads=st.lists(st.lists(st.sampled_from("abcxyz?"), max_size=4), min_size=3, max_size=3),
    steps=STEPS,
    pressed=st.integers(0, 4),
)
def test_any_way_through_any_dilemma_comes_to_an_end(leads, steps, pressed):
    """Also where the author's scenes lead in rings, to nothing, or have no choices."""
    scenes = [scene(key, *(choice(to) for to in way)) for key, way in zip("abc", leads, strict=True)]
    question = snapshot("dilemma", dilemma(scenes, [ending("x"), ending("y")]))
    activity = ACTIVITIES["dilemma"]
    activity.ask(question, {"choice": steps}, "seed")
    response, refusal = read(activity, question, {"choice": [*steps, f"a.{pressed}"]})
    if refusal is None and not isinstance(response, Unfinished):
        assert len(response) <= MOST_STEPS
        activity.review(question, response)


def test_walking_in_a_ring_stops():
    ring = dilemma([scene("a", choice("a"), choice("bad"), choice("vent"))], ENDINGS)
    question = snapshot("dilemma", ring)
    response, _refusal = read(ACTIVITIES["dilemma"], question, {"choice": ["a.0"] * MOST_STEPS})
    assert isinstance(response, Unfinished)
    _response, refusal = read(ACTIVITIES["dilemma"], question, {"choice": ["a.0"] * (MOST_STEPS + 1)})
    assert refusal is not None
    assert refusal.why is Refusal.TO_MEND


def test_form_on_the_way_holds_nothing_of_what_lies_ahead():
    asked = json.dumps(
        ACTIVITIES["dilemma"].ask(QUESTIONS["dilemma"], {"choice": ["doeren.0"]}, "s"), default=str
    )
    assert "Fordi: Banker" in asked
    for ahead in ("Fordi: Laver te", "Fordi: Går igen", "Slutningen", "Fagligt", "Borgeren om"):
        assert ahead not in asked


def test_way_that_reached_its_end_unsent_does_not_show_it():
    asked = ACTIVITIES["dilemma"].ask(QUESTIONS["dilemma"], {"choice": ["doeren.0", "te.0"]}, "s")
    assert asked["scene"]["text"] == "Scenen te."
    assert "Laver te" not in json.dumps(asked["way"], default=str)


def clean(kind, made):
    block, _maker = BLOCKS[kind]
    return block.clean(block.to_python(made["value"]))


def words_of(error):
    """Every message in a block's error, however deep."""
    found = list(error.messages) if not hasattr(error, "block_errors") else []
    for inner in getattr(error, "block_errors", {}).values():
        found += words_of(inner)
    return found


@pytest.mark.parametrize("kind", list(BLOCKS))
def test_good_block_is_taken(kind):
    assert clean(kind, BLOCKS[kind][1]())


DOOR = scene("doeren", choice("bad"), choice("vent"))


@pytest.mark.parametrize(
    ("made", "culprit"),
    [
        (dilemma([scene("doeren", choice("nowhere"), choice("bad"), choice("vent"))], ENDINGS), "nowhere"),
        (dilemma([DOOR, scene("doeren", choice("bad"))], ENDINGS), "doeren"),
        (dilemma([scene("bad", choice("bad"), choice("vent"))], ENDINGS), "bad"),
        (dilemma([scene("doeren", choice("te"), choice("bad"), choice("vent")), scene("te")], ENDINGS), "te"),
        (
            dilemma(
                [
                    scene("doeren", choice("a"), choice("bad"), choice("vent")),
                    scene("a", choice("b")),
                    scene("b", choice("a")),
                ],
                ENDINGS,
            ),
            "a",
        ),
        (dilemma([DOOR, scene("alene", choice("bad"))], ENDINGS), "alene"),
        (dilemma([DOOR], [*ENDINGS, ending("alene")]), "alene"),
    ],
    ids=["unknown", "twice", "twice-across", "dead-end", "ring", "unreached-scene", "unreached-ending"],
)
def test_authors_mistake_in_a_dilemma_is_named(made, culprit):
    with pytest.raises(ValidationError) as refused:
        clean("dilemma", made)
    assert f"»{culprit}«" in " ".join(words_of(refused.value))


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("dilemma", dilemma([scene("doeren", choice("bad"))], [ending("bad")])),
        ("dilemma", dilemma([scene("Døren", choice("bad"), choice("vent"))], ENDINGS)),
        ("poll", poll("Tid", "tid ")),
        ("poll", poll("Tid")),
        ("reflection", reflection(name="Med Mellemrum")),
        ("practice_task", practice_task(task="")),
    ],
)
def test_other_mistakes_are_refused(kind, made):
    with pytest.raises(ValidationError):
        clean(kind, made)
