from .blanks import BlanksBlock
from .dialog_cards import DialogCardsBlock
from .dilemma import DilemmaBlock
from .match_pairs import MatchPairsBlock
from .multiple_choice import MultipleChoiceBlock
from .poll import PollBlock
from .pool import QuestionPoolBlock
from .practice_task import PracticeTaskBlock
from .put_in_order import PutInOrderBlock
from .reflection import EarlierReflectionBlock, ReflectionBlock
from .true_false import TrueFalseBlock

__all__ = [
    "BlanksBlock",
    "DialogCardsBlock",
    "DilemmaBlock",
    "EarlierReflectionBlock",
    "MatchPairsBlock",
    "MultipleChoiceBlock",
    "PollBlock",
    "PracticeTaskBlock",
    "PutInOrderBlock",
    "QuestionPoolBlock",
    "ReflectionBlock",
    "TrueFalseBlock",
]
