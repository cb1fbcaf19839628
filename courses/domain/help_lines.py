"""Whom to call, as far as the workplace has said so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from courses.enums import HelpTopic
from courses.models import HelpLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """The numbers of a topic, and those for somebody whom the work itself has hit."""

    lines: tuple[HelpLine, ...] = ()
    for_oneself: tuple[HelpLine, ...] = ()


def read_help(blocks: Iterable[Any]) -> Mapping[str, Help]:
    """The help for each block of a lesson that asks for it, by block id; one query, and none without such a
    block.
    """
    topics = {block.id: block.value["about"] for block in blocks if block.block_type == "help_lines"}
    if not topics:
        return {}
    lines = list(HelpLine.objects.filter(about__in={*topics.values(), HelpTopic.STAFF}))
    own = tuple(line for line in lines if line.about == HelpTopic.STAFF)
    return {
        block_id: Help(
            lines=tuple(line for line in lines if line.about == topic),
            for_oneself=() if topic == HelpTopic.STAFF else own,
        )
        for block_id, topic in topics.items()
    }


def empty_topics() -> list[str]:
    """The topics that nobody has filled in yet, as they are called on screen."""
    filled = set(HelpLine.objects.values_list("about", flat=True))
    return [str(topic.label) for topic in HelpTopic if topic not in filled]
