from .multiple_choice import MultipleChoiceBlock

__all__ = ["MultipleChoiceBlock"]
