"""How plainly the pages of those who teach speak: every fixed text of theirs in Danish."""

import re

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests.plain_language import lix

TEXT = re.compile(r'{% translate "([^"]+)"')
LONGER = re.compile(r"{% blocktranslate ([^%]*)%}(.*?){% endblocktranslate %}", re.DOTALL)
PAGES = [
    *("taught", "teaching", "plan", "both_plans", "attendance", "materials", "recording"),
    *(
        f"includes/{name}"
        for name in (
            "next_for_team",
            "notes",
            "plan_form",
            "those_who_come",
            "taught_row",
            "materials",
            "player",
        )
    ),
]


def texts_of(name: str) -> list[str]:
    source = (settings.BASE_DIR / "templates" / "recoveryskole" / f"{name}.html").read_text()
    found = [gettext(text) for text in TEXT.findall(source)]
    for options, body in LONGER.findall(source):
        one, *more = [_msgid(part) for part in body.split("{% plural %}")]
        found.append(ngettext(one, more[0], 2) if " count " in options else gettext(one))
    return found


def _msgid(text: str) -> str:
    return re.sub(r"{{ (\w+) }}", r"%(\1)s", " ".join(text.split()))


def test_plain_danish(record_property) -> None:
    with translation.override("da"):
        texts = [text for name in PAGES for text in texts_of(name)]
    sentences = [re.sub(r"%\(\w+\)s|<[^>]+>", "", text) for text in texts if " " in text]
    assert len(sentences) > 30
    measured = lix([text if text.endswith((".", "?")) else f"{text}." for text in sentences])
    record_property("LIX", round(measured, 1))
    print(f"LIX {measured:.1f}")
    assert measured <= 30
