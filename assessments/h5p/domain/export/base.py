"""What turns one of our own activities into H5P content."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from assessments.domain.activities.base import Snapshot


class CannotExport(Exception):
    """Something cannot be said in H5P. The message is a sentence for the author."""


class Exporter(ABC):
    """Says one kind of activity in the words of a content type of H5P."""

    machine_name: ClassVar[str]

    @abstractmethod
    def params(self, question: Snapshot) -> dict[str, Any]:
        """The content's parameters, without what the library fills in itself.

        `question` is what the activity's own `snapshot` gives. H5P must count for an answer what we count.
        Texts of the player are in the active language. Raises `CannotExport`.
        """
