"""Who may use which method on a day, and who may know it."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from accounts.enums import JobFunction
from accounts.models import PersonalRead
from assessments.domain.refusals import Refused
from assessments.practice.domain.method_certificates import (
    end_certificate,
    may_practise,
    record_certificate,
)
from assessments.practice.domain.method_queries import who_may_practise
from assessments.practice.models import MethodCertificate
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.competences import make_method
from tests.factories.practice_papers import make_certificate

pytestmark = pytest.mark.django_db
REPORT = "/praksis/metoder/"
GIVEN = dt.date(2024, 5, 1)


@pytest.fixture
def method(requirements):
    return make_method(
        requirements[0].framework, title="Motiverende samtale", code="MI", needs_certificate=True
    )


@pytest.fixture
def manager(unit):
    person = make_person(display_name="Lars Leder", language="en")
    make_employment(person, unit.get_parent(), is_manager=True, job_function=JobFunction.LEDER)
    return person


def names(reader, day=None):
    lines = who_may_practise(reader, day or timezone.localdate())
    return [[holder.name for holder in line.holders] for line in lines]


def test_a_method_that_asks_for_none_is_open_to_all(lone, requirements):
    assert may_practise(lone, make_method(requirements[0].framework), GIVEN)


@pytest.mark.parametrize(
    ("day", "may"),
    [
        (GIVEN - dt.timedelta(days=1), False),
        (GIVEN, True),
        (dt.date(2025, 5, 31), True),
        (dt.date(2025, 6, 1), False),
    ],
)
def test_a_certificate_holds_from_its_day_to_its_last(lone, coordinator, method, day, may):
    make_certificate(lone, method, coordinator, expires_on=dt.date(2025, 5, 31))
    assert may_practise(lone, method, day) == may
    assert bool(names(coordinator, day)[0]) == may


def test_what_is_taken_back_held_until_then(lone, coordinator, stine, method):
    certificate = make_certificate(lone, method, coordinator)
    with pytest.raises(Refused):
        end_certificate(certificate, by=stine)
    today = timezone.localdate()
    assert end_certificate(certificate, by=coordinator)
    assert not end_certificate(certificate, by=coordinator)
    assert may_practise(lone, method, today - dt.timedelta(days=1))
    assert not may_practise(lone, method, today)


def test_only_a_coordinator_writes_one_down_and_never_their_own(lone, stine, coordinator, method):
    def made(person):
        return MethodCertificate(person=person, method=method, issuer="KUI", issued_on=GIVEN)

    for person, by in ((lone, stine), (coordinator, coordinator)):
        with pytest.raises(Refused):
            record_certificate(made(person), by=by)
    record_certificate(made(lone), by=coordinator)
    with pytest.raises(Refused):
        record_certificate(made(lone), by=coordinator)
    assert MethodCertificate.objects.count() == 1


def test_a_manager_sees_their_own_and_a_coordinator_all(lone, manager, coordinator, method):
    elsewhere = make_person(display_name="Åse Ærø")
    make_employment(elsewhere, make_workplace(make_workplace(make_workplace())))
    left = make_person(display_name="Yusuf")
    make_employment(left, make_workplace(make_workplace(make_workplace())), end=dt.date(2024, 2, 1))
    for person in (elsewhere, lone, left):
        make_certificate(person, method, coordinator)
    assert names(manager) == [["Lone Kjær"]]
    assert names(coordinator) == [["Lone Kjær", "Yusuf", "Åse Ærø"]]
    assert names(make_person()) == [[]]


def test_of_several_the_one_that_holds_for_longest_speaks(lone, coordinator, method):
    today = timezone.localdate()
    make_certificate(lone, method, coordinator, expires_on=today + dt.timedelta(days=10))
    make_certificate(
        lone,
        method,
        coordinator,
        issued_on=dt.date(2025, 1, 1),
        expires_on=today + dt.timedelta(days=200),
    )
    (line,) = who_may_practise(coordinator, today)
    (holder,) = line.holders
    assert (holder.until, holder.is_soon, line.soon) == (today + dt.timedelta(days=200), False, 0)


def test_the_report_says_in_words_what_runs_out(client, lone, manager, coordinator, method):
    until = timezone.localdate() + dt.timedelta(days=90)
    make_certificate(lone, method, coordinator, expires_on=until)
    client.force_login(manager)
    text = " ".join(client.get(REPORT).content.decode().split())
    assert "Lone Kjær" in text
    assert "runs out within 90 days" in text
    assert "1 has a valid certificate. 1 runs out within 90 days." in text
    assert "Take it back" not in text
    assert ModelLogEntry.objects.filter(action="practice.read_methods", user=manager).exists()


def test_the_report_as_a_file_names_everybody_and_runs_nothing(
    client, lone, coordinator, requirements, monkeypatch
):
    monkeypatch.setattr("assessments.practice.domain.method_queries.NAMES_SHOWN", 1)
    method = make_method(requirements[0].framework, title="=1+1", code="1.2", needs_certificate=True)
    other = make_person(display_name="@SUM(A1)")
    until = timezone.localdate() + dt.timedelta(days=90)
    make_certificate(lone, method, coordinator, expires_on=until)
    make_certificate(other, method, coordinator)
    type(coordinator).objects.filter(pk=coordinator.pk).update(language="da")
    client.force_login(coordinator)
    page = client.get(REPORT).content.decode()
    assert f"{REPORT}hent/csv/" in page
    assert f"{REPORT}hent/xlsx/" in page
    # The page names one of them only; the file both, and both can see that somebody has read it.
    PersonalRead.objects.all().delete()
    answer = client.get(f"{REPORT}hent/csv/")
    assert answer["Content-Disposition"] == f'attachment; filename="metoder-{timezone.localdate()}.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.decode("utf-8-sig").split("\r\n") == [
        "Kode;Metode;Navn;Gælder til;Udløber snart",
        "'1.2;'=1+1;'@SUM(A1);;nej",
        f"'1.2;'=1+1;Lone Kjær;{until};ja",
        "",
    ]
    assert set(PersonalRead.objects.values_list("person", flat=True)) == {lone.pk, other.pk}
    book = load_workbook(io.BytesIO(client.get(f"{REPORT}hent/xlsx/").content))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    assert lines[2] == ("1.2", "'=1+1", "Lone Kjær", dt.datetime.combine(until, dt.time()), "ja")
    assert lines[-1][:3] == ("I alt", None, 2)
    assert client.get(f"{REPORT}hent/pdf/").status_code == 404
    assert ModelLogEntry.objects.filter(action="practice.download_methods", user=coordinator).count() == 2


def test_the_file_is_for_the_readers_of_the_page(client, lone, stine, manager, coordinator, method):
    make_certificate(lone, method, coordinator)
    elsewhere = make_person(display_name="Åse Ærø")
    make_employment(elsewhere, make_workplace(make_workplace(make_workplace())))
    make_certificate(elsewhere, method, coordinator)
    for form in ("csv", "xlsx"):
        client.force_login(stine)
        assert client.get(f"{REPORT}hent/{form}/").status_code == 403
    client.force_login(manager)
    told = client.get(f"{REPORT}hent/csv/").content.decode()
    assert "Lone Kjær" in told
    assert "Åse Ærø" not in told
    # Nobody named: there is nothing to bring home.
    MethodCertificate.objects.all().delete()
    assert "/hent/" not in client.get(REPORT).content.decode()


def test_writing_one_down_on_the_page(client, lone, coordinator, method):
    client.force_login(coordinator)
    said = {
        "email": lone.email.upper(),
        "method": method.pk,
        "issuer": "KUI",
        "issued": "maj 2024",
        "valid_until": "maj 2031",
    }
    address = f"{REPORT}skriv-ned/"
    for wrong in ({"email": "nobody@example.org"}, {"issued": "2.1.2999"}, {"valid_until": "maj 2020"}):
        assert client.post(address, {**said, **wrong}).status_code == 422
    assert client.post(address, said).status_code == 303
    certificate = MethodCertificate.objects.get()
    assert (certificate.expires_on, certificate.recorded_by) == (dt.date(2031, 5, 31), coordinator)
    assert client.post(address, said).status_code == 409
    assert client.post(f"{REPORT}{certificate.pk}/slut/").status_code == 303
    assert names(coordinator) == [[]]


def test_queries_do_not_grow_with_certificates(client, lone, coordinator, method):
    def count():
        client.get(REPORT)
        with CaptureQueriesContext(connection) as asked:
            client.get(REPORT)
        return len(asked)

    client.force_login(coordinator)
    make_certificate(lone, method, coordinator)
    few = count()
    for _number in range(3):
        make_certificate(make_person(), method, coordinator)
        make_certificate(make_person(), make_method(method.framework), coordinator)
    assert count() == few
