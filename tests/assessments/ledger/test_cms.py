"""The ledger in the CMS: read by whoever may, put right by a row more, changed or removed by no address."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.models import ModelLogEntry

from accounts.enums import Role
from accounts.models import User
from assessments.ledger.basis import of_passed_test
from assessments.ledger.domain.auditing import audit_person
from assessments.ledger.domain.correcting import correct_evidence, standing_rows
from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy, Standing
from development.domain.own_record import ask_for_record
from tests.factories.accounts import make_person
from tests.factories.ledger import show

pytestmark = pytest.mark.django_db
INDEX = "/cms/dokumentation/"


@pytest.fixture
def chief() -> User:
    return make_person(is_superuser=True)


@pytest.fixture
def row(person, competences) -> Evidence:
    EvidencePolicy.objects.create(
        kind=EvidenceKind.CERTIFICATE, ceiling=3, valid_months=12, grace_days=30, renewal_days=60
    )
    return show(
        person, competences[0], 2, EvidenceKind.CERTIFICATE, title="Medicinkursus", on=dt.date(2026, 3, 1)
    )


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def address_of(row: Evidence, name: str = "inspect") -> str:
    return reverse(f"ledger_evidence:{name}", args=[row.pk])


def test_only_whoever_may_sees_it(client, row):
    for somebody, status in (
        (make_person(), 403),
        (make_person(Role.COORDINATOR), 302),
        (make_person(Role.AUTHOR), 302),
        (make_person(is_superuser=True), 200),
    ):
        client.force_login(somebody)
        for address in (INDEX, address_of(row), address_of(row, "edit")):
            assert client.get(address).status_code == status, (somebody.groups.all(), address)


def test_a_coordinator_whom_somebody_let_sees_and_corrects(client, row):
    coordinator = make_person(Role.COORDINATOR)
    coordinator.user_permissions.add(Permission.objects.get(codename="view_evidence"))
    client.force_login(coordinator)
    assert "Medicinkursus" in page(client, address_of(row))
    assert client.get(address_of(row, "edit")).status_code == 302
    coordinator.user_permissions.add(Permission.objects.get(codename="change_evidence"))
    client.force_login(User.objects.get(pk=coordinator.pk))
    assert client.get(address_of(row, "edit")).status_code == 200
    assert "Dokumentationsbogen" in page(client, "/cms/reports/site-history/")


def test_the_list_is_filtered(client, chief, row, person, competences):
    other = make_person(display_name="Torbjørn")
    show(other, competences[1], 1, on=dt.date(2025, 1, 1))
    client.force_login(chief)

    def people(query: str) -> set[str]:
        said = page(client, f"{INDEX}?{query}")
        return {each.display_name for each in (person, other) if each.display_name in said}

    assert people("") == {"Åse Ærø", "Torbjørn"}
    assert people("kind=certificate") == {"Åse Ærø"}
    assert people(f"competence={competences[1].pk}") == {"Torbjørn"}
    assert people("recorded_on_after=2026-01-01") == {"Åse Ærø"}
    assert people("recorded_on_before=2026-01-01") == {"Torbjørn"}
    assert people("q=torb") == {"Torbjørn"}


def test_the_list_asks_as_often_for_three_rows_as_for_one(
    client, chief, row, competences, django_assert_max_num_queries
):
    client.force_login(chief)
    page(client, INDEX)
    with django_assert_max_num_queries(30) as first:
        page(client, INDEX)
    few = len(first)
    for competence in competences:
        show(make_person(), competence, 1)
    # Seen for the first time, people are told so.
    page(client, INDEX)
    with django_assert_max_num_queries(few):
        page(client, INDEX)


def test_a_row_tells_its_rule_its_basis_and_its_chain(client, chief, row, person, competences):
    client.force_login(chief)
    said = page(client, address_of(row))
    assert "Bekræfter op til trin 3. Gælder i 12 måneder. 30 dages henstand." in said
    assert "Fornyes uden tab i de sidste 60 dage." in said
    assert "Som den blev skrevet." in said
    tested = show(person, competences[1], 2, EvidenceKind.GRADED_TEST, basis=of_passed_test(7, 7))
    assert "7 af 7 i prøven" in page(client, address_of(tested))
    Evidence.objects.filter(pk=row.pk).update(level=1, confirms=1)
    assert "Den siger ikke det, den sagde, da den blev skrevet." in page(client, address_of(row))
    assert "En anden af personens rækker er det ikke." in page(client, address_of(tested))


def test_a_row_tells_what_took_it_back_and_what_stands_in_its_place(client, chief, row):
    revocation = revoke_evidence(row, by=chief, reason="Forkert person")
    anew = correct_evidence(row, level=3, valid_until=None, by=chief, reason="Det var rigtigt nok")
    client.force_login(chief)
    said = page(client, address_of(row))
    assert (address_of(revocation) in said, address_of(anew) in said) == (True, True)
    assert address_of(row) in page(client, address_of(revocation))
    assert "Det var rigtigt nok" in page(client, address_of(anew))


def test_no_address_changes_or_removes_a_row(client, chief, row, person):
    """Every address of the ledger's, asked in every way; the others of the CMS do not know it."""
    client.force_login(chief)
    stored = Evidence.objects.values().get()
    ours = sorted(
        str(pattern.name)
        for pattern in get_resolver("config.urls").url_patterns
        for pattern in getattr(pattern, "url_patterns", [])
        if getattr(pattern, "namespace", None) == "ledger_evidence"
        for pattern in pattern.url_patterns
    )
    assert ours == ["edit", "history", "history_results", "index", "index_results", "inspect", "usage"]
    for name in ours:
        for arguments in ([], [row.pk]):
            if bool(arguments) == name.startswith("index"):
                continue
            address = reverse(f"ledger_evidence:{name}", args=arguments)
            for send in (client.get, client.put, client.patch, client.delete, client.head):
                send(address)
            client.post(address, {"level": 4, "confirms": 4, "person": chief.pk, "delete": "yes"})
    for address in ("new/", f"delete/{row.pk}/", f"copy/{row.pk}/"):
        assert client.post(INDEX + address, {"level": 4}).status_code == 404
    for action in ("delete", "edit"):
        bulk = f"/cms/bulk/ledger/evidence/{action}/?id={row.pk}"
        assert client.post(bulk).status_code in (302, 404)
    assert Evidence.objects.values().get() == stored


