"""What would raise somebody, as a table of cases: the first time, and the second."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import Page

from assessments.ledger.enums import EvidenceKind, GapState
from assessments.practice.enums import ObservationState
from assessments.practice.models import Observation, PriorLearning
from courses.models import RunSeat
from development.domain.raising import Begun, Case, Part, Way, find_ways

TODAY = dt.date(2027, 2, 3)


def case(state=GapState.GAP, required=3, **fields) -> Case:
    return Case(today=TODAY, state=state, required=required, **fields)


def part(level=2, minutes=40, **fields) -> Part:
    return Part(page=Page(content_type_id=1), level=level, minutes=minutes, **fields)


def asked(state=ObservationState.ASKED, until=TODAY) -> Observation:
    return Observation(state=state, expires_on=until, asked_at=timezone.now())


def ways(one: Case) -> list[str]:
    """The first way (a dash where there is none), then the others."""
    found = find_ways(one)
    return [found.first.way if found.first else "-", *(act.way for act in found.others)]


GAP, EXPIRED, UNKNOWN = GapState.GAP, GapState.EXPIRED, GapState.NOT_ASSESSED
PAPER = PriorLearning(title="Et papir")
DECLINED = ObservationState.DECLINED


@pytest.mark.parametrize(
    ("why", "one", "expected"),
    [
        ("a course lifts", case(parts=(part(),)), ["take", "ask"]),
        ("no course does", case(), ["ask"]),
        ("a method is taught elsewhere", case(by_method=True), ["paper", "ask"]),
        ("a method, and a course", case(by_method=True, parts=(part(),)), ["take", "ask", "paper"]),
        ("shown by a paper that is too low", case(kind=EvidenceKind.CERTIFICATE), ["ask", "paper"]),
        # Nobody knows.
        ("nobody knows", case(UNKNOWN), ["rate", "paper"]),
        ("nobody knows, and there is a course", case(UNKNOWN, parts=(part(),)), ["rate", "take", "paper"]),
        ("only they have said something", case(UNKNOWN, own_level=0), ["ask", "paper"]),
        ("that, and a course", case(UNKNOWN, own_level=2, parts=(part(),)), ["take", "ask", "paper"]),
        # It ran out.
        (
            "ran out, a part renews it",
            case(EXPIRED, 2, kind="solved", parts=(part(is_again=True),)),
            ["renew", "ask"],
        ),
        (
            "a paper ran out",
            case(EXPIRED, kind=EvidenceKind.CERTIFICATE, parts=(part(),)),
            ["paper", "take", "ask"],
        ),
        (
            "a paper ran out that a short module reaches as high as",
            case(EXPIRED, kind=EvidenceKind.CERTIFICATE, parts=(part(3),)),
            ["take", "ask", "paper"],
        ),
        ("what was seen ran out", case(EXPIRED, kind=EvidenceKind.OBSERVATION), ["ask"]),
        # It holds, and not for long.
        ("a paper ends", case(GapState.MET, kind=EvidenceKind.CERTIFICATE, runs_out=True), ["paper", "ask"]),
        (
            "what was seen ends",
            case(GapState.MET, kind=EvidenceKind.OBSERVATION, runs_out=True, parts=(part(3),)),
            ["ask", "take"],
        ),
        (
            "what was solved ends",
            case(GapState.MET, 2, kind=EvidenceKind.SOLVED, runs_out=True, parts=(part(),)),
            ["take", "ask"],
        ),
        ("it holds", case(GapState.MET, parts=(part(),)), ["-"]),
        ("nobody asks for it", case(GapState.NOT_REQUIRED, 0), ["-"]),
        # It is under way.
        ("asked", case(begun=Begun(observation=asked())), ["-", "see_asked", "ask"]),
        (
            "asked, and they have corrected something",
            case(begun=Begun(observation=asked(ObservationState.TO_CORRECT))),
            ["-", "see_asked", "ask"],
        ),
        (
            "seen: it waits for the person",
            case(parts=(part(),), begun=Begun(observation=asked(ObservationState.SEEN))),
            ["sign"],
        ),
        ("a paper waits", case(by_method=True, begun=Begun(paper=PAPER)), ["-", "see_papers", "ask"]),
        ("a course is begun", case(parts=(part(is_begun=True),)), ["go_on", "ask"]),
        (
            "begun anew when it ran out",
            case(EXPIRED, 2, kind="solved", parts=(part(is_again=True, is_begun=True),)),
            ["go_on", "ask"],
        ),
        ("a seat", case(parts=(part(is_begun=True, seat=RunSeat(run_id=1)),)), ["-", "see_run", "ask"]),
        (
            "a course and a colleague",
            case(parts=(part(is_begun=True),), begun=Begun(observation=asked())),
            ["go_on", "see_asked", "ask"],
        ),
        (
            "renewing is under way",
            case(GapState.MET, runs_out=True, begun=Begun(paper=PAPER)),
            ["-", "see_papers", "ask"],
        ),
        # The second time round.
        ("they said no", case(begun=Begun(no_observer=asked(DECLINED))), ["ask"]),
        ("a paper did not count", case(by_method=True, begun=Begun(no_paper=PAPER)), ["ask", "paper"]),
        (
            "a new paper ran out did not count",
            case(EXPIRED, kind=EvidenceKind.CERTIFICATE, begun=Begun(no_paper=PAPER)),
            ["ask", "paper"],
        ),
        ("it was taken back: nobody knows again", case(UNKNOWN, own_level=3), ["ask", "paper"]),
    ],
)
def test_ways(why, one, expected) -> None:
    assert ways(one) == expected, why


def test_whoever_is_asked_already_is_another_the_next_time() -> None:
    assert find_ways(case(begun=Begun(observation=asked()))).others[-1].is_another
    assert not find_ways(case(begun=Begun(no_observer=asked(DECLINED)))).first.is_another


def test_a_request_of_yesterday_is_told_apart_from_one_that_still_waits() -> None:
    late = asked(ObservationState.SEEN, until=TODAY - dt.timedelta(days=1))
    assert not case(begun=Begun(observation=late)).waits_for_person


@pytest.mark.parametrize(
    ("parts", "level", "minutes"),
    [
        ((part(1, 10), part(2, 90)), 2, 90),
        ((part(2, 90), part(2, 20)), 2, 20),
        ((part(2, 20), part(2, 90, is_again=True)), 2, 90),
        ((part(2, 20), part(1, 60, is_begun=True)), 1, 60),
    ],
)
def test_the_part_is_the_one_begun_the_highest_the_one_taken_before_the_shortest(
    parts, level, minutes
) -> None:
    for order in (parts, parts[::-1]):
        chosen = case(parts=order).part
        assert (chosen.level, chosen.minutes) == (level, minutes)


def test_no_way_stands_twice_and_there_are_never_more_than_three() -> None:
    begun = Begun(observation=asked(), paper=PAPER)
    for state in (GAP, EXPIRED, UNKNOWN):
        for parts in ((), (part(),), (part(is_begun=True),), (part(seat=RunSeat(run_id=1)),)):
            for one in (case(state, parts=parts, by_method=True), case(state, parts=parts, begun=begun)):
                found = [way for way in ways(one) if way != "-"]
                assert len(found) == len(set(found)) <= 3
                assert found
                assert set(found) <= set(Way)
