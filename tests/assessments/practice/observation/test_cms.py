"""Where coordinators keep method supervisors."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from assessments.practice.models import MethodSupervisor
from tests.factories.accounts import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    who = make_person(Role.COORDINATOR)
    client.force_login(who)
    return who


def test_supervisor_is_recorded_with_who_did_it(client, coordinator):
    posted = {"user": make_person().pk, "name": "", "workplace_name": "", "email": "", "since": "2026-01-01"}
    assert client.post(reverse("method_supervisor:add"), {**posted, "until": ""}).status_code == 302
    assert MethodSupervisor.objects.get().recorded_by == coordinator
    assert client.get(reverse("method_supervisor:index")).status_code == 200


def test_somebody_from_outside_needs_name_workplace_and_mail(client, coordinator):
    posted = {
        "user": "",
        "name": "Inger Vad",
        "workplace_name": "Regionen",
        "since": "2026-01-01",
        "until": "",
    }
    response = client.post(reverse("method_supervisor:add"), {**posted, "email": ""})
    assert "Vælg en person, eller skriv navn, arbejdsplads og e-mail." in response.text
    assert client.post(reverse("method_supervisor:add"), {**posted, "email": "i@x.dk"}).status_code == 302
    assert str(MethodSupervisor.objects.get()) == "Inger Vad, Regionen"


def test_nobody_is_taken_off_the_list(client, coordinator):
    row = MethodSupervisor.objects.create(user=make_person())
    assert client.post(reverse("method_supervisor:delete", args=[row.pk])).status_code in (302, 403)
    assert MethodSupervisor.objects.exists()
