"""Plain makers of activity blocks that take words or several steps, as they lie in a lesson's body."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

from assessments.blocks import LESSON_BLOCKS
from assessments.domain.activities import ACTIVITIES, Snapshot
from assessments.models import Attempt


def block(kind: str, **value: Any) -> Any:
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def choice(to: str, text: str = "Jeg banker på.", **fields: Any) -> dict[str, Any]:
    """A choice in a dilemma that leads to the scene or the ending `to`."""
    effects = {
        "relation": "up",
        "relation_why": "Hun åbnede selv.",
        "self_determination": "same",
        "self_determination_why": "Hun sagde nej.",
        "duty_of_care": "open",
        "duty_of_care_why": "Du ved det ikke endnu.",
    }
    return {
        "text": text,
        "short": f"Kort: {text}",
        "happened": f"Fordi: {text}",
        **effects,
        "to": to,
        **fields,
    }


def scene(key: str, *choices: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "text": f"Scenen {key}.", "question": f"Hvad nu i {key}?", "choices": list(choices)}


def ending(key: str) -> dict[str, Any]:
    return {
        "key": key,
        "title": f"Slutningen {key}",
        "text": f"Sådan gik det: {key}.",
        "expert_name": "Lone Bak",
        "expert": f"Fagligt om {key}.",
        "citizen_name": "Birthe",
        "citizen": f"Borgeren om {key}.",
    }


def dilemma(
    scenes: list[dict[str, Any]] | None = None, endings: list[dict[str, Any]] | None = None, **fields: Any
) -> Any:
    """Two scenes and two endings: doeren -> te or vent; te -> bad or vent."""
    if scenes is None:
        scenes = [
            scene("doeren", choice("te", "Banker"), choice("vent", "Går igen")),
            scene("te", choice("bad", "Laver te"), choice("vent", "Taler om naboen")),
        ]
    value = {"title": "Døren er lukket", "about": "R1", "who": "<p>Birthe er 58 år.</p>", **fields}
    return block("dilemma", **value, scenes=scenes, endings=endings or [ending("bad"), ending("vent")])


def reflection(*, name: str = "i-forbifarten", may_be_shared: bool = True, **fields: Any) -> Any:
    value = {"question": "Hvad har du hørt?", "help": "Et par linjer.", **fields}
    return block("reflection", name=name, may_be_shared=may_be_shared, **value)


def earlier_reflection(name: str = "i-forbifarten") -> Any:
    return block("earlier_reflection", name=name, lead="Læs det igen.")


def practice_task(*, may_be_observed: bool = True, **fields: Any) -> Any:
    value = {
        "task": "<p>Spørg én borger.</p>",
        "with_whom": "En borger",
        "before": "Næste vagt",
        "note_prompt": "Hvad blev der sagt?",
        **fields,
    }
    return block("practice_task", may_be_observed=may_be_observed, **value)


def poll(*options: str, question: str = "Hvad er sværest?") -> Any:
    return block("poll", question=question, options=list(options or ("Tid", "At vente", "Et nej")))


def form(block_id: str, **fields: Any) -> dict[str, Any]:
    """The form a browser sends for a block, with a submission key of its own."""
    return {"question": block_id, "submission_key": str(uuid.uuid4()), **fields}


def preview(kind: str) -> Any:
    """The block of that kind that the editor shows as an example, as it lies in a lesson's body."""
    shown = LESSON_BLOCKS[kind]()
    return block(kind, **shown.get_prep_value(shown.get_preview_value()) | {"is_required": True})


def kept(kind: str, made: Any | None = None) -> Snapshot:
    """The question of such a block as an attempt keeps it: through JSON and back."""
    value = LESSON_BLOCKS[kind]().to_python((made or preview(kind))["value"])
    question: Snapshot = json.loads(json.dumps(ACTIVITIES[kind].snapshot(value)))
    return question


def words_of(value: Any) -> Iterator[str]:
    """Every text in a question, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from words_of(part)


def add_earlier_attempts(newest: Attempt, number: int) -> None:
    """So many answers of the same person to the same question, from before this one."""
    fields = {field.attname: getattr(newest, field.attname) for field in Attempt._meta.concrete_fields}
    Attempt.objects.bulk_create(
        Attempt(
            **fields
            | {
                "id": None,
                "submission_key": uuid.uuid4(),
                "submitted_at": newest.submitted_at - dt.timedelta(hours=before),
            }
        )
        for before in range(1, number + 1)
    )
