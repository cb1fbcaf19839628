from .agreement import Agreement, AgreementVersion, Confirmation, FollowUp, PlanReminder
from .own_record import OwnRecord
from .profile_share import ProfileShare
from .talk import Goal, PrivateNote, ShownTalk, Talk

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Confirmation",
    "FollowUp",
    "Goal",
    "OwnRecord",
    "PlanReminder",
    "PrivateNote",
    "ProfileShare",
    "ShownTalk",
    "Talk",
]
