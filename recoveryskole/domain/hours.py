"""Until when somebody may answer, or keep a place in doubt. Never at night, never in the last hours."""

import datetime as dt

from django.utils import timezone

from recoveryskole import policy


def answer_by(starts_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """Until when somebody who is asked at `now` may answer; None: there is no time to ask.

    A day where there is time, less near the start. A deadline that would lie in the night moves to the
    morning after, or, where that is too late, to the evening before.
    """
    latest = starts_at - policy.LAST_ANSWER_BEFORE
    lasts = min(policy.OFFER_LASTS, (starts_at - now) / policy.SHARE_OF_WHAT_IS_LEFT)
    wanted = max(now + lasts, now + policy.OFFER_LASTS_AT_LEAST)
    return _by_day(wanted, earliest=now + policy.OFFER_LASTS_AT_LEAST, latest=latest)


def keep_until(starts_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """Until when a place may be kept for somebody in doubt; None: it is too near."""
    latest = starts_at - policy.PAUSE_ENDS_BEFORE
    wanted = min(now + policy.PAUSE_LASTS, latest)
    return _by_day(wanted, earliest=now + policy.OFFER_LASTS_AT_LEAST, latest=latest)


def remind_to_answer_at(until: dt.datetime, since: dt.datetime) -> dt.datetime | None:
    """When whoever was asked at `since` is reminded to answer by `until`: near the end, and by day.

    A moment in the night is the evening before it; None where that is too soon after they were asked.
    """
    lasts = min(until - since, policy.PAUSE_LASTS)
    wanted = until - lasts / policy.SHARE_OF_TIME_TO_REMIND
    evening, _morning = _night_around(wanted)
    moment = evening or wanted
    return moment if moment >= until - lasts + lasts / policy.SHARE_OF_TIME_TO_REMIND else None


def is_night(moment: dt.datetime) -> bool:
    """Nobody is written to of a moment that comes by itself."""
    return _night_around(moment) != (None, None)


def _by_day(wanted: dt.datetime, *, earliest: dt.datetime, latest: dt.datetime) -> dt.datetime | None:
    """`wanted`, moved out of the night and between the two; None where nothing lies there by day."""
    evening, morning = _night_around(wanted)
    choices = [wanted] if evening is None or morning is None else [morning, evening]
    if wanted > latest:
        evening, _morning = _night_around(latest)
        choices = [evening or latest]
    return next((choice for choice in choices if earliest <= choice <= latest), None)


def _night_around(moment: dt.datetime) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When the night that `moment` lies in began and ends, by the clock on the wall; by day neither."""
    local = timezone.localtime(moment)
    if policy.NIGHT_ENDS <= local.time() <= policy.NIGHT_BEGINS:
        return None, None
    before_midnight = local.time() > policy.NIGHT_BEGINS
    first = local.date() if before_midnight else local.date() - dt.timedelta(days=1)
    return (
        timezone.make_aware(dt.datetime.combine(first, policy.NIGHT_BEGINS)),
        timezone.make_aware(dt.datetime.combine(first + dt.timedelta(days=1), policy.NIGHT_ENDS)),
    )
