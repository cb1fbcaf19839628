"""One good question of each graded kind here, and of dialog cards, in words that no template uses."""

import copy
import uuid
from typing import Any

from wagtail import blocks

from assessments.blocks import LESSON_BLOCKS
from assessments.domain.activities import ACTIVITIES, Filled
from tests.factories.forms import form

BODY = blocks.StreamBlock([(kind, block()) for kind, block in LESSON_BLOCKS.items()])
VALUES: dict[str, dict[str, Any]] = {
    "multiple_choice": {
        "question": "Hvad gør du først?",
        "context": "<p>Karin bliver liggende.</p>",
        "several": False,
        "answers": [
            {"text": "Jeg går igen", "is_right": False, "feedback": "Så er hun alene om det"},
            {"text": "Jeg spørger til natten", "is_right": True, "feedback": "Så hører du mere"},
        ],
        "is_required": True,
    },
    "true_false": {
        "statement": "Et mål begynder i journalen.",
        "context": "<p>Tænk på Karin.</p>",
        "is_true": False,
        "said_true": "Journalen husker det kun",
        "said_false": "Netop, det begynder hos hende",
        "is_required": True,
    },
    "blanks": {
        "question": "Skriv ordene.",
        "text": "Målet er [[borgerens|hendes]] eget,\nog [[skridtet]] er småt.\n\nSå [[øver]] I [[nu]].",
        "spelling": "one",
        "ignore_case": True,
        "listed": [
            {"blank": 1, "word": "personens", "judged": "right", "said": "Det siger vi om en voksen"},
            {"blank": 2, "word": "skriftet", "judged": "wrong", "said": "Det er noget, der er skrevet"},
        ],
        "feedback": "Egne ord holder længst",
        "is_required": True,
    },
    "match_pairs": {
        "question": "Hvad hører sammen?",
        "context": "",
        "pairs": [
            {"left": "Ud på altanen", "right": "Et mål"},
            {"left": "Køb jord torsdag", "right": "Et skridt"},
            {"left": "Vand planten", "right": "Et skridt"},
        ],
        "extra": ["En vane"],
        "feedback": "Målet er hendes, skridtet jeres",
        "is_required": True,
    },
    "put_in_order": {
        "question": "I hvilken orden?",
        "context": "",
        "items": ["Bank på", "Sig godmorgen", "Spørg til natten", "Aftal resten"],
        "feedback": "Kontakten kommer før aftalen",
        "is_required": True,
    },
    "dialog_cards": {
        "title": "Ord at huske",
        "cards": [
            {"front": "Hvad er et mål?", "back": "Noget hun selv vil"},
            {"front": "Hvad er et skridt?", "back": "Det I gør først"},
        ],
        "is_required": True,
    },
}


def sample_value(kind: str, **changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(VALUES[kind]), **changes}


def sample_block(kind: str, **changes: Any) -> Any:
    """A bound block of the kind, as a page's body holds it."""
    raw = {"type": kind, "id": str(uuid.uuid4()), "value": sample_value(kind, **changes)}
    return BODY.to_python([raw])[0]


def sample_question(kind: str, **changes: Any) -> dict[str, Any]:
    """The question as an attempt keeps it."""
    return ACTIVITIES[kind].snapshot(sample_block(kind, **changes).value)


def matched(*right: str) -> Filled:
    return form(left=[pair["left"] for pair in VALUES["match_pairs"]["pairs"]], right=list(right))


def ordered(*places: str) -> Filled:
    return form(item=VALUES["put_in_order"]["items"], place=list(places))


RIGHT_FORMS: dict[str, Filled] = {
    "true_false": form(answer="false"),
    "blanks": form(answer=["hendes", "skridtet", "øver", "nu"]),
    "match_pairs": matched("Et mål", "Et skridt", "Et skridt"),
    "put_in_order": ordered("1", "2", "3", "4"),
}
