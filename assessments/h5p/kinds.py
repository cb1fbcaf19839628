"""What is known of the usual kinds of content: what they are called, and how far a keyboard goes."""

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


@dataclass(frozen=True, slots=True)
class ContentKind:
    """One kind of content. `names` and `notes` are by language; a note may be missing.

    `resumes`: whether it goes on rightly from where somebody left it.
    """

    machine_name: str
    names: Mapping[str, str]
    keyboard: Keyboard
    notes: Mapping[str, str]
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
            row.get("resumes", True),
        )
        for machine_name, row in rows.items()
    }
