import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.enums import JobFunction
from accounts.models import Leave
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import EvidencePolicy
from competences.models import Strategy
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.competences import make_job_requirement
from tests.factories.courses import make_course, make_lesson, make_module, make_outcome, make_test
from tests.factories.ledger import show
from tests.reports.conftest import TODAY, Town

GAP = "/rapporter/kloevermarken/"
YESTERDAY = TODAY - dt.timedelta(days=1)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def addresses(slug: str, employment: int = 1) -> list[str]:
    base = f"/rapporter/{slug}/"
    return [
        base,
        f"{base}krav/M.1/",
        f"{base}ansat/{employment}/",
        f"{base}hent/csv/",
        f"{base}hent/xlsx/",
    ]


def test_manager_opens_every_page_of_own_place(town: Town, manager: Client) -> None:
    employment = make_employment(workplace=town.unit)
    for address in addresses("kloevermarken", employment.pk):
        assert manager.get(address).status_code == 200, address


@pytest.mark.parametrize("slug", ["havblik", "centret", "soenderaa", "findes-ikke"])
def test_manager_finds_no_place_of_others(town: Town, manager: Client, slug: str) -> None:
    employment = make_employment(workplace=town.other_unit)
    for address in addresses(slug, employment.pk):
        assert manager.get(address).status_code == 404, address


def test_manager_finds_no_person_of_others_by_number(town: Town, manager: Client) -> None:
    elsewhere = make_employment(workplace=town.other_unit)
    assert manager.get(f"{GAP}ansat/{elsewhere.pk}/").status_code == 404


def test_manager_of_a_centre_sees_its_units(town: Town) -> None:
    above = make_person()
    make_employment(above, town.centre, job_function=JobFunction.LEDER, is_manager=True)
    client = Client()
    client.force_login(above)
    assert client.get("/rapporter/havblik/").status_code == 200
    assert client.get("/rapporter/centret/").status_code == 200
    assert client.get("/rapporter/soenderaa/").status_code == 404


def test_colleague_without_management_is_refused(town: Town) -> None:
    client = Client()
    client.force_login(make_employment(workplace=town.unit).user)
    for address in ["/rapporter/", *addresses("kloevermarken")]:
        assert client.get(address).status_code == 403, address


def test_superuser_is_no_manager(town: Town) -> None:
    client = Client()
    client.force_login(make_person(is_superuser=True))
    assert client.get(GAP).status_code == 403


def test_former_manager_sees_no_past_day(town: Town, manager: Client) -> None:
    town.manager.employments.update(end=YESTERDAY)
    assert manager.get(f"{GAP}?date={YESTERDAY}").status_code == 403


def test_stranger_is_sent_to_sign_in(town: Town) -> None:
    for address in ["/rapporter/", *addresses("kloevermarken")]:
        response = Client().get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, "/konto/login/")


def test_reports_are_read_only(town: Town, manager: Client) -> None:
    assert manager.post(GAP).status_code == 405


def test_index_leads_straight_to_the_only_place(town: Town, manager: Client) -> None:
    assert manager.get("/rapporter/").url == GAP


def test_index_shows_several_places_as_a_tree(town: Town, manager: Client) -> None:
    other = make_workplace(make_workplace(name="Plejecentret", slug="pleje"), name="Center Øst", slug="oest")
    make_employment(town.manager, other, job_function=JobFunction.LEDER, is_manager=True)
    make_employment(workplace=town.unit)
    content = text_of(manager.get("/rapporter/"))
    assert "Bostedet Kløvermarken" in content
    assert "Center Øst" in content
    assert "Plejecentret" not in content


def test_gap_page_shows_states_with_words_and_denominators(town: Town, manager: Client) -> None:
    asta = make_employment(make_person(display_name="Asta Bo"), town.unit)
    show(asta.user, town.goals, 1)
    show(asta.user, town.notes, 2)
    content = text_of(manager.get(GAP))
    assert "Asta Bo, M.1: " in content
    assert f'href="/rapporter/kloevermarken/krav/M.1/#e{asta.pk}"' in content
    assert "ls-cell--gap-2" in content
    assert "2026" in content


def test_gap_page_names_who_is_on_leave(town: Town, manager: Client) -> None:
    away = make_employment(make_person(display_name="Henrik Bay"), town.unit)
    make_employment(workplace=town.unit)
    Leave.objects.create(employment=away, start=YESTERDAY)
    content = text_of(manager.get(GAP))
    assert "Henrik Bay" in content
    assert f"/ansat/{away.pk}/" not in content


