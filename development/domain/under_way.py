"""What somebody has asked for already: to be seen, or to have a paper looked at. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments.practice.enums import ObservationState, PaperState
from assessments.practice.models import Claim, Observation, PriorLearning
from assessments.practice.models.observation import OPEN
from assessments.practice.policy import INSIDE_WAITS
from development.domain.raising import NOTHING_BEGUN, Begun

# A no is told for as long as a question may wait for an answer; after that it is history.
TOLD_FOR = INSIDE_WAITS


def read_begun(person: User, today: dt.date) -> Mapping[int, Begun]:
    """What is begun, by competence id; `NOTHING_BEGUN` for all others. Two queries."""
    since = timezone.make_aware(dt.datetime.combine(today - TOLD_FOR, dt.time.min))
    observations = _observations(person, since)
    papers = _papers(person, since)
    begun: dict[int, Begun] = defaultdict(lambda: NOTHING_BEGUN)
    for competence in observations.keys() | papers.keys():
        asked, no_observer = _asked(observations.get(competence, []), today)
        paper, no_paper = papers.get(competence, (None, None))
        begun[competence] = Begun(observation=asked, no_observer=no_observer, paper=paper, no_paper=no_paper)
    return begun


def _observations(person: User, since: dt.datetime) -> dict[int, list[Observation]]:
    rows = Observation.objects.filter(
        Q(state__in=OPEN) | Q(asked_at__gte=since), person=person, competence__isnull=False
    )
    found: dict[int, list[Observation]] = defaultdict(list)
    for row in rows.select_related("observer").order_by("-asked_at", "-pk"):
        assert row.competence_id is not None
        found[row.competence_id].append(row)
    return found


def _asked(rows: list[Observation], today: dt.date) -> tuple[Observation | None, Observation | None]:
    """Of these, newest first: the one under way, what waits for the person first; else the newest no."""
    is_open = [row for row in rows if row.is_open(today)]
    if is_open:
        return min(is_open, key=lambda row: not row.waits_for_person(today)), None
    newest = rows[0] if rows else None
    if newest is None or newest.state not in (*OPEN, ObservationState.DECLINED, ObservationState.EXPIRED):
        return None, None
    return None, newest


def _papers(person: User, since: dt.datetime) -> dict[int, tuple[PriorLearning | None, PriorLearning | None]]:
    """By competence: the paper that waits, and else the newest one, if it does not count there."""
    claims = Claim.objects.filter(
        Q(prior_learning__state=PaperState.WAITING) | Q(prior_learning__decided_at__gte=since),
        prior_learning__person=person,
    )
    found: dict[int, tuple[PriorLearning | None, PriorLearning | None]] = {}
    newest = claims.select_related("prior_learning").order_by("-prior_learning__sent_at", "-pk")
    for claim in newest:
        paper = claim.prior_learning
        waiting, _refused = found.get(claim.competence_id, (None, None))
        if paper.state == PaperState.WAITING:
            found[claim.competence_id] = (waiting or paper, None)
        elif claim.competence_id not in found:
            is_no = paper.state == PaperState.REJECTED or claim.granted == 0
            found[claim.competence_id] = (None, paper if is_no else None)
    return found
