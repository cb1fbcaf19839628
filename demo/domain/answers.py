"""What somebody would answer who has thought about it: for each kind of activity, from the kept question."""

from collections.abc import Callable, Mapping
from typing import Any

from assessments.domain.activities import Snapshot

Answer = Callable[[Snapshot], Any]


def answer(kind: str, question: Snapshot) -> Any:
    """A full answer to the question, of the form that the activity of this kind keeps."""
    return _ANSWERS[kind](question)


def _right_ones(question: Snapshot) -> list[str]:
    return [option["id"] for option in question["answers"] if option["is_right"]]


def _words(question: Snapshot) -> list[str]:
    parts = [part for paragraph in question["paragraphs"] for part in paragraph]
    return [part["words"][0] for part in parts if "words" in part]


def _shortest_way(question: Snapshot) -> list[list[str | int]]:
    """The choices that lead to an ending with the fewest steps."""
    scenes = {scene["key"]: scene for scene in question["scenes"]}
    ways: list[tuple[str, list[list[str | int]]]] = [(question["scenes"][0]["key"], [])]
    for key, way in ways:
        if key not in scenes:
            return way
        if len(way) < len(scenes):
            ways += [
                (choice["to"], [*way, [key, number]]) for number, choice in enumerate(scenes[key]["choices"])
            ]
    raise ValueError("no way leads to an ending")


_ANSWERS: Mapping[str, Answer] = {
    "multiple_choice": _right_ones,
    "true_false": lambda question: question["is_true"],
    "blanks": _words,
    "match_pairs": lambda question: [pair["right"] for pair in question["pairs"]],
    "put_in_order": lambda question: question["items"],
    "dilemma": _shortest_way,
    "dialog_cards": lambda question: True,
    "poll": lambda question: {"option": question["options"][0]},
    "reflection": lambda question: {"text": "Jeg vil spørge én gang mere, før jeg foreslår noget."},
    "practice_task": lambda question: {"note": "Jeg prøvede det på en stille vagt. Det tog fem minutter."},
}
