"""A question that can be guessed teaches nothing, and a choice that is free is no dilemma."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, NamedTuple

import pytest

from courses.models import TestPage
from tests.courses.exchange.starter import blocks, demo_blocks

pytestmark = pytest.mark.django_db
EFFECTS = ("relation", "self_determination", "duty_of_care")
# What is not known yet is neither a gain nor a loss.
WORTH = {"up": 1, "same": 0, "open": 0, "down": -1}
# Of three or four answers any may be the longest: seldom is as good a hint as often.
AT_LEAST, AT_MOST = 1 / 8, 1 / 3


class Choice(NamedTuple):
    """The texts of a question with one right answer, and which of them is right."""

    file: str
    texts: tuple[str, ...]
    right: int

    @property
    def is_longest(self) -> bool:
        """Whoever picks a longest answer may have found it; as long as another one counts too."""
        return len(self.texts[self.right]) == max(map(len, self.texts))

    @property
    def is_shortest(self) -> bool:
        return len(self.texts[self.right]) == min(map(len, self.texts))

    @property
    def is_only_question(self) -> bool:
        """It alone asks something, as a good professional so often does."""
        return ["?" in text for text in self.texts] == [at == self.right for at in range(len(self.texts))]


def choices(*models: type) -> list[Choice]:
    """All questions of the starter catalogue with one right answer."""
    return [
        Choice(file, tuple(answer["text"] for answer in answers), rights.index(True))
        for file, question in blocks("multiple_choice", *models)
        for answers in [[answer["value"] for answer in question["answers"]]]
        for rights in [[answer["is_right"] for answer in answers]]
        if not question["several"]
    ]


def share(questions: list[Choice], tells: Callable[[Choice], bool]) -> float:
    return sum(map(tells, questions)) / len(questions)


def dilemmas() -> Iterator[tuple[str, Any]]:
    yield from blocks("dilemma")
    yield from demo_blocks("dilemma")


def test_the_right_answer_cannot_be_told_by_its_looks(record_property: Any) -> None:
    questions = choices()
    for name in ("is_longest", "is_shortest"):
        figure = share(questions, attrgetter(name))
        record_property(name, round(figure, 2))
        assert AT_LEAST <= figure <= AT_MOST, (
            name,
            [choice.file for choice in questions if getattr(choice, name)],
        )
    assert len([choice.file for choice in questions if choice.is_only_question]) <= 4


def test_no_test_is_passed_by_a_rule_of_thumb() -> None:
    by_test: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices(TestPage):
        by_test[choice.file].append(choice)
    assert by_test
    for file, questions in by_test.items():
        for name in ("is_longest", "is_shortest", "is_only_question"):
            told = sum(getattr(choice, name) for choice in questions)
            assert told <= max(1, len(questions) // 2), (file, name)


def test_asking_first_is_not_always_right() -> None:
    asking_is_wrong = [
        choice
        for choice in choices()
        if "?" not in choice.texts[choice.right] and any("?" in text for text in choice.texts)
    ]
    assert len(asking_is_wrong) >= 8


def test_what_is_said_to_a_wrong_answer_is_not_always_yes_but() -> None:
    said = [
        answer["value"]["feedback"]
        for _file, question in blocks("multiple_choice")
        for answer in question["answers"]
        if not answer["value"]["is_right"]
    ]
    assert sum(bool(re.search(r"\bMen\b", words)) for words in said) <= len(said) / 2


def test_true_and_false_are_about_as_many() -> None:
    answers = [statement["is_true"] for _file, statement in blocks("true_false")]
    assert 0.35 <= sum(answers) / len(answers) <= 0.65


def test_no_choice_of_a_dilemma_is_free() -> None:
    free = [
        (file, scene["value"]["key"], choice["value"]["text"])
        for file, dilemma in dilemmas()
        for scene in dilemma["scenes"]
        for choice in scene["value"]["choices"]
        if all(choice["value"][effect] == "up" for effect in EFFECTS)
    ]
    assert free == []


def test_no_choice_of_a_scene_beats_all_the_others() -> None:
    """On every effect at least as good as each other one, and better than one of them: then it is the key."""
    best = [
        (file, scene["value"]["key"], at)
        for file, dilemma in dilemmas()
        for scene in dilemma["scenes"]
        for worths in [
            [[WORTH[choice["value"][effect]] for effect in EFFECTS] for choice in scene["value"]["choices"]]
        ]
        for at, mine in enumerate(worths)
        if all(one >= other for theirs in worths for one, other in zip(mine, theirs, strict=True))
        and any(mine != theirs for theirs in worths)
    ]
    assert best == []


def test_what_is_learnt_is_tried_at_work() -> None:
    tasks = [*blocks("practice_task"), *demo_blocks("practice_task")]
    assert [file for file, task in tasks if not task["is_required"]] == []


def test_demo_questions_are_not_told_by_their_looks() -> None:
    for file, question in demo_blocks("multiple_choice"):
        answers = [answer["value"] for answer in question["answers"]]
        rights = [answer["is_right"] for answer in answers]
        choice = Choice(file, tuple(answer["text"] for answer in answers), rights.index(True))
        assert (choice.is_longest, choice.is_only_question) == (False, False), file
