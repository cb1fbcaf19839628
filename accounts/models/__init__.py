from .common import Common, CommonQuerySet, CommonVersion
from .employment import Employment, Leave
from .personal_read import PersonalRead
from .timed_job import TimedJob
from .user import NOWHERE, NeverDeleted, User
from .waiting_mail import WaitingMail
from .workplace import PastSetting, Workplace

__all__ = [
    "NOWHERE",
    "Common",
    "CommonQuerySet",
    "CommonVersion",
    "Employment",
    "Leave",
    "NeverDeleted",
    "PastSetting",
    "PersonalRead",
    "TimedJob",
    "User",
    "WaitingMail",
    "Workplace",
]
