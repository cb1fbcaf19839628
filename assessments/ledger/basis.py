"""How something was shown, in figures that are kept beside the evidence, and as words.

A basis is plain JSON: `way` is one of `Way`, and with it go the figures that the way asks for. What is kept
stands for good, so a way that rows rest on never leaves the table, and one that nobody knows says nothing.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

Basis = dict[str, Any]


class Way(StrEnum):
    """How something was shown, and the figures that are kept with it."""

    # answered, of: tasks that are answered, right or not, and how many there were.
    ANSWERED = "answered"
    # read: lessons that the person says to have read.
    READ = "read"
    # A teacher saw the person there.
    ATTENDED = "attended"
    # right, of: questions that were answered right, and how many there were.
    RIGHT = "right"
    # score, max: right answers in the test that was passed, and its questions.
    TEST = "test"
    # solved, of: modules that are solved, and how many the course asks for.
    MODULES = "modules"
    # needed: how much the observer had to do, as the level that it means (0 to 4). situation: the number of
    # the situation in which the person was seen, among those of this requirement.
    SEEN = "seen"
    # observers, situations: how many have seen it, and in how many situations.
    SEEN_BY_SEVERAL = "seen_by_several"
    # A paper from elsewhere that somebody here has looked at.
    PAPER = "paper"
    # The same, and it tells the outcome of an assessment of prior learning (IKV, RKV).
    PRIOR_ASSESSMENT = "prior_assessment"


def of_passed_test(score: int, questions: int) -> Basis:
    """The basis of a passed test: right answers of all its questions."""
    return {"way": Way.TEST, "score": score, "max": questions}


def _say_answered(basis: Mapping[str, Any]) -> str:
    if basis["answered"] == basis["of"]:
        return ngettext("answered the task", "answered all %(of)d tasks", basis["of"]) % basis
    return _("answered %(answered)d of %(of)d tasks") % basis


def _say_read(basis: Mapping[str, Any]) -> str:
    return ngettext("read the lesson", "read all %(read)d lessons", basis["read"]) % basis


def _say_attended(basis: Mapping[str, Any]) -> str:
    return _("was there in person")


def _say_right(basis: Mapping[str, Any]) -> str:
    return _("%(right)d of %(of)d questions right") % basis


def _say_test(basis: Mapping[str, Any]) -> str:
    return _("%(score)d of %(max)d in the test") % basis


def _say_modules(basis: Mapping[str, Any]) -> str:
    if basis["solved"] == basis["of"]:
        return ngettext("solved the module", "solved all %(of)d modules", basis["of"]) % basis
    return (
        ngettext(
            "completed the module", "completed all %(of)d modules, solved %(solved)d of them", basis["of"]
        )
        % basis
    )


# What the observer had to do, by the level that it means.
NEEDED = {
    0: gettext_lazy("the observer had to do it"),
    1: gettext_lazy("the observer had to help"),
    2: gettext_lazy("the observer only had to be near"),
    3: gettext_lazy("the observer was not needed"),
    4: gettext_lazy("taught it to others"),
}


def _say_seen(basis: Mapping[str, Any]) -> str:
    needed = str(NEEDED[basis["needed"]])
    return _("%(needed)s (situation %(situation)d)") % {"needed": needed, "situation": basis["situation"]}


def _say_seen_by_several(basis: Mapping[str, Any]) -> str:
    return _("seen by %(observers)d, in %(situations)d situations") % basis


def _say_paper(basis: Mapping[str, Any]) -> str:
    return _("shown by a paper that was looked at here")


def _say_prior_assessment(basis: Mapping[str, Any]) -> str:
    return _("found by an assessment of prior learning (IKV or RKV)")


SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    Way.ANSWERED: _say_answered,
    Way.READ: _say_read,
    Way.ATTENDED: _say_attended,
    Way.RIGHT: _say_right,
    Way.TEST: _say_test,
    Way.MODULES: _say_modules,
    Way.SEEN: _say_seen,
    Way.SEEN_BY_SEVERAL: _say_seen_by_several,
    Way.PAPER: _say_paper,
    Way.PRIOR_ASSESSMENT: _say_prior_assessment,
}


def say_basis(basis: Mapping[str, Any]) -> str:
    """How it was shown, to be said after the kind: "answered all 13 tasks". Empty where nothing is kept.

    Where a lesson asks for something to be tried at work: also how many of these tasks are noted (`noted` of
    `to_try`).
    """
    say = SENTENCES.get(basis.get("way", ""))
    said = [say(basis)] if say else []
    if basis.get("to_try"):
        said.append(_("%(noted)d of %(to_try)d practice tasks noted") % basis)
    return ", ".join(said)
