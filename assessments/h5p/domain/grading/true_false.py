"""H5P.TrueFalse: is it so, or not?"""

from collections.abc import Mapping
from typing import Any

from .base import Question


class TrueFalse(Question):
    """The response is "true" or "false", as the key is in the content. One point."""

    def max_score(self, params: Mapping[str, Any]) -> int:
        return 1

    def points(self, params: Mapping[str, Any], response: str) -> int:
        return int(response == ("true" if params.get("correct", "true") == "true" else "false"))
