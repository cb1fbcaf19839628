import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import JobFunction, Setting
from accounts.models import Leave
from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.policy import own_view_kinds
from reports.domain.closing import closing_courses
from reports.domain.gap import Figures, gap_report
from reports.domain.grid import FutureDay, read_grid
from reports.domain.heatmap import place_table
from reports.domain.history import read_history
from reports.domain.overview import read_overview
from reports.domain.people import names_on_leave, read_names, standpoints
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.competences import make_area, make_framework, make_job_requirement, make_requirement
from tests.factories.courses import make_course, make_outcome, make_test
from tests.factories.ledger import show
from tests.reports.conftest import TODAY, Town

YESTERDAY = TODAY - dt.timedelta(days=1)
LAST_YEAR = dt.date(2025, 11, 20)


def row(town: Town, code: str = "M.1", place=None, **asked) -> Figures:
    report = gap_report(place or town.unit, **asked)
    return next(row.figures for row in report.rows if row.code == code)


def test_gap_report_of_nobody_is_all_zero(town: Town) -> None:
    report = gap_report(town.other_unit)
    assert (report.people, report.on_leave, report.total) == (0, 0, Figures())
    assert [row.figures.mean_gap for row in report.rows] == [None, None]


def test_gap_report_keeps_not_assessed_apart(town: Town) -> None:
    make_employment(workplace=town.unit)
    assert row(town) == Figures(required=1, not_assessed=1)


def test_gap_report_counts_met_at_and_above_what_is_asked(town: Town) -> None:
    for level in (3, 4):
        show(make_employment(workplace=town.unit).user, town.goals, level)
    assert row(town) == Figures(required=2, met=2)


@pytest.mark.parametrize(("level", "gaps"), [(2, (1, 0, 0, 0)), (1, (0, 1, 0, 0))])
def test_gap_report_counts_missing_levels(town: Town, level: int, gaps: tuple[int, ...]) -> None:
    show(make_employment(workplace=town.unit).user, town.goals, level)
    assert row(town) == Figures(required=1, gaps=gaps)


@pytest.mark.parametrize("kind", own_view_kinds())
def test_gap_report_does_not_tell_that_somebody_has_an_own_view(town: Town, kind: str) -> None:
    show(make_employment(workplace=town.unit).user, town.goals, 4, kind, on=LAST_YEAR)
    assert row(town) == row(town, as_of=YESTERDAY) == Figures(required=1, not_assessed=1)


def test_gap_report_means_only_over_those_with_a_gap(town: Town) -> None:
    for level in (1, 2, 3):
        show(make_employment(workplace=town.unit).user, town.goals, level)
    make_employment(workplace=town.unit)
    figures = row(town)
    assert (figures.gap, figures.steps, figures.mean_gap) == (2, 3, 1.5)


def tomorrow(days: int = 1) -> Any:
    """At noon so many days from now."""
    noon = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
    return time_machine.travel(noon + dt.timedelta(days=days))


def test_gap_report_tells_expired_from_missing(town: Town) -> None:
    person = make_employment(workplace=town.unit).user
    show(person, town.goals, 3, on=LAST_YEAR, until=YESTERDAY)
    assert row(town) == Figures(required=1, expired=1)


def test_what_holds_today_makes_a_gap_of_what_ran_out(town: Town) -> None:
    """A state is judged by today's evidence, on a day before as well as today."""
    person = make_employment(workplace=town.unit).user
    show(person, town.goals, 3, on=LAST_YEAR, until=YESTERDAY)
    show(person, town.goals, 1, on=TODAY)
    for day in (TODAY, TODAY + dt.timedelta(days=1)):
        with time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC)):
            assert row(town) == Figures(required=1, gaps=(0, 1, 0, 0))
            grid = read_grid(town.unit)
            here = grid.staff["person"].tolist().index(person.pk)
            (point,) = standpoints(grid, [(here, 0)], read_names(grid.staff["employment"]))
            assert (point.state, point.gap, point.level, point.lapsed_on) == ("gap", 2, 1, YESTERDAY)
            assert point.evidence is not None
            assert point.evidence.confirms == 1
    assert row(town, as_of=YESTERDAY) == Figures(required=1, met=1)


