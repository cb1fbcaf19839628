"""A small course as files, in the form that an export gives, and changes to it."""

from pathlib import Path

COURSE = """\
format: 1
slug: aftenvagt
title: Aftenvagt
summary: To møder om aftenen.
form: online
objectives: |
  - Du kan spørge én gang til.
outcomes:
  - {requirement: M.1, level: 2}
modules:
  - slug: paa-gangen
    title: På gangen
    intro: Et møde i døren.
    form: online
    outcomes:
      - {requirement: M.2, level: 1, proposal: false}
    lessons: [doeren, te]
    test: proeve
  - slug: bagefter
    title: Bagefter
    form: online
    requires: [paa-gangen]
    lessons: [noter]
"""

LESSON = """\
---
title: Døren
minutes: 7
written_by: Birgit Holm og Jonas Lund
---
~~~scene
heading: Klokken ti
text: |
  Karin er 52 år og har en altan fuld af *urtepotter*.
  I aften står hun i døren.
~~~

## Spørg én gang til

Vent **lidt**, før du svarer.

- Hvad savner hun?
- Hvad har hun selv prøvet?

Læs mere [her](https://example.org/natten) eller i [næste lektion](side:/kurser/aftenvagt/paa-gangen/te/).

~~~remember
text: Spørg først. Foreslå bagefter.
~~~

~~~multiple_choice
question: Hvad siger du?
context: |
  Karin ser på sine sko.
answers:
  - text: »Kom ind.«
    feedback: Så er det dig, der har valgt stedet.
  - text: »Hvad tænker du på?«
    right: true
    feedback: Nu er det hende, der begynder.
~~~

~~~true_false
statement: Det er i orden at tie stille lidt.
is_true: true
said_true: Ja. Stilhed giver plads.
said_false: Prøv at tælle til ti. Det føles længere, end det er.
~~~
"""

SECOND = """\
---
title: Te
minutes: 5
---
Sæt vand over.

~~~put_in_order
question: Hvad kommer først?
items:
  - Kog vandet.
  - Hæld det på.
  - Vent.
feedback: |
  Vent til sidst.

  Det er også det sværeste.
~~~
"""

NOTES = """\
---
title: Noter
minutes: 6
required: false
completion: read
---
Skriv det, du så.

~~~law
heading: Hun må læse det
text: |
  Karin kan få lov at se, hvad der står.
source: Forvaltningsloven § 9
read_on: 2026-11-30
review_by: 2027-11-30
needs_professional_reading: true
note: Er det den rigtige paragraf?
~~~

~~~help_lines
about: crisis
heading: Når hun taler om at dø
text: |
  Bliv hos hende.
~~~

~~~sources
sources:
  - text: 'Fischer, K. B.: Analyse. EPOS, 2019.'
    link: https://example.org/analysen
~~~
"""

TEST = """\
---
title: Prøve
draws: 1
pass_mark: 1
tries: 0
---
Du får ét spørgsmål.

~~~true_false
statement: Man må gerne tie stille.
is_true: true
said_true: Det giver plads.
said_false: Jo. Det giver plads.
~~~

~~~blanks
question: Skriv ordet.
text: Spørg [[først|foerst]].
spelling: one
listed:
  - word: straks
    judged: right
    said: Det er lige så godt.
  - word: gå
    judged: wrong
    said: Så er hun alene om det.
feedback: Foreslå bagefter.
~~~
"""

FILES = {
    "course.yaml": COURSE,
    "paa-gangen/doeren.md": LESSON,
    "paa-gangen/te.md": SECOND,
    "paa-gangen/proeve.md": TEST,
    "bagefter/noter.md": NOTES,
}


def write_course(folder: Path, *changes: tuple[str, str, str], **files: str | None) -> Path:
    """The course in a folder of its own. A change is a file, words in it, and what stands there instead.

    `files` are more files by path, with None for one that is missing.
    """
    texts: dict[str, str | None] = {**FILES, **files}
    for name, old, new in changes:
        text = texts[name]
        assert text is not None
        assert old in text
        texts[name] = text.replace(old, new, 1)
    root = folder / "aftenvagt"
    for name, text in texts.items():
        if text is not None:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
    return root


def read_folder(root: Path) -> dict[str, bytes]:
    """All files under the folder by their path in it."""
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }


def line_of(text: str, words: str) -> int:
    """The number of the first line with these words, from 1."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)
