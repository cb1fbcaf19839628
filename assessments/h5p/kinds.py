"""What is known of the usual kinds of content: their names, how far a keyboard goes, what end they have."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

CONTENT_TYPES = Path(__file__).resolve().parent / "data" / "content_types.yaml"


class Keyboard(TextChoices):
    """Whether somebody who uses a keyboard or a screen reader can do all that the content asks for."""

    YES = "yes", _("Can be used with a keyboard and a screen reader.")
    PARTLY = "partly", _("Some of it is hard to use with a keyboard or a screen reader.")
    NO = "no", _("Cannot be used with a keyboard or a screen reader alone.")


class Ending(TextChoices):
    """Whether content tells when somebody is through it; where it does not, learners say so themselves."""

    ALWAYS = "always", _("Tells when it is finished.")
    PARTS = "parts", _("Tells when it is finished, if there are questions in it.")
    NEVER = "never", _("Does not tell when it is finished: learners say that they have seen it.")


UNKNOWN_END = _("Nobody knows whether it tells when it is finished: learners may say that they have seen it.")


@dataclass(frozen=True, slots=True)
class ContentKind:
    """One kind of content. `names` and `notes` are by language; a note may be missing.

    `end`: whether it tells when it is finished. `has_answers`: whether what it tells says what was answered,
    so that its points are more than a claim. `resumes`: whether it goes on rightly from where it was left.
    """

    machine_name: str
    names: Mapping[str, str]
    keyboard: Keyboard
    notes: Mapping[str, str]
    end: Ending
    has_answers: bool = True
    resumes: bool = True

    @property
    def name(self) -> str:
        return _in_own_language(self.names)

    @property
    def note(self) -> str:
        return _in_own_language(self.notes)


def _in_own_language(texts: Mapping[str, str]) -> str:
    return texts.get(get_language() or "da") or texts.get("da", "")


def content_kind(machine_name: str) -> ContentKind | None:
    """What is known of the kind with this main library; None where nothing is."""
    return content_kinds().get(machine_name)


def say_ending(machine_name: str) -> str:
    """Whether content of the kind tells when somebody is through it, in a sentence for its author."""
    kind = content_kind(machine_name)
    return str(kind.end.label if kind else UNKNOWN_END)


@cache
def content_kinds() -> Mapping[str, ContentKind]:
    """All kinds that something is known of, by machine name."""
    rows: dict[str, dict[str, Any]] = yaml.safe_load(CONTENT_TYPES.read_text(encoding="utf-8"))["kinds"]
    return {
        machine_name: ContentKind(
            machine_name,
            row["name"],
            Keyboard(row["keyboard"]),
            row.get("note", {}),
            Ending(row["end"]),
            row.get("answers", True),
            row.get("resumes", True),
        )
        for machine_name, row in rows.items()
    }
