"""PDFs that a screen reader can read (PDF/UA-1), set by typst: our own templates in courses/proofs/typst/.

Those of other rooms lie with them, and begin with `#import "/courses/proofs/typst/face.typ": *`.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    import typst

# All but what our fonts are known to draw: Latin, Greek, Cyrillic, punctuation, currencies.
UNCERTAIN = re.compile(r"[^\x20-\x7e\xa0-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20a0-\u20bf]")
TEMPLATES = Path(__file__).resolve().parent.parent / "typst"


def render_pdf(template: str, data: dict[str, Any], *, folder: Path = TEMPLATES) -> bytes:
    """The PDF of a template with this data, which the template reads as JSON: no text in it can become code.

    The same template and data give the same bytes.
    Danish always: a proof is shown to Danish employers, whatever language its holder reads. A letter that no
    font here can draw (an emoji in a name) would make the PDF unreadable aloud, so typst refuses it: then
    "?" stands in its place.
    """
    import typst

    try:
        return _compile(folder / template, data)
    except typst.TypstError:
        return _compile(folder / template, _drawable(data))


def _compile(template: Path, data: dict[str, Any]) -> bytes:
    import typst

    # The stubs of typst know only the standards of an older version.
    standards: Any = ["ua-1"]
    document = typst.compile(
        str(template),
        root=str(settings.BASE_DIR),
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=standards,
        sys_inputs={"data": json.dumps(data)},
    )
    assert isinstance(document, bytes)
    return document


def _drawable(value: Any) -> Any:
    """The same data, with "?" for each letter in it that may have no shape."""
    if isinstance(value, dict):
        return {name: _drawable(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_drawable(entry) for entry in value]
    return UNCERTAIN.sub("?", value) if isinstance(value, str) else value


@cache
def _fonts() -> "typst.Fonts":
    """Read once for each process: it takes ten times as long as a proof."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(settings.PDF_FONTS_DIR)]
    )
