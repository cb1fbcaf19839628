"""People, workplaces and employments in the CMS."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.workplace import add_workplace
from accounts.enums import Role, Setting
from accounts.models import Employment, Leave, PersonalRead, User, Workplace
from courses.domain.site import ensure_site
from tests.factories.accounts import PASSWORD, make_employment, make_person, make_unit, make_workplace

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_person(is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def coordinator(client: Client) -> Client:
    ensure_site()
    client.force_login(make_person(Role.COORDINATOR), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_person_is_made_with_one_name(admin: Client) -> None:
    form = {
        "email": "Karin@Example.org",
        "display_name": "Karin Ærø",
        "language": "da",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert "first_name" not in admin.get(reverse("wagtailusers_users:add")).content.decode()
    response = admin.post(reverse("wagtailusers_users:add"), form)
    assert response.status_code == 302, response.context["form"].errors
    person = User.objects.get(email="karin@example.org")
    assert (person.display_name, person.check_password(PASSWORD)) == ("Karin Ærø", True)


def test_person_is_changed(admin: Client) -> None:
    person = make_person()
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    assert admin.get(address).status_code == 200
    form = {"email": person.email, "display_name": "Nyt Navn", "language": "en", "is_active": "on"}
    response = admin.post(address, form)
    assert response.status_code == 302, response.context["form"].errors
    person.refresh_from_db()
    assert (person.display_name, person.language) == ("Nyt Navn", "en")


def test_people_are_listed_and_found_by_name(admin: Client) -> None:
    make_person(display_name="Åse Ærø")
    make_person(display_name="Bo Bertelsen")
    words = admin.get(reverse("wagtailusers_users:index"), {"q": "Ærø"}).content.decode()
    assert "Åse Ærø" in words
    assert "Bo Bertelsen" not in words


def test_person_with_a_taken_email_is_refused(admin: Client) -> None:
    make_person(email="bo@example.org")
    form = {
        "email": "BO@example.org",
        "display_name": "En anden",
        "language": "da",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert admin.post(reverse("wagtailusers_users:add"), form).status_code == 200
    assert User.objects.filter(email__iexact="bo@example.org").count() == 1


def test_workplaces_are_added_down_the_tree(admin: Client) -> None:
    parent = ""
    for name, setting in (("Kommunen", ""), ("Centret", ""), ("Huset", "bosted")):
        form = {"parent": parent, "name": name, "slug": name.lower(), "setting": setting}
        response = admin.post(reverse("workplaces:add"), form)
        assert response.status_code == 302, response.context["form"].errors
        parent = str(Workplace.objects.get(name=name).pk)
    assert list(Workplace.objects.order_by("path").values_list("kind", "depth")) == [
        ("municipality", 1),
        ("centre", 2),
        ("unit", 3),
    ]
    words = admin.get(reverse("workplaces:index")).content.decode()
    assert words.index("Kommunen") < words.index("— Centret") < words.index("— — Huset")


def test_unit_without_a_setting_is_refused(admin: Client) -> None:
    centre = make_workplace(make_workplace())
    form = {"parent": centre.pk, "name": "Huset", "slug": "huset", "setting": ""}
    response = admin.post(reverse("workplaces:add"), form)
    assert response.status_code == 200
    assert not Workplace.objects.filter(slug="huset").exists()


def test_nothing_lies_under_a_unit() -> None:
    with pytest.raises(ValidationError):
        add_workplace(parent=make_unit(), name="For dybt", slug="for-dybt", setting=Setting.BOSTED)


def test_workplace_is_renamed(admin: Client) -> None:
    unit = make_unit()
    form = {"name": "Kløvermarken", "slug": unit.slug, "setting": unit.setting}
    assert admin.post(reverse("workplaces:edit", args=[unit.pk]), form).status_code == 302
    unit.refresh_from_db()
    assert unit.name == "Kløvermarken"


def test_employment_and_leave_are_entered_by_email(admin: Client) -> None:
    person, unit = make_person(), make_unit()
    form = {
        "email": person.email.upper(),
        "workplace": unit.pk,
        "job_function": "paedagog",
        "start": "2025-01-01",
        "end": "",
    }
    response = admin.post(reverse("employments:add"), form)
    assert response.status_code == 302, response.context["form"].errors
    employment = Employment.objects.get()
    assert (employment.user, employment.workplace) == (person, unit)
    response = admin.post(
        reverse("leaves:add"), {"email": person.email, "start": "2025-03-01", "end": "2025-04-01"}
    )
    assert response.status_code == 302, response.context["form"].errors
    assert Leave.objects.get().employment == employment
    edited = {**form, "end": "2025-12-31"}
    assert admin.post(reverse("employments:edit", args=[employment.pk]), edited).status_code == 302
    employment.refresh_from_db()
    assert employment.end == dt.date(2025, 12, 31)
    assert admin.get(reverse("leaves:edit", args=[Leave.objects.get().pk])).status_code == 200


@pytest.mark.parametrize(
    ("email", "start"), [("ingen@example.org", "2025-01-01"), ("person", "2020-01-01"), ("person", "")]
)
def test_leave_without_a_job_is_refused(admin: Client, email: str, start: str) -> None:
    person = make_employment().user
    form = {"email": person.email if email == "person" else email, "start": start}
    assert admin.post(reverse("leaves:add"), form).status_code == 200
    assert not Leave.objects.exists()


def test_employment_that_ends_before_it_begins_is_refused(admin: Client) -> None:
    form = {
        "email": make_person().email,
        "workplace": make_unit().pk,
        "job_function": "peer",
        "start": "2025-01-01",
        "end": "2024-01-01",
    }
    assert admin.post(reverse("employments:add"), form).status_code == 200
    assert not Employment.objects.exists()


def test_coordinator_reads_but_does_not_write(coordinator: Client) -> None:
    employment = make_employment()
    for name in ("workplaces", "employments"):
        assert coordinator.get(reverse(f"{name}:index")).status_code == 200
        assert coordinator.get(reverse(f"{name}:add")).status_code == 302
    assert coordinator.get(reverse("employments:edit", args=[employment.pk])).status_code == 302
    assert coordinator.get(reverse("leaves:index")).status_code == 302
    assert coordinator.get(reverse("wagtailusers_users:index")).status_code == 302


@pytest.mark.parametrize("name", ["workplaces", "employments", "leaves"])
def test_lists_ask_no_more_for_more_rows(name: str, admin: Client) -> None:
    def count(rows: int) -> int:
        while Leave.objects.count() < rows:
            Leave.objects.create(employment=make_employment(), start=dt.date(2025, 1, 1))
        # Who has been looked at before is not written down twice.
        PersonalRead.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(reverse(f"{name}:index")).status_code == 200
        return len(queries)

    count(1)
    assert count(1) == count(3)