def test_gap_report_sees_what_ran_out_since_the_standing_was_written(town: Town) -> None:
    person = make_employment(workplace=town.unit).user
    show(person, town.goals, 3, until=TODAY)
    assert row(town) == Figures(required=1, met=1)
    with tomorrow():
        assert row(town) == Figures(required=1, expired=1)


def test_gap_report_of_today_asks_the_ledger_where_a_standing_is_stale(town: Town) -> None:
    """Nobody has written since: the stored standings still say what held yesterday."""
    alone, lower, revoked = (make_employment(workplace=town.unit).user for _ in range(3))
    show(alone, town.goals, 3, until=TODAY)
    show(lower, town.goals, 3, until=TODAY)
    show(lower, town.goals, 2)
    show(revoked, town.goals, 3, until=TODAY)
    revoke_evidence(show(revoked, town.goals, 1), by=None)
    assert row(town) == Figures(required=3, met=3)
    with tomorrow():
        assert row(town) == Figures(required=3, gaps=(1, 0, 0, 0), expired=2)
        grid = read_grid(town.unit)
        assert (grid.level[:, 0].max(), sorted(grid.level[:, 0].tolist())[-3:]) == (2, [0, 0, 2])


def test_what_is_shown_in_one_requirement_says_nothing_of_another(town: Town) -> None:
    """Where a standing is stale, and where another day is read from the ledger itself."""
    person = make_employment(workplace=town.unit).user
    show(person, town.goals, 3, until=TODAY)
    show(person, town.notes, 3)
    with tomorrow():
        grids = [read_grid(town.unit)]
    with tomorrow(2):
        grids.append(read_grid(town.unit, as_of=TODAY + dt.timedelta(days=1)))
    for grid in grids:
        here = grid.staff["person"].tolist().index(person.pk)
        columns = [grid.column(it.code) for it in (town.goals, town.notes)]
        assert grid.level[here, columns].tolist() == [0, 3]
        assert grid.lapsed[here, columns].tolist() == [3, 0]


def test_gap_report_counts_no_evidence_of_another_framework(town: Town) -> None:
    others = make_area(make_framework(is_current=False), "X")
    person = make_employment(workplace=town.unit).user
    show(person, make_requirement(others, "X.1"), 3)
    assert gap_report(town.unit).total == Figures(required=2, not_assessed=2)
    show(person, town.goals, 1)
    assert gap_report(town.unit).total == Figures(required=2, gaps=(0, 1, 0, 0), not_assessed=1)
    # Another day is read from the ledger itself.
    today = gap_report(town.unit)
    with tomorrow():
        assert gap_report(town.unit, TODAY).total == today.total


def test_gap_report_counts_proof_on_its_last_day(town: Town) -> None:
    show(make_employment(workplace=town.unit).user, town.goals, 3, on=LAST_YEAR, until=TODAY)
    assert row(town) == Figures(required=1, met=1)


def test_gap_report_asks_nothing_of_a_job_without_requirements(town: Town) -> None:
    report = gap_report(town.unit)
    assert (report.people, report.total.required) == (1, 0)


def test_gap_report_leaves_people_on_leave_out(town: Town) -> None:
    away = make_employment(workplace=town.unit)
    Leave.objects.create(employment=away, start=LAST_YEAR)
    report = gap_report(town.unit)
    assert (report.people, report.on_leave, report.total.required) == (1, 1, 0)
    assert gap_report(town.unit, LAST_YEAR - dt.timedelta(days=1)).on_leave == 0


def test_gap_report_leaves_ended_and_future_employments_out(town: Town) -> None:
    make_employment(workplace=town.unit, end=YESTERDAY)
    make_employment(workplace=town.unit, start=TODAY + dt.timedelta(days=1))
    assert gap_report(town.unit).total.required == 0
    assert gap_report(town.unit, YESTERDAY).total.required == 2


def test_gap_report_of_a_past_day_reads_the_ledger_of_that_day(town: Town) -> None:
    person = make_employment(workplace=town.unit).user
    show(person, town.goals, 1, on=LAST_YEAR)
    newer = show(person, town.goals, 3, on=YESTERDAY)
    assert row(town, as_of=LAST_YEAR) == Figures(required=1, gaps=(0, 1, 0, 0))
    assert row(town, as_of=YESTERDAY) == Figures(required=1, met=1)
    revoke_evidence(newer, by=None)
    assert row(town) == Figures(required=1, gaps=(0, 1, 0, 0))
    assert row(town, as_of=YESTERDAY) == Figures(required=1, met=1)


