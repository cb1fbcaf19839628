from .claims import Claim
from .facilitators import Facilitator
from .feedback import FeedbackBox, FeedbackRelease
from .library import Material, Recording, RecordingConsent
from .marks import LinkMark
from .own import KeptPlace, KeptPlan, OwnCalendar, OwnPlan
from .pages import Recommendation, SchoolIndexPage, WorkshopPage
from .sessions import Session, Teaching
from .settings import SchoolSettings
from .sign_ups import Erasure, SignUp
from .teaching import PlanRow, PlanVersion, TeachingNote
from .terms import Place, Term

__all__ = [
    "Claim",
    "Erasure",
    "Facilitator",
    "FeedbackBox",
    "FeedbackRelease",
    "KeptPlace",
    "KeptPlan",
    "LinkMark",
    "Material",
    "OwnCalendar",
    "OwnPlan",
    "Place",
    "PlanRow",
    "PlanVersion",
    "Recommendation",
    "Recording",
    "RecordingConsent",
    "SchoolIndexPage",
    "SchoolSettings",
    "Session",
    "SignUp",
    "Teaching",
    "TeachingNote",
    "Term",
    "WorkshopPage",
]
