from .citizen_voice import CitizenAnswer, CitizenLink, CitizenVoice
from .examples import ExampleSignature
from .method import MethodCertificate
from .observation import MethodSupervisor, Observation
from .own_view import OwnAnswer, Round, SelfAssessment, SharedOwnView
from .prior_learning import Claim, PriorLearning, PriorLearningFile, paper_storage

__all__ = [
    "CitizenAnswer",
    "CitizenLink",
    "CitizenVoice",
    "Claim",
    "ExampleSignature",
    "MethodCertificate",
    "MethodSupervisor",
    "Observation",
    "OwnAnswer",
    "PriorLearning",
    "PriorLearningFile",
    "Round",
    "SelfAssessment",
    "SharedOwnView",
    "paper_storage",
]
