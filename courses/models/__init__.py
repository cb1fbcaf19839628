from .finding import PageText, Stem, StemPlace
from .help_line import HelpLine, HelpLineSettings
from .knowledge_test import TestPage
from .learning import Completion, Enrolment, LessonProgress
from .pages import CatalogueIndexPage, CoursePage, LessonPage, ModulePage, Outcome
from .prerequisite import Prerequisite
from .run import Attendance, CourseRun, RunMeeting, RunSeat
from .shown import NewerFile, Signature
from .site import ContactSettings, HomePage, TextPage
from .workflow import SignatureTask

__all__ = [
    "Attendance",
    "CatalogueIndexPage",
    "Completion",
    "ContactSettings",
    "CoursePage",
    "CourseRun",
    "Enrolment",
    "HelpLine",
    "HelpLineSettings",
    "HomePage",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "NewerFile",
    "Outcome",
    "PageText",
    "Prerequisite",
    "RunMeeting",
    "RunSeat",
    "Signature",
    "SignatureTask",
    "Stem",
    "StemPlace",
    "TestPage",
    "TextPage",
]
