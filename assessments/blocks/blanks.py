"""Running text with words to fill in."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .required import RequiredBlock

# A word that is written is at most this long, and so are those it is compared with.
WORD_MAX_LENGTH = 100
MAX_BLANKS = 20
BLANK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
SPELLINGS = [
    ("exact", _("Every letter right")),
    ("one", _("One letter may be wrong")),
    ("two", _("Two letters may be wrong")),
]


def read_paragraphs(text: str) -> list[list[dict[str, Any]]]:
    """The text in paragraphs, each in parts: `text` that stands there, or a blank with its right `words`.

    Lines belong together until an empty one. What stands against a blank without a space (`before`, `after`)
    goes with it, so that no line begins with a comma.
    """
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        # Splitting by a pattern with one group gives text and blank by turns, with text at both ends.
        pieces: list[Any] = BLANK.split(re.sub(r"\s+", " ", paragraph))
        for place in range(1, len(pieces), 2):
            start, space, before = pieces[place - 1].rpartition(" ")
            after, gap, rest = pieces[place + 1].partition(" ")
            words = [word.strip() for word in pieces[place].split("|")]
            pieces[place - 1 : place + 2] = [
                start + space,
                {"before": before, "words": words, "after": after},
                gap + rest,
            ]
        paragraphs.append(
            [piece if isinstance(piece, dict) else {"text": piece} for piece in pieces if piece]
        )
    return paragraphs


class BlanksValue(blocks.StructValue):
    @property
    def paragraphs(self) -> list[list[dict[str, Any]]]:
        return read_paragraphs(self["text"])


class BlanksQuestion(blocks.StructBlock):
    """A text with blanks; one point for each. The right words never leave the server before an answer."""

    question = blocks.CharBlock(
        label=_("Question"), max_length=250, help_text=_("What to do, or what the text is about.")
    )
    text = blocks.TextBlock(
        label=_("Text with blanks"),
        max_length=3000,
        rows=6,
        help_text=_(
            "Write [[word]] where a word is to be filled in, and [[word|another]] where more than one is "
            "right. An empty line begins a new paragraph."
        ),
    )
    spelling = blocks.ChoiceBlock(
        label=_("Spelling"),
        choices=SPELLINGS,
        default="one",
        help_text=_("Words of three letters or fewer must always be right."),
    )
    ignore_case = blocks.BooleanBlock(
        label=_("Capital or small letters are the same"), required=False, default=True
    )
    feedback = blocks.TextBlock(
        label=_("What you say afterwards"), rows=2, help_text=_("Say why these words fit.")
    )

    class Meta:
        icon = "edit"
        label = _("Fill in the blanks")
        template = "assessments/blocks/blanks.html"
        description = _("A text with words to fill in. Use it for words that one has to be able to say.")
        group = _("Practice")
        value_class = BlanksValue
        preview_value: ClassVar[dict[str, Any]] = {
            "question": "Skriv de ord, der mangler.",
            "text": "Et mål er [[borgerens|hendes]] eget. Skriv det med hendes [[ord]], og læs det højt.",
            "spelling": "one",
            "ignore_case": True,
            "feedback": "Hendes egne ord gør det til hendes mål.",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        fault = _fault(cleaned["text"])
        if fault:
            raise StructBlockValidationError({"text": ValidationError(fault)})
        return cleaned


def _fault(text: str) -> Any:
    """What an author has to mend in the text; None if nothing."""
    blanks = BLANK.findall(text)
    rest = BLANK.sub("", text)
    if "[[" in rest or "]]" in rest or any("[" in blank or "]" in blank for blank in blanks):
        return _("A blank is not closed. Each [[ needs its own ]] after it.")
    if not blanks:
        return _("There is no blank in the text. Write [[word]] where a word is to be filled in.")
    words = [word.strip() for blank in blanks for word in blank.split("|")]
    if not all(words):
        return _("A blank has no word in it. Write the right word between [[ and ]].")
    if len(blanks) > MAX_BLANKS:
        return _("There are too many blanks. Use at most %(number)d.") % {"number": MAX_BLANKS}
    if max(map(len, words)) > WORD_MAX_LENGTH:
        return _("A blank is too long to fill in. Choose a few words.")
    return None


class BlanksBlock(BlanksQuestion):
    """The text in a lesson, where the author says whether it has to be filled in."""

    in_a_test = BlanksQuestion
    is_required = RequiredBlock()
