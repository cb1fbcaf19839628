"""Two words for one thing confuse whoever is tired: the Danish of the interface has one word for each."""

import re

import polib
import pytest
from django.conf import settings

CATALOGUE = polib.pofile(str(settings.BASE_DIR / "locale" / "da" / "LC_MESSAGES" / "django.po"))
SAID = [
    text
    for entry in CATALOGUE
    for text in (entry.msgstr, *entry.msgstr_plural.values())
    if text and entry.msgid
]

# What is never said, and what is said instead.
INSTEAD = {
    r"(?<!kursus)(?<!AMU-)\bbevis(et|er|erne|ets)?\b": "kursusbevis (what one can show) or dokumentation",
    r"\bniveau": "trin",
    r"\barbejdssted": "tilbudstype (the kind) or arbejdsplads (the place)",
    r"\btest(en|er|ene)?\b": "prøve",
    r"faglært uddannelse": "ufaglært medarbejder",
    r"orlov og tæller ikke": "er ikke talt med",
    r"\b[Dd]u skal (ikke|hverken)\b|\bskal du ikke\b|\bog skal ikke\b": "behøver ikke (the other: must not)",
    r"[“”„]": "»…«",
}


@pytest.mark.parametrize("never", INSTEAD)
def test_a_thing_has_one_danish_word(never):
    assert [text for text in SAID if re.search(never, text)] == [], f"say {INSTEAD[never]}"