def correct(client: Client, row: Evidence, **posted: Any) -> Any:
    return client.post(
        address_of(row, "edit"), {"act": "anew", "level": "3", "reason": "Det var trin 3", **posted}
    )


def test_a_correction_is_a_new_row_with_a_reason(client, chief, row, person):
    client.force_login(chief)
    assert correct(client, row, valid_until="2027-02-01").url == address_of(row)
    anew = Evidence.objects.get(origin=f"ledger.correction:{row.pk}")
    assert (anew.level, anew.confirms, anew.kind, anew.title) == (3, 3, "certificate", "Medicinkursus")
    assert (anew.reason, anew.recorded_by, anew.runs_out_on) == ("Det var trin 3", chief, dt.date(2027, 2, 1))
    assert row.revoked_by.title == "Det var trin 3"
    assert Standing.objects.get().level == 3
    assert audit_person(person.pk) == []
    actions = ModelLogEntry.objects.filter(action__startswith="assessments.").values_list("action", flat=True)
    assert {"assessments.revoke_evidence", "assessments.correct_evidence"} <= set(actions)
    assert all("trin" not in str(entry.data) for entry in ModelLogEntry.objects.all())
    # Once: the row that stands in its place is the one to correct from now on.
    assert correct(client, row, level="1").url == address_of(row)
    assert Standing.objects.get().level == 3
    assert correct(client, anew, level="1").url == address_of(anew)
    assert Standing.objects.get().level == 1
    ask_for_record(person)
    client.force_login(person)
    profile = page(client, reverse("development:profile"))
    assert "Rettet. Grund: Det var trin 3" in profile


def test_what_is_written_is_given_back_where_something_is_missing(client, chief, row):
    client.force_login(chief)
    response = correct(client, row, level="", reason="Det var noget andet")
    assert response.status_code == 200
    said = response.content.decode()
    assert "Vælg det rigtige trin." in said
    assert "Det var noget andet" in said
    assert correct(client, row, reason=" ").status_code == 200
    assert correct(client, row, act="nothing").status_code == 200
    assert Evidence.objects.count() == 1


def test_taking_back_is_one_row_more(client, chief, row):
    client.force_login(chief)
    correct(client, row, act="take_back", level="")
    assert not Standing.objects.exists()
    assert Evidence.objects.count() == 2
    # By mistake, as it turns out: then it can be recorded anew, and nothing else.
    said = page(client, address_of(row, "edit"))
    assert "take_back" not in said
    correct(client, row, level="2")
    assert Standing.objects.get().level == 2


def test_nobody_corrects_their_own_and_nobody_what_others_say_of_themselves(client, chief, competences, row):
    client.force_login(chief)
    own = show(chief, competences[0], 2)
    said = show(row.person, competences[1], 3, EvidenceKind.SELF_ASSESSMENT)
    revocation = revoke_evidence(show(row.person, competences[2], 1), by=chief)
    for other in (own, said, revocation):
        assert client.get(address_of(other, "edit")).url == address_of(other)
        with pytest.raises(ValueError, match="not one to correct"):
            correct_evidence(other, level=1, valid_until=None, by=chief, reason="Nej")


@pytest.mark.parametrize(("level", "reason"), [(0, "Nej"), (5, "Nej"), (2, " ")])
def test_a_correction_has_a_level_and_a_reason(chief, row, level, reason):
    with pytest.raises(ValueError, match=r"level|reason"):
        correct_evidence(row, level=level, valid_until=None, by=chief, reason=reason)
    assert Evidence.objects.count() == 1


def test_what_an_event_proves_now_is_also_what_stands_in_its_place(chief, row):
    anew = correct_evidence(row, level=1, valid_until=None, by=chief, reason="Trin 1")
    again = correct_evidence(anew, level=2, valid_until=None, by=chief, reason="Trin 2")
    assert standing_rows(row.person_id, row.origin) == [again]
