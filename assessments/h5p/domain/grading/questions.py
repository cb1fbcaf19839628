"""The graders of content that is not made of other content, by its machine name."""

from collections.abc import Mapping

from .base import Grader
from .blanks import Blanks
from .drag_question import DragQuestion
from .drag_text import DragText
from .first_is_right import FirstIsRight
from .mark_the_words import MarkTheWords
from .multi_choice import MultiChoice
from .sort_paragraphs import SortParagraphs
from .true_false import TrueFalse

QUESTIONS: Mapping[str, Grader] = {
    "H5P.Blanks": Blanks(),
    "H5P.DragQuestion": DragQuestion(),
    "H5P.DragText": DragText(),
    "H5P.MarkTheWords": MarkTheWords(),
    "H5P.MultiChoice": MultiChoice(),
    "H5P.SingleChoiceSet": FirstIsRight("choices", "answers"),
    "H5P.SortParagraphs": SortParagraphs(),
    "H5P.Summary": FirstIsRight("summaries", "summary"),
    "H5P.TrueFalse": TrueFalse(),
}
