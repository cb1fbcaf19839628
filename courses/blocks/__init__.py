from .body import LessonBodyBlock, TextBodyBlock

__all__ = ["LessonBodyBlock", "TextBodyBlock"]
