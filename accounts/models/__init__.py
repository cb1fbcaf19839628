from .common import Common, CommonQuerySet, CommonVersion
from .employment import Employment, Leave
from .timed_job import TimedJob
from .user import User
from .waiting_mail import WaitingMail
from .workplace import Workplace

__all__ = [
    "Common",
    "CommonQuerySet",
    "CommonVersion",
    "Employment",
    "Leave",
    "TimedJob",
    "User",
    "WaitingMail",
    "Workplace",
]