def test_gap_report_counts_each_of_two_employments(town: Town) -> None:
    person = make_person()
    make_employment(person, town.unit)
    make_employment(person, town.other_unit)
    show(person, town.goals, 3)
    report = gap_report(town.centre)
    # The manager and the person, who is one and stands in the cells of both posts.
    assert report.people == 2
    assert row(town, place=town.centre) == Figures(required=2, met=2)


def test_two_contracts_for_one_job_at_one_place_are_one_person_everywhere(town: Town) -> None:
    course = make_course("Kurset")
    make_test(course)
    make_outcome(course, town.goals, 2)
    person = make_person()
    # The manager is the second person of the unit.
    older, newer = (
        make_employment(person, town.unit, job_function=JobFunction.PEER, start=dt.date(year, 1, 1))
        for year in (2022, 2023)
    )
    make_job_requirement(town.goals, 2, job_function=JobFunction.PEER)
    make_employment(person, town.other_unit)
    show(person, town.goals, 1)
    grid = read_grid(town.unit)
    assert grid.staff["employment"].tolist().count(older.pk) == 1
    assert newer.pk not in grid.staff["employment"].tolist()
    assert (gap_report(town.unit).people, row(town)) == (2, Figures(required=1, gaps=(1, 0, 0, 0)))
    closings = closing_courses(read_grid(town.centre))
    assert [(closing.steps, closing.people) for closing in closings] == [(2, 1)]
    last = (read_history(read_grid(town.centre)) or [])[-1]
    assert (last.people, last.required) == (2, gap_report(town.centre).total.required)
    overview = {entry.workplace.pk: entry.people for entry in read_overview([town.centre])}
    assert [overview[place.pk] for place in (town.centre, town.unit, town.other_unit)] == [2, 2, 1]
    columns, _rows = place_table(read_grid(town.centre), [], [town.unit, town.other_unit])
    assert [column.people for column in columns] == [2, 1]


def test_who_is_away_from_one_contract_and_present_in_the_other_is_present(town: Town) -> None:
    person = make_person(display_name="Asta Bo")
    away, _other = (make_employment(person, town.unit, start=dt.date(year, 1, 1)) for year in (2022, 2023))
    Leave.objects.create(employment=away, start=YESTERDAY)
    report = gap_report(town.unit)
    assert (report.people, report.on_leave, list(names_on_leave(town.unit, TODAY, 9).values())) == (2, 0, [])
    for employment in person.employments.exclude(pk=away.pk):
        Leave.objects.create(employment=employment, start=YESTERDAY)
    report = gap_report(town.unit)
    assert (report.people, report.on_leave, list(names_on_leave(town.unit, TODAY, 9).values())) == (
        1,
        1,
        ["Asta Bo"],
    )


def test_job_change_midway_asks_for_the_new_from_its_day(town: Town) -> None:
    """What was shown comes along; what is asked for is that of the job and the place of the day."""
    person = make_person()
    make_employment(person, town.unit, end=YESTERDAY)
    make_employment(person, town.other_unit, job_function=JobFunction.PEER, start=TODAY)
    make_job_requirement(town.goals, 2, job_function=JobFunction.PEER)
    show(person, town.goals, 2, on=LAST_YEAR)
    assert (row(town, as_of=YESTERDAY), row(town)) == (Figures(required=1, gaps=(1, 0, 0, 0)), Figures())
    assert row(town, place=town.other_unit, as_of=YESTERDAY) == Figures()
    assert row(town, place=town.other_unit) == Figures(required=1, met=1)


def test_two_posts_at_once_have_their_own_gaps(town: Town) -> None:
    person = make_person()
    make_employment(person, town.unit)
    peer = make_employment(person, town.other_unit, job_function=JobFunction.PEER, start=YESTERDAY)
    make_job_requirement(town.goals, 1, job_function=JobFunction.PEER)
    show(person, town.goals, 1)
    assert row(town, place=town.centre) == Figures(required=2, met=1, gaps=(0, 1, 0, 0))
    # Away from one of them: present in the other.
    Leave.objects.create(employment=peer, start=TODAY)
    assert row(town, place=town.centre) == Figures(required=1, gaps=(0, 1, 0, 0))
    assert (gap_report(town.centre).on_leave, row(town, place=town.other_unit).on_leave) == (0, 1)


