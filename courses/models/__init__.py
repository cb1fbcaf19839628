from .learning import Completion, Enrolment, LessonProgress
from .pages import CatalogueIndexPage, CoursePage, LessonPage, ModulePage, Outcome
from .site import ContactSettings, HomePage, TextPage
from .workflow import SignatureTask

__all__ = [
    "CatalogueIndexPage",
    "Completion",
    "ContactSettings",
    "CoursePage",
    "Enrolment",
    "HomePage",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "Outcome",
    "SignatureTask",
    "TextPage",
]
