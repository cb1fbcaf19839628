from .framework import Competence, Framework, FrameworkSource, Method, Profile, Strategy
from .requirement import JobRequirement

__all__ = [
    "Competence",
    "Framework",
    "FrameworkSource",
    "JobRequirement",
    "Method",
    "Profile",
    "Strategy",
]
