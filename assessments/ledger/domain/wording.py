"""How somebody stands with a requirement, in words. Profile, report and lists all say it from here.

Three things that are no level are kept apart: nothing is known, nothing is confirmed, and it ran out.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.ledger.domain.standing import Position
from assessments.ledger.enums import ChainFault
from assessments.ledger.models import Evidence
from competences.enums import Level


def state_in_words(state: str, gap: int = 0) -> str:
    """Say a state as it is said in a sentence: "met", "one step missing", "not assessed"."""
    if state == "gap":
        return ngettext("%(steps)d step missing", "%(steps)d steps missing", gap) % {"steps": gap}
    return {
        "met": _("met"),
        "not_assessed": _("not assessed"),
        "expired": _("expired"),
        "not_required": _("not required"),
    }[state]


def level_in_words(level: int) -> str:
    """A level, 0 to 4, with its number and its word."""
    return _("Level %(level)d: %(word)s") % {"level": level, "word": Level(level).label}


def position_in_words(position: Position | None) -> str:
    """What the evidence that holds today confirms; or why that is no level."""
    if position is None:
        return _("We do not know yet.")
    if position.level:
        return level_in_words(position.level)
    if position.lapsed_level:
        return _("What was shown has run out.")
    return _("Nothing is confirmed yet.")


def lapsed_in_words(level: int, day: dt.date) -> str:
    """What was confirmed once and is not any more, beside what holds today."""
    return _("Level %(level)d ran out on %(day)s.") % {
        "level": level,
        "day": date_format(day, "DATE_FORMAT"),
    }


def grace_in_words(row: Evidence) -> str:
    """That evidence has run out and still counts for a while; it must be one that runs out."""
    assert row.runs_out_on is not None
    assert row.valid_until is not None
    return _("Ran out on %(day)s. It still counts until %(last)s.") % {
        "day": date_format(row.runs_out_on, "DATE_FORMAT"),
        "last": date_format(row.valid_until, "DATE_FORMAT"),
    }


def until_in_words(row: Evidence, day: dt.date | None = None) -> str:
    """How long evidence counts, as it is known on the day (today if none): empty where it does not run out.

    Days of grace are no longer term: until it runs out that day is said, and after it both.
    """
    as_of = day or timezone.localdate()
    if row.runs_out_on is None:
        return ""
    if row.in_grace_on(as_of):
        return grace_in_words(row)
    said = {"day": date_format(row.runs_out_on, "DATE_FORMAT")}
    return _("Holds until %(day)s.") % said if row.holds_on(as_of) else _("Ran out on %(day)s.") % said


def rule_in_words(rule: Mapping[str, Any]) -> str:
    """The rule that judged a row, as it is kept with it."""
    said = [_("Confirms up to level %(ceiling)d.") % {"ceiling": rule.get("ceiling", 0)}]
    if months := rule.get("valid_months"):
        said.append(
            ngettext("Holds for %(months)d month.", "Holds for %(months)d months.", months)
            % {"months": months}
        )
    if days := rule.get("grace_days"):
        said.append(ngettext("%(days)d day of grace.", "%(days)d days of grace.", days) % {"days": days})
    if days := rule.get("renewal_days"):
        said.append(
            ngettext(
                "Renewed without loss in its last day.",
                "Renewed without loss in its last %(days)d days.",
                days,
            )
            % {"days": days}
        )
    if begins := rule.get("runs_from"):
        day = date_format(dt.date.fromisoformat(begins), "DATE_FORMAT")
        said.append(_("Renewed in time: it runs from %(day)s.") % {"day": day})
    return " ".join(said)


def state_of_row_in_words(row: Evidence) -> str:
    """Whether a row of the ledger counts today: "counts", "taken back", "ran out"."""
    today = timezone.localdate()
    if row.revokes_id is not None:
        return _("takes another back")
    if hasattr(row, "revoked_by"):
        return _("taken back")
    if not row.holds_on(today):
        return _("ran out")
    return _("in days of grace") if row.in_grace_on(today) else _("counts")


def chain_in_words(faults: Sequence[ChainFault], has_others: bool) -> list[str]:
    """What is wrong with a row, by its chain; `has_others`: something else in the person's chain is."""
    if faults:
        return [str(fault.label).capitalize() + "." for fault in faults]
    if has_others:
        return [_("This row is as it was written. Another row of the person is not.")]
    return [_("As it was written.")]
