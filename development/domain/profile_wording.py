"""What the profile says in sentences: where one stands, what is under way, and what would help."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from assessments.ledger.domain.reminding import Due
from assessments.ledger.domain.standing import Position
from assessments.ledger.domain.wording import grace_in_words, lapsed_in_words, position_in_words
from assessments.ledger.enums import EvidenceKind, GapState
from assessments.ledger.models import Evidence
from assessments.ledger.policy import KINDS
from assessments.practice.domain.observation.queries import Seen
from assessments.practice.domain.observation.wording import say_state
from assessments.practice.models import Observation, PriorLearning
from competences.enums import Level
from development.domain.raising import SEEN_KINDS, Act, Begun, Way


def strength_in_words(kind: str, seen: Seen | None) -> str:
    """What a confirmed level rests on, to be said after it: "solved", "seen by 2 in practice"."""
    if kind in SEEN_KINDS and seen is not None:
        told = {"seen": seen.words}
        if kind == EvidenceKind.OBSERVATION_OUTSIDE:
            return _("%(seen)s in practice, from outside") % told
        return _("%(seen)s in practice") % told
    label = str(KINDS[kind].label)
    return label[:1].lower() + label[1:]


def say_stands(position: Position | None, seen: Seen | None, lapsed_on: dt.date | None) -> list[str]:
    """What is confirmed and what it rests on; or why nothing is; and what ran out beside it."""
    if position is None or not position.level or position.kind is None:
        said = [position_in_words(position)]
    else:
        told = {"level": position.level, "strength": strength_in_words(position.kind, seen)}
        said = [_("Level %(level)d is confirmed: %(strength)s.") % told]
    if position is not None and lapsed_on is not None:
        said.append(lapsed_in_words(position.lapsed_level, lapsed_on))
    return said


def say_term(due: Due | None, in_grace: Evidence | None, today: dt.date) -> list[str]:
    """That what meets the requirement runs out soon, or has, and what renewing it now would mean."""
    if in_grace is not None:
        return [grace_in_words(in_grace)]
    if due is None:
        return []
    said = [_("It runs out on %(day)s.") % {"day": _day(due.runs_out_on)}]
    if due.renews_from <= today:
        said.append(_("Renew it before then, and you lose no days."))
    return said


def say_practice(level: int) -> str:
    """That no course reaches the next level."""
    if level == Level.TEACHES_OTHERS:
        return _("Level %(level)d has to be seen in practice by two.") % {"level": level}
    return _("Level %(level)d has to be seen in practice.") % {"level": level}


def say_begun(begun: Begun, today: dt.date) -> list[str]:
    """What the person has asked for, and what came of it."""
    said = []
    if begun.observation is not None:
        said.append(_say_asked(begun.observation, today))
    if begun.paper is not None:
        said.append(_say_waits(begun.paper, today))
    if begun.no_observer is not None:
        said.append(say_state(begun.no_observer, today))
    if begun.no_paper is not None:
        said.append(_("Your paper »%(title)s« did not count here.") % {"title": begun.no_paper.title})
    return said


def _say_asked(row: Observation, today: dt.date) -> str:
    if not row.waits_for_observer(today) or row.observer_signed_at is not None:
        return say_state(row, today)
    name = row.observer_first_name or _("somebody")
    days = (today - timezone.localdate(row.asked_at)).days
    if not days:
        return _("You have asked %(name)s to look on today.") % {"name": name}
    return ngettext(
        "You asked %(name)s to look on %(days)d day ago.",
        "You asked %(name)s to look on %(days)d days ago.",
        days,
    ) % {"name": name, "days": days}


def _say_waits(paper: PriorLearning, today: dt.date) -> str:
    days = paper.days_waited(today)
    if not days:
        return _("You showed »%(title)s« today. It waits for an answer.") % {"title": paper.title}
    return ngettext(
        "You showed »%(title)s« %(days)d day ago. It waits for an answer.",
        "You showed »%(title)s« %(days)d days ago. It waits for an answer.",
        days,
    ) % {"title": paper.title, "days": days}


def say_taken_back_on(day: dt.date) -> str:
    """That the newest evidence does not count any more."""
    return _("What was shown here was taken back on %(day)s.") % {"day": _day(day)}


def say_no_course() -> str:
    """That there is nothing to take, and what to do instead."""
    return _("There is no course for this yet. A colleague can look on instead.")


def say_show_paper() -> str:
    """Why a paper may help here."""
    return _("Have you learnt a method elsewhere? Then show the paper.")


def say_jobs(level: int, posts: str) -> str:
    """Which of several jobs asks for the level."""
    return _("Level %(level)d is asked for as %(posts)s.") % {"level": level, "posts": posts}


def say_own_is_lower() -> str:
    """That the person sees themself lower than others do."""
    return _("You put yourself lower than the evidence does. It can be good to talk about.")


def say_act(act: Act) -> str:
    """What the button or the link says."""
    minutes = act.part.minutes if act.part else 0
    if act.way == Way.TAKE and act.part:
        plain = _("See the module") if act.part.is_module else _("See the course")
        timed = (
            _("Take the module, %(minutes)d min.")
            if act.part.is_module
            else _("Take the course, %(minutes)d min.")
        )
        return timed % {"minutes": minutes} if minutes else plain
    if act.way == Way.RENEW:
        return _("Renew it, %(minutes)d min.") % {"minutes": minutes} if minutes else _("Renew it")
    if act.way == Way.SIGN and act.observation:
        name = act.observation.observer_first_name
        return _("Read what %(name)s saw") % {"name": name} if name else _("Read what was seen")
    if act.way == Way.ASK:
        return _("Ask somebody else") if act.is_another else _("Ask a colleague to look on")
    return {
        Way.GO_ON: _("Go on with it"),
        Way.PAPER: _("Show a paper"),
        Way.RATE: _("Rate yourself"),
        Way.SEE_ASKED: _("See what you asked for"),
        Way.SEE_PAPERS: _("See your papers"),
        Way.SEE_RUN: _("See the run"),
    }[act.way]


def say_who_sees(managers: Iterable[User], readers: Iterable[User]) -> list[str]:
    """Who can see it: the managers nearest to the person by name, and whom they share their own view with."""
    names = _and(manager.display_name for manager in managers)
    if names:
        said = [
            _(
                "%(names)s and those who lead above can see how each requirement stands and your strongest "
                "evidence."
            )
            % {"names": names}
        ]
    else:
        said = [
            _(
                "Those who lead your workplace can see how each requirement stands and your strongest "
                "evidence."
            )
        ]
    said.append(say_own_view_shared(readers))
    said.append(_("You alone see the rest."))
    return said


def say_own_view_shared(readers: Iterable[User]) -> str:
    """With whom the own view is shared, in a sentence."""
    names = _and(reader.display_name for reader in readers)
    if names:
        return _("You share your self-assessment with %(names)s.") % {"names": names}
    return _("Only you see your self-assessment, until you share it.")


def _and(names: Iterable[str]) -> str:
    *first, last = [*names] or [""]
    return f"{', '.join(first)} {_('and')} {last}" if first else last


def _day(day: dt.date) -> str:
    return str(date_format(day, "DATE_FORMAT"))


def why_here(state: GapState, *, by_method: bool, has_parts: bool, practice_level: int) -> list[str]:
    """What keeps the person from the next level, where something does."""
    if state not in (GapState.GAP, GapState.EXPIRED) or has_parts:
        return []
    said = [say_practice(practice_level)] if practice_level else [say_no_course()]
    return [*said, say_show_paper()] if by_method else said
