"""Running text with words to fill in."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
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
JUDGEMENTS = [
    ("right", _("It is right too")),
    ("wrong", _("It is surely wrong")),
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


class ListedWordBlock(blocks.StructBlock):
    """A word that somebody may write in a blank, and what is said to those who do."""

    blank = blocks.IntegerBlock(
        label=_("In which blank"),
        default=1,
        min_value=1,
        max_value=MAX_BLANKS,
        help_text=_("The first blank in the text is 1."),
    )
    word = blocks.CharBlock(label=_("If somebody writes"), max_length=WORD_MAX_LENGTH)
    judged = blocks.ChoiceBlock(label=_("Then"), choices=JUDGEMENTS, default="right")
    said = blocks.CharBlock(label=_("What you say to it"), max_length=200, help_text=_("One sentence."))

    class Meta:
        icon = "edit"
        label = _("Word")


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
        help_text=_(
            "Numbers, units and signs must always be right, and so must words of three letters or fewer. "
            "Another Danish word is never taken for a misspelling."
        ),
    )
    ignore_case = blocks.BooleanBlock(
        label=_("Capital or small letters are the same"), required=False, default=True
    )
    listed = blocks.ListBlock(
        ListedWordBlock(),
        label=_("What somebody might write"),
        max_num=40,
        default=[],
        help_text=_(
            "Words that are right too, and words that are surely wrong, with a sentence for whoever writes "
            "them. None are needed."
        ),
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
            "listed": [
                {"blank": 1, "word": "vores", "judged": "wrong", "said": "Et mål, vi har sat, er vores plan."}
            ],
            "feedback": "Hendes egne ord gør det til hendes mål.",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        fault = _fault(cleaned["text"])
        if fault:
            raise StructBlockValidationError({"text": ValidationError(fault)})
        faults = _listed_faults(cleaned["text"], cleaned["listed"])
        if faults:
            raise StructBlockValidationError({"listed": ListBlockValidationError(block_errors=faults)})
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


def _listed_faults(text: str, listed: Any) -> dict[int, StructBlockValidationError]:
    """What an author has to mend in the listed words, by their place in the list."""
    blanks = [[word.strip() for word in blank.split("|")] for blank in BLANK.findall(text)]
    taken = {(number, word.casefold()) for number, words in enumerate(blanks, start=1) for word in words}
    faults = {}
    for place, entry in enumerate(listed):
        key = (entry["blank"], entry["word"].strip().casefold())
        if entry["blank"] > len(blanks):
            fault = {"blank": _("The text has no blank with this number.")}
        elif key in taken:
            fault = {"word": _("This word has been said already for the blank.")}
        else:
            taken.add(key)
            continue
        faults[place] = StructBlockValidationError(
            {name: ValidationError(message) for name, message in fault.items()}
        )
    return faults


class BlanksBlock(BlanksQuestion):
    """The text in a lesson, where the author says whether it has to be filled in."""

    in_a_test = BlanksQuestion
    is_required = RequiredBlock()