def test_gap_page_sends_expired_proof_to_the_top(town: Town, manager: Client) -> None:
    asta = make_employment(make_person(display_name="Asta Bo"), town.unit)
    show(asta.user, town.notes, 2, on=dt.date(2025, 1, 1), until=YESTERDAY)
    response = manager.get(GAP)
    assert response.context["step"].kind == "expired"
    assert response.context["step_names"] == ["Asta Bo"]
    assert f'href="{GAP}krav/M.2/?state=expired"' in response.text
    assert f'href="{GAP}krav/M.2/?area=M&amp;state=expired"' in manager.get(f"{GAP}?area=M").text


def test_gap_page_asks_to_find_out_where_nothing_is_known(town: Town, manager: Client) -> None:
    make_employment(workplace=town.unit)
    assert manager.get(GAP).context["step"].kind == "not_assessed"


def test_gap_page_of_a_place_that_meets_all(town: Town, manager: Client) -> None:
    person = make_employment(workplace=town.unit).user
    show(person, town.goals, 3)
    show(person, town.notes, 2)
    assert manager.get(GAP).context["step"].kind == "nothing"


def test_gap_page_of_nobody_says_so(town: Town, manager: Client) -> None:
    assert text_of(manager.get(f"{GAP}?date=2019-01-01"))
    assert text_of(manager.get(GAP))


def test_gap_page_sorts_by_steps_and_weight(town: Town, manager: Client) -> None:
    person = make_employment(workplace=town.unit).user
    show(person, town.goals, 1)
    show(person, town.notes, 1)
    strategy = Strategy.objects.create(framework=town.goals.framework, name="Sønderås strategi")
    strategy.focus.set([town.notes])
    make_job_requirement(town.notes, 3, workplace=town.unit)
    first = [line.row.code for line in manager.get(GAP).context["rows"]]
    weighted = manager.get(f"{GAP}?strategy={strategy.pk}")
    assert first == ["M.1", "M.2"]
    assert [(line.row.code, line.weight) for line in weighted.context["rows"]] == [("M.2", 2), ("M.1", 1)]


def test_gap_page_says_what_it_does_not_understand(town: Town, manager: Client) -> None:
    make_employment(workplace=town.unit)
    response = manager.get(f"{GAP}?date=igår&job=konge&area=X&strategy=x")
    assert set(response.context["form"].errors) == {"date", "job", "area", "strategy"}
    assert response.context["as_of"] == TODAY


def test_gap_page_shows_places_where_people_are_many(town: Town) -> None:
    above = make_person()
    make_employment(above, town.centre, job_function=JobFunction.LEDER, is_manager=True)
    for number in range(31):
        make_employment(workplace=town.unit if number % 2 else town.other_unit)
    client = Client()
    client.force_login(above)
    response = client.get("/rapporter/centret/")
    columns = response.context["place_columns"]
    assert [column.workplace.slug for column in columns] == ["kloevermarken", "havblik", "centret"]
    assert [column.people for column in columns] == [16, 16, 1]
    assert [column.name for column in columns][1:] == ["Bostedet Havblik", "Center for Socialpsykiatri selv"]
    assert "people" not in response.context


def test_gap_page_shows_a_large_unit_in_pages(town: Town, manager: Client) -> None:
    for _ in range(35):
        make_employment(workplace=town.unit)
    assert len(manager.get(GAP).context["people"].object_list) == 30
    assert len(manager.get(f"{GAP}?page=2").context["people"].object_list) == 6
    assert 'href="?page=2"' in manager.get(GAP).text
    assert 'href="?area=M&amp;all=1&amp;page=2"' in manager.get(f"{GAP}?area=M&all=1&job=").text
    answer = manager.get(f"{GAP}krav/M.1/?state=not_assessed&page=2").text
    assert 'href="?state=not_assessed&amp;page=1"' in answer


def test_names_stand_in_danish_order(town: Town, manager: Client) -> None:
    for name in ("Åse Ærø", "Ærlig Bo", "Zenia Lund", "Østen Dam", "Aage Friis", "Anna Bo"):
        make_employment(make_person(display_name=name), town.unit)
    names = [column.who.name for column in manager.get(GAP).context["people"]]
    assert names == ["Anna Bo", "Hanne Toft", "Zenia Lund", "Ærlig Bo", "Østen Dam", "Aage Friis", "Åse Ærø"]


