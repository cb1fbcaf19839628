from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal
from assessments.enums import Effect

from .base import Activity, Filled, Snapshot, Unfinished

# A scene's key and the place of a choice in it, from 0.
Step = tuple[str, int]

# A dilemma may lead back to a scene; a way this long is a ring that somebody walks for its own sake.
MOST_STEPS = 50
EFFECTS = (
    ("relation", _("The relation")),
    ("self_determination", _("Self-determination")),
    ("duty_of_care", _("Duty of care")),
)
SIGNS = {"up": "effect-up", "same": "effect-same", "down": "effect-down", "open": "effect-wait"}
LETTERS = "ABCDE"


class Dilemma(Activity):
    """A way through scenes, one choice at a time. There are several good ways, so nothing is graded.

    Each form carries the whole way so far. So the page before, or a second tab, goes on from where it stands,
    and what lay behind it is left.
    """

    is_graded = False
    keeps_drafts = True

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "question": value["title"],
            "about": value["about"] or "",
            "who": value["who"].source if value["who"] else "",
            "scenes": [
                {**_plain(scene, "key", "text", "question"), "choices": [dict(c) for c in scene["choices"]]}
                for scene in value["scenes"]
            ],
            "endings": [dict(ending) for ending in value["endings"]],
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        """The scene the way has led to, and what the last choice did; of what lies ahead nothing."""
        way, scene = _walk(question, _steps(filled.get("choice", [])))
        if scene is None:
            # The choice that ends it was made but not taken: it stands to be made once more.
            way, scene = _walk(question, way[:-1])
        asked = {**_plain(question, "question", "about", "who"), "number": len(way) + 1}
        if scene is None:
            return asked
        told = _tell(question, way)
        return asked | {
            "way": [{**_plain(step, "short", "value"), "back": number} for number, step in enumerate(told)],
            "last": told[-1] if told else None,
            "scene": {
                **_plain(scene, "text", "question"),
                "choices": [
                    {"value": f"{scene['key']}.{number}", "text": choice["text"], "letter": letter}
                    for number, (choice, letter) in enumerate(zip(scene["choices"], LETTERS, strict=False))
                ],
            },
        }

    def read(self, question: Snapshot, fields: Filled) -> list[list[str | int]] | Unfinished:
        chosen = fields.get("choice", [])
        steps = _steps(chosen)
        if len(steps) < len(chosen):
            raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
        back = fields.get("back", [])
        if back:
            return Unfinished({"choice": _values(steps[: _place(back[0])])})
        if not steps:
            raise AnswerRefused(_("Choose what you do first."))
        if len(steps) > MOST_STEPS:
            raise AnswerRefused(_("You have gone round many times. Go back and choose another way."))
        way, scene = _walk(question, steps)
        if len(way) < len(steps):
            raise AnswerRefused(_("The dilemma has been changed since you began. Choose again from here."))
        return [list(step) for step in way] if scene is None else Unfinished({"choice": _values(way)})

    def example(self, question: Snapshot) -> Filled:
        """The fewest steps that lead to an ending."""
        scenes = {scene["key"]: scene["choices"] for scene in question["scenes"]}
        ways: list[tuple[str, list[Step]]] = [(question["scenes"][0]["key"], [])]
        for key, way in ways:
            if key not in scenes:
                return {"choice": _values(way)}
            if len(way) < len(scenes):
                ways += [(choice["to"], [*way, (key, place)]) for place, choice in enumerate(scenes[key])]
        raise ValueError("no way leads to an ending")

    def review(self, question: Snapshot, response: list[list[Any]]) -> dict[str, Any]:
        way = [(key, number) for key, number in response]
        told = _tell(question, way)
        ending = next((one for one in question["endings"] if told and one["key"] == told[-1]["to"]), None)
        return {"way": told, "ending": ending}


def _plain(part: Any, *names: str) -> dict[str, Any]:
    return {name: part[name] for name in names}


def _steps(values: Iterable[str]) -> list[Step]:
    """The steps that form values name, up to the first that names none."""
    steps: list[Step] = []
    for value in values:
        key, _dot, number = value.rpartition(".")
        if not key or number not in ("0", "1", "2", "3", "4"):
            break
        steps.append((key, int(number)))
    return steps


def _values(steps: Iterable[Step]) -> list[str]:
    return [f"{key}.{number}" for key, number in steps]


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
    return int(text)


def _walk(question: Snapshot, steps: Iterable[Step]) -> tuple[list[Step], Any]:
    """As many of the steps as make sense, and the scene they lead to; None when that is an ending."""
    scenes = {scene["key"]: scene for scene in question["scenes"]}
    scene = question["scenes"][0] if question["scenes"] else None
    way: list[Step] = []
    for key, number in steps:
        if scene is None or key != scene["key"] or number >= len(scene["choices"]):
            break
        way.append((key, number))
        scene = scenes.get(scene["choices"][number]["to"])
    return way, scene


def _tell(question: Snapshot, way: Iterable[Step]) -> list[dict[str, Any]]:
    """What was chosen at each step and what it did, in words."""
    scenes = {scene["key"]: scene for scene in question["scenes"]}
    told = []
    for key, number in way:
        choice = scenes[key]["choices"][number]
        effects = [
            {
                "name": name,
                "sign": SIGNS[choice[field]],
                "word": Effect(choice[field]).label,
                "why": choice[f"{field}_why"],
            }
            for field, name in EFFECTS
        ]
        told.append(
            {
                **_plain(choice, "short", "text", "happened", "to"),
                "value": f"{key}.{number}",
                "scene": scenes[key]["text"],
                "effects": effects,
            }
        )
    return told
