"""What a lesson and a test may ask: a block for each kind of activity, registered in registry.py."""

from .pool import QuestionPoolBlock
from .registry import LESSON_BLOCKS, pool_blocks

__all__ = ["LESSON_BLOCKS", "QuestionPoolBlock", "pool_blocks"]
