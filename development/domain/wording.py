"""What a person's own pages say in sentences."""

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.ledger.enums import GapState
from competences.domain.queries import Requirement


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
    """Why a colleague is to observe: no course can prove the level."""
    if state == GapState.EXPIRED:
        return _("Because your evidence has expired.")
    return _("Because level %(level)s has to be seen in practice.") % {"level": level}


def say_completed(title: str) -> str:
    """That the person completed a course or a module of this title."""
    return _("You have completed »%(title)s«") % {"title": title}


def say_taken_back(title: str) -> str:
    """That a completion was taken back."""
    return _("»%(title)s« does not count any more") % {"title": title}


def say_marked(name: str, title: str) -> str:
    """Somebody (nobody: their account is gone) has marked that the person was there."""
    if not name:
        return _("It is marked that you were at »%(title)s«") % {"title": title}
    return _("%(name)s has marked that you were at »%(title)s«") % {"name": name, "title": title}


def say_moved_up(title: str) -> str:
    """That the person waited for a seat in a run of this course, and has one now."""
    return _("You have moved up and have a seat: %(title)s") % {"title": title}


def say_confirmed(name: str, competence: Requirement) -> str:
    """That somebody else has seen the person in this requirement, or a paper of theirs."""
    return _("%(name)s has confirmed something in %(code)s %(title)s") % {
        "name": name,
        "code": competence.code,
        "title": competence.name,
    }


def say_ran_out(competence: Requirement, day: dt.date) -> str:
    """That evidence no longer holds; `day` was its last."""
    return _("Your evidence in %(code)s %(title)s ran out on %(day)s") % {
        "code": competence.code,
        "title": competence.name,
        "day": date_format(day, "DATE_FORMAT"),
    }
