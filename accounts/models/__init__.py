from .employment import Employment, Leave
from .user import User
from .workplace import Workplace

__all__ = ["Employment", "Leave", "User", "Workplace"]