def test_requirement_page_tells_what_a_state_rests_on(town: Town, manager: Client) -> None:
    asta = make_employment(make_person(display_name="Asta Bo"), town.unit)
    show(asta.user, town.goals, 1, title="Set på en dagvagt")
    make_employment(make_person(display_name="Bo Friis"), town.unit)
    content = text_of(manager.get(f"{GAP}krav/M.1/"))
    assert content.index("Asta Bo") < content.index("Bo Friis")
    assert "Set på en dagvagt" in content
    only_gaps = text_of(manager.get(f"{GAP}krav/M.1/?state=gap"))
    assert "Bo Friis" not in only_gaps


def test_requirement_page_of_an_unknown_code_is_missing(town: Town, manager: Client) -> None:
    assert manager.get(f"{GAP}krav/X.9/").status_code == 404


def test_courses_close_no_more_than_a_course_may_confirm(town: Town, manager: Client) -> None:
    course = make_course("Målene er borgerens")
    module = make_module(course)
    make_outcome(module, town.goals, 3)
    asta, bo = (make_employment(workplace=town.unit).user for _ in range(2))
    show(asta, town.goals, 1)
    show(bo, town.goals, 2)
    # Whoever takes part shows level 1, which both have.
    make_lesson(module)
    assert manager.get(GAP).context["closings"] == []
    make_test(module)
    (closing,) = manager.get(GAP).context["closings"]
    assert (closing.course, closing.steps, closing.people) == (course, 1, 1)
    assert [entry.code for entry in closing.requirements] == ["M.1"]


@pytest.mark.parametrize("page", ["", "krav/M.1/", "ansat/1/", "hent/csv/"])
def test_day_that_has_not_come_is_refused_in_a_sentence(town: Town, manager: Client, page: str) -> None:
    future = timezone.localdate() + dt.timedelta(days=1)
    response = manager.get(f"{GAP}{page}?date={future}")
    assert response.status_code == 400
    assert "Dagen er ikke kommet endnu. Vælg i dag eller en dag før." in response.text
    assert f'href="{GAP}"' in response.text


def test_unpublished_courses_close_nothing(town: Town, manager: Client) -> None:
    course = make_course("Målene er borgerens")
    make_outcome(course, town.goals, 2)
    show(make_employment(workplace=town.unit).user, town.goals, 1)
    course.unpublish()
    assert manager.get(GAP).context["closings"] == []


def test_history_says_what_the_reports_of_those_days_say(town: Town, manager: Client) -> None:
    person = make_employment(workplace=town.unit).user
    show(person, town.goals, 3, on=dt.date(2025, 6, 1), until=dt.date(2026, 6, 1))
    show(person, town.notes, 2, on=dt.date(2026, 1, 1))
    points = manager.get(GAP).context["points"]
    assert [(point.met, point.required) for point in points] == [
        (0, 2), (0, 2), (0, 2), (1, 2), (1, 2), (2, 2), (2, 2), (1, 2), (1, 2)
    ]  # fmt: skip
    for point in points:
        report = manager.get(f"{GAP}?date={point.day}").context["report"]
        assert (report.total.met, report.total.required, report.people) == (
            point.met,
            point.required,
            point.people,
        )


def test_reads_of_people_are_logged_without_names(town: Town, manager: Client) -> None:
    employment = make_employment(make_person(display_name="Asta Bo"), town.unit)
    for address in [GAP, f"{GAP}krav/M.1/", f"{GAP}ansat/{employment.pk}/"]:
        manager.get(address)
    entries = list(ModelLogEntry.objects.filter(action__startswith="reports.").order_by("pk"))
    assert [entry.action for entry in entries] == [
        "reports.read_unit",
        "reports.read_person",
        "reports.read_person",
    ]
    assert all(entry.user == town.manager and entry.object_id == str(town.unit.pk) for entry in entries)
    assert not any("Asta" in f"{entry.label} {entry.data}" for entry in entries)


def test_download_keeps_what_was_chosen(town: Town, manager: Client) -> None:
    response = manager.get(f"{GAP}hent/csv/?date={YESTERDAY}")
    assert response["Content-Disposition"] == f'attachment; filename="kloevermarken-{YESTERDAY}.csv"'
    assert manager.get(f"{GAP}hent/pdf/").status_code == 404


