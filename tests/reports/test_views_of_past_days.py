"""What a report shows of the levels, the framework and the people on leave of its day."""

import datetime as dt

from django.test import Client

from accounts.enums import Setting
from accounts.models import Leave, PastSetting
from competences.models import PastFramework
from tests.factories.accounts import make_employment, make_person
from tests.factories.competences import make_area, make_framework, make_job_requirement, make_requirement
from tests.factories.ledger import show
from tests.reports.conftest import TODAY, Town
from tests.reports.test_views import GAP, YESTERDAY, text_of


def test_history_asks_for_what_was_asked_then(town: Town, manager: Client) -> None:
    """Of levels, of the setting of the unit, and of the framework: each point is the report of its day."""
    person = make_employment(workplace=town.unit).user
    show(person, town.goals, 3, on=dt.date(2025, 1, 1))
    for level, day in ((4, dt.date(2025, 4, 1)), (None, dt.date(2025, 7, 1)), (2, dt.date(2026, 1, 1))):
        make_job_requirement(town.goals, level, valid_from=day)
    make_job_requirement(town.notes, 1, setting=Setting.VAERESTED)
    PastSetting.objects.create(workplace=town.unit, setting=Setting.VAERESTED, last_day=dt.date(2026, 3, 1))
    old = make_framework(is_current=False)
    PastFramework.objects.create(framework=old, last_day=dt.date(2024, 12, 31))
    make_job_requirement(make_requirement(make_area(old, "X"), "X.1"), 1)
    points = manager.get(GAP).context["points"]
    assert [(point.met, point.required) for point in points] == [
        (0, 1), (1, 2), (0, 2), (0, 1), (0, 1), (1, 2), (1, 2), (1, 2), (1, 2)
    ]  # fmt: skip
    for point in points:
        report = manager.get(f"{GAP}?date={point.day}").context["report"]
        assert (report.total.met, report.total.required) == (point.met, point.required)
        assert len(report.rows) == (1 if point.day.year == 2024 else 2)


def test_past_day_offers_the_areas_of_its_framework(town: Town, manager: Client) -> None:
    old = make_framework(is_current=False)
    PastFramework.objects.create(framework=old, last_day=YESTERDAY)
    make_job_requirement(make_requirement(make_area(old, "X"), "X.1"), 1)
    make_employment(workplace=town.unit)
    then = manager.get(f"{GAP}?date={YESTERDAY}&area=X")
    assert not then.context["form"].errors
    assert [row.code for row in then.context["report"].rows] == ["X.1"]
    assert manager.get(f"{GAP}krav/X.1/?date={YESTERDAY}").status_code == 200
    assert set(manager.get(f"{GAP}?area=X").context["form"].errors) == {"area"}
    assert manager.get(f"{GAP}krav/X.1/").status_code == 404


def test_people_on_leave_stand_in_a_column_of_their_own(town: Town, manager: Client) -> None:
    make_employment(workplace=town.unit)
    assert "ls-heatmap__sum" in manager.get(GAP).text
    assert "På orlov" not in manager.get(GAP).text
    away = make_employment(make_person(display_name="Henrik Bay"), town.unit)
    Leave.objects.create(employment=away, start=YESTERDAY)
    make_job_requirement(town.notes, 0, workplace=town.unit, valid_from=TODAY)
    page = manager.get(GAP)
    assert "På orlov: Henrik Bay." in text_of(page)
    assert [(line.row.code, line.row.figures.on_leave) for line in page.context["rows"]] == [("M.1", 1)]
    assert "1 på orlov" in page.context["rows"][0].in_words
