"""Signs that nobody sees: no keyboard writes them, and XML, spreadsheets and calendars break on them."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Control characters but tab and the ends of a line, halves of a surrogate pair, what is no character at all.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# So much of the text tells where the sign stands.
QUOTED = 30


def refuse_unseen(value: Any) -> None:
    """A validator: no text may hold a sign that nobody sees. Says beside which words it stands.

    Every free-text field of a form and every block has it (`AccountsConfig`). Raises `ValidationError`.
    """
    found = UNSEEN.search(value) if isinstance(value, str) else None
    if found is None:
        return
    before = value[: found.start()].split("\n")[-1].strip()[-QUOTED:]
    after = UNSEEN.sub("", value[found.end() :]).strip().split("\n")[0][:QUOTED]
    raise ValidationError(
        _("A sign that nobody can see stands beside “%(words)s”. Write those words again."),
        code="unseen_sign",
        params={"words": before or after},
    )


def without_unseen(text: str) -> str:
    """The text as every file can hold it: without the signs that nobody sees."""
    return UNSEEN.sub("", text)
