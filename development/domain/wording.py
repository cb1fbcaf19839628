"""What a person's own pages say in sentences."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assessments.ledger.enums import GapState

if TYPE_CHECKING:
    from development.domain.my_requirements import Demand, Post


def posts_sentence(posts: "Iterable[Post]") -> str:
    """Jobs as they are told in a sentence: "peer at Elmegade, leader at Kløver and assistant at Søhus"."""
    *first, last = [_("%(job)s at %(place)s") % {"job": post.job, "place": post.workplace} for post in posts]
    return f"{', '.join(first)} {_('and')} {last}" if first else last


def why_learn(demand: "Demand") -> str:
    """Why something is put forward for a requirement that is not met."""
    if demand.judgement.state == GapState.EXPIRED:
        return _("Because your evidence has expired.")
    if demand.judgement.state == GapState.NOT_ASSESSED:
        return _("Because nobody has looked at this yet.")
    return {
        1: _("Because you lack one step here."),
        2: _("Because you lack two steps here."),
        3: _("Because you lack three steps here."),
    }.get(demand.missing, _("Because you lack four steps here."))


def why_practise(demand: "Demand", level: int) -> str:
    """Why a colleague is to look along: no course can prove the level."""
    if demand.judgement.state == GapState.EXPIRED:
        return _("Because your evidence has expired.")
    return _("Because level %(level)s has to be seen in practice.") % {"level": level}
