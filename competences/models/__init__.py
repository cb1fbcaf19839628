from .framework import Competence, Framework, FrameworkSource, Method, PastFramework, Profile, Strategy
from .requirement import BEGINNING, JobRequirement, Line

__all__ = [
    "BEGINNING",
    "Competence",
    "Framework",
    "FrameworkSource",
    "JobRequirement",
    "Line",
    "Method",
    "PastFramework",
    "Profile",
    "Strategy",
]
