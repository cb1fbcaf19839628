from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .blanks import BlanksQuestion
from .match_pairs import MatchPairsQuestion
from .multiple_choice import MultipleChoiceQuestion
from .put_in_order import PutInOrderQuestion
from .true_false import TrueFalseQuestion


class QuestionPoolBlock(blocks.StreamBlock):
    """The questions that a test draws from: the kinds whose answers are graded."""

    multiple_choice = MultipleChoiceQuestion()
    true_false = TrueFalseQuestion()
    blanks = BlanksQuestion()
    match_pairs = MatchPairsQuestion()
    put_in_order = PutInOrderQuestion()

    class Meta:
        label = _("Question pool")
