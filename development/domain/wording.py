"""What a person's own pages say in sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.ledger.enums import GapState


def posts_sentence(posts: Iterable[tuple[str, str]]) -> str:
    """Jobs and their places in a sentence: "peer at Elmegade, leader at Kløver and assistant at Søhus"."""
    *first, last = [_("%(job)s at %(place)s") % {"job": job, "place": place} for job, place in posts]
    return f"{', '.join(first)} {_('and')} {last}" if first else last


def why_learn(state: GapState, missing: int) -> str:
    """Why something is put forward for a requirement that is not met, by so many levels."""
    if state == GapState.EXPIRED:
        return _("Because your evidence has expired.")
    if state == GapState.NOT_ASSESSED:
        return _("Because nobody has looked at this yet.")
    return {
        1: _("Because you lack one step here."),
        2: _("Because you lack two steps here."),
        3: _("Because you lack three steps here."),
    }.get(missing, _("Because you lack four steps here."))


def why_practise(state: GapState, level: int) -> str:
    """Why a colleague is to look along: no course can prove the level."""
    if state == GapState.EXPIRED:
        return _("Because your evidence has expired.")
    return _("Because level %(level)s has to be seen in practice.") % {"level": level}
