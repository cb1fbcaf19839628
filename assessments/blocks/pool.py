from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .registry import pool_blocks


class QuestionPoolBlock(blocks.StreamBlock):
    """The questions that a test draws from: the kinds that have a form in a test."""

    def __init__(self, local_blocks: Iterable[tuple[str, blocks.Block]] = (), **kwargs: Any) -> None:
        kinds = [(kind, block()) for kind, block in pool_blocks().items()]
        super().__init__([*kinds, *local_blocks], **kwargs)

    class Meta:
        label = _("Question pool")
