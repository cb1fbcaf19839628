from .framework import Competence, Framework, Method, Profile, Strategy
from .requirement import JobRequirement

__all__ = ["Competence", "Framework", "JobRequirement", "Method", "Profile", "Strategy"]