def test_page_queries_do_not_grow_with_people_and_requirements(town: Town, manager: Client) -> None:
    course = make_course("Målene er borgerens")
    make_outcome(course, town.goals, 2)
    pages = [GAP, f"{GAP}krav/M.1/"]
    counts = []
    for number in (1, 9):
        for _ in range(number):
            show(make_employment(workplace=town.unit).user, town.goals, 1)
            make_outcome(make_course(), town.notes, 2)
        for page in pages:
            manager.get(page)
        with CaptureQueriesContext(connection) as queries:
            for page in pages:
                manager.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# One of them asks whom the reader has looked at within the hour; the first time, one more writes it down.
MOST_QUERIES = 16


@pytest.mark.parametrize("asked", ["", "?strategy=", f"?date={YESTERDAY.isoformat()}", "?job=sosu_assistent"])
def test_whole_page_stays_within_its_budget(town: Town, manager: Client, asked: str) -> None:
    """With the session, the reader and the log, whatever there is to show."""
    strategy = Strategy.objects.create(framework=town.area.framework, name="Sønderå")
    strategy.focus.add(town.goals)
    address = f"{GAP}{asked}{strategy.pk}" if asked.endswith("strategy=") else f"{GAP}{asked}"
    counts = []
    for number in (1, 9):
        for _ in range(number):
            at_work, away = (make_employment(workplace=town.unit) for _ in range(2))
            Leave.objects.create(employment=away, start=YESTERDAY)
            show(at_work.user, town.goals, 1)
            # What has run out since it was written is asked of the ledger.
            show(at_work.user, town.notes, 2, on=TODAY - dt.timedelta(days=9), until=YESTERDAY)
            course = make_course(modules=1)
            make_outcome(course, town.goals, 2)
            make_test(course)
        for _ in range(2):
            manager.get(address)
        with CaptureQueriesContext(connection) as queries:
            text_of(manager.get(address))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES, [query["sql"] for query in queries.captured_queries]


def test_index_queries_do_not_grow_with_places(town: Town, manager: Client) -> None:
    counts = []
    for number in (1, 3):
        for _ in range(number):
            place = make_workplace(make_workplace())
            make_employment(town.manager, place, job_function=JobFunction.LEDER, is_manager=True)
            make_employment(workplace=place)
        # The first page of all makes the row of the contact: what was kept by then is read anew.
        for _ in range(2):
            manager.get("/rapporter/")
        with CaptureQueriesContext(connection) as queries:
            text_of(manager.get("/rapporter/"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_manager_can_ask_for_somebody_to_look_on_where_something_is_missing(client, town):
    missing = make_employment(workplace=town.unit)
    show(make_employment(workplace=town.unit).user, town.goals, 3)
    client.force_login(town.manager)
    address = reverse("reports:requirement", args=[town.unit.slug, town.goals.code])
    ask = reverse("practice:ask_for", args=[missing.user_id, town.goals.pk])
    page = client.get(address).text
    assert ask in page
    assert page.count("/praksis/bed/") < page.count('class="ls-req"')
    assert client.get(ask).status_code == 200
    # A day that has gone is not acted on.
    assert "/praksis/bed/" not in client.get(f"{address}?date=2026-01-05").text


def test_the_page_of_a_person_says_that_a_proof_has_run_out_and_still_counts(
    town: Town, manager: Client
) -> None:
    EvidencePolicy.objects.create(kind=EvidenceKind.CERTIFICATE, ceiling=4, grace_days=30)
    employment = make_employment(workplace=town.unit)
    show(employment.user, town.notes, 2, EvidenceKind.CERTIFICATE, until=dt.date(2026, 11, 10))
    both = "Udløb den 10. november 2026. Det gælder stadig til den 10. december 2026."
    for address in (f"{GAP}ansat/{employment.pk}/", f"{GAP}krav/M.2/"):
        assert both in text_of(manager.get(address))
        # Said of another day: what was known then.
        assert "Gælder til den 10. november 2026." not in text_of(manager.get(address))


def test_the_page_of_a_past_day_says_what_ran_out_after_it(town: Town, manager: Client) -> None:
    EvidencePolicy.objects.create(kind=EvidenceKind.CERTIFICATE, ceiling=4, grace_days=30)
    employment = make_employment(workplace=town.unit)
    ends = dt.date(2026, 11, 10)
    show(employment.user, town.notes, 2, EvidenceKind.CERTIFICATE, on=dt.date(2026, 10, 1), until=ends)
    told = text_of(manager.get(f"{GAP}ansat/{employment.pk}/?date=2026-11-05"))
    assert "Gælder til den 10. november 2026." in told
