from .multiple_choice import MultipleChoiceBlock
from .pool import QuestionPoolBlock

__all__ = ["MultipleChoiceBlock", "QuestionPoolBlock"]
