"""What each level of each requirement looks like on an ordinary day.

The texts are a file of ours (data/level-examples.yaml), written for the framework that comes with the house
(`competences.domain.framework.HOUSE_CODE`): a requirement of another framework has none.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from accounts.domain.common import keep
from accounts.enums import SIGNING_ROLES
from assessments.practice.models import ExampleSignature
from competences.domain.exchange.files import read_entry
from competences.domain.framework import read_house_codes
from competences.enums import Level

EXAMPLES = Path(__file__).resolve().parent.parent / "data" / "level-examples.yaml"
Texts = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Example:
    """One level of one requirement, in the first person. Not signed: it is a proposal, and is marked so."""

    text: str
    is_signed: bool


class ExamplesIncomplete(ValueError):
    """The file does not hold one text for each level of each requirement, and nothing else."""


def read_examples() -> Mapping[str, Mapping[int, Example]]:
    """The example of every level (0 to 4) of every requirement, by the requirement's code.

    Kept (`accounts.domain.common`): the words for as long as the process lives, the signatures until there is
    another one.
    """
    return keep("level-examples", _read)


def is_signed(code: str) -> bool:
    """Whether both roles, by two people, have signed the five texts as they stand.

    Raises KeyError for a code that is no requirement.
    """
    return next(iter(read_examples()[code].values())).is_signed


@lru_cache(maxsize=1)
def read_texts() -> Texts:
    """The words alone, in the framework's order.

    Raises `ExamplesIncomplete`, which names all that is wrong.
    """
    return check_texts(read_entry(EXAMPLES).values)


def check_texts(found: Mapping[Any, Any]) -> Texts:
    """The texts in the framework's order, or `ExamplesIncomplete`."""
    codes = read_house_codes()
    faults = [f"{code}: no such requirement" for code in found if code not in codes]
    for code in codes:
        levels = found.get(code)
        if not isinstance(levels, dict):
            faults.append(f"{code}: missing")
            continue
        faults += [f"{code}: {level!r} is no level" for level in levels if level not in Level.values]
        empty = [level for level in Level.values if not _is_text(levels.get(level))]
        faults += [f"{code}, level {level}: no text" for level in empty]
    if faults:
        raise ExamplesIncomplete(f"{EXAMPLES.name}: {'; '.join(faults)}.")
    return MappingProxyType(
        {code: MappingProxyType({level: found[code][level] for level in Level.values}) for code in codes}
    )


def fingerprint(code: str) -> str:
    """The one name for what is signed: SHA-256 of the requirement's code and its five texts, level by level.

    Raises KeyError for a code that is no requirement.
    """
    words = "\n".join([code, *read_texts()[code].values()])
    return hashlib.sha256(words.encode()).hexdigest()


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() == value != ""


def _read() -> Mapping[str, Mapping[int, Example]]:
    signed = _signed_codes()
    return MappingProxyType(
        {
            code: MappingProxyType(
                {level: Example(text, is_signed=code in signed) for level, text in texts.items()}
            )
            for code, texts in read_texts().items()
        }
    )


def _signed_codes() -> frozenset[str]:
    present = {fingerprint(code): code for code in read_texts()}
    signers: dict[str, dict[str, int]] = {}
    rows = ExampleSignature.objects.standing().filter(fingerprint__in=present)
    for words, role, signer in rows.values_list("fingerprint", "as_role", "signer"):
        signers.setdefault(words, {})[role] = signer
    return frozenset(
        present[words]
        for words, by_role in signers.items()
        if set(by_role) == set(SIGNING_ROLES) and len(set(by_role.values())) == len(SIGNING_ROLES)
    )