def test_posts_of_people_on_leave_stand_beside_the_figures(town: Town) -> None:
    person = make_person()
    make_job_requirement(town.goals, 1, job_function=JobFunction.PEER)
    for unit, job in ((town.unit, JobFunction.SOSU_ASSISTENT), (town.other_unit, JobFunction.PEER)):
        Leave.objects.create(
            employment=make_employment(person, unit, job_function=job), start=YESTERDAY, end=TODAY
        )
    report = gap_report(town.centre)
    assert (report.on_leave, report.total.on_leave, report.total.required) == (1, 3, 0)
    assert row(town, "M.1", town.centre) == Figures(on_leave=2)
    assert [area.figures.on_leave for area in report.areas] == [3]
    overview = {entry.workplace.pk: entry.on_leave for entry in read_overview([town.centre])}
    assert [overview[place.pk] for place in (town.centre, town.unit, town.other_unit)] == [1, 1, 1]
    assert names_on_leave(town.centre, TODAY, 9, JobFunction.LEDER) == {}


def test_day_that_has_not_come_in_denmark_is_refused(town: Town) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)):
        # Half past midnight in Denmark: the first of July has come, the second has not.
        assert gap_report(town.unit, dt.date(2026, 7, 1)).as_of == dt.date(2026, 7, 1)
        with pytest.raises(FutureDay):
            gap_report(town.unit, dt.date(2026, 7, 2))


def test_gap_report_stops_at_the_subtree(town: Town) -> None:
    make_employment(workplace=town.unit)
    make_employment(workplace=town.other_unit)
    elsewhere = make_workplace(make_workplace(make_workplace()))
    make_employment(workplace=elsewhere)
    assert gap_report(town.unit).total.required == 2
    assert gap_report(town.municipality).total.required == 4


def test_gap_report_follows_setting_and_workplace(town: Town) -> None:
    make_employment(workplace=town.unit)
    make_job_requirement(town.goals, 1, setting=Setting.BOSTED)
    make_job_requirement(town.notes, 0, workplace=town.unit, is_proposal=False)
    show(make_employment(workplace=town.unit).user, town.goals, 1)
    assert row(town, "M.1") == Figures(required=2, met=1, not_assessed=1)
    assert row(town, "M.2") == Figures()


def test_gap_report_narrows_to_job_and_area(town: Town) -> None:
    make_employment(workplace=town.unit)
    make_employment(workplace=town.unit, job_function=JobFunction.PEER)
    make_job_requirement(town.goals, 1, job_function=JobFunction.PEER)
    assert gap_report(town.unit, job=JobFunction.PEER).total == Figures(required=1, not_assessed=1)
    assert gap_report(town.unit, area="M").total.required == 3
    assert gap_report(town.unit, area="R1").rows == ()


def test_gap_report_adds_up(town: Town) -> None:
    for level in (1, 2, 3):
        show(make_employment(workplace=town.unit).user, town.goals, level)
    report = gap_report(town.unit)
    total = report.total
    assert total.required == total.met + total.gap + total.not_assessed + total.expired == 6
    assert [row.figures for row in report.areas] == [total]


def test_gap_report_marks_proposals(town: Town) -> None:
    make_employment(workplace=town.unit)
    make_job_requirement(town.notes, 2, workplace=town.unit, is_proposal=False)
    assert [row.is_proposal for row in gap_report(town.unit).rows] == [True, False]


@pytest.mark.parametrize("as_of", [None, LAST_YEAR])
def test_gap_report_queries_do_not_grow(town: Town, as_of: dt.date | None) -> None:
    counts = []
    for units, people in ((1, 10), (3, 100)):
        places = [make_workplace(town.centre) for _ in range(units)]
        town.centre.refresh_from_db()
        for number in range(people):
            person = make_employment(workplace=places[number % units]).user
            if number < 5:
                show(person, town.goals, 1 + number % 3, on=LAST_YEAR, until=YESTERDAY)
        gap_report(town.municipality, as_of)
        with CaptureQueriesContext(connection) as queries:
            gap_report(town.municipality, as_of)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
