from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .multiple_choice import MultipleChoiceQuestion


class QuestionPoolBlock(blocks.StreamBlock):
    """The questions that a test draws from: the kinds whose answers are graded."""

    multiple_choice = MultipleChoiceQuestion()

    class Meta:
        label = _("Question pool")
