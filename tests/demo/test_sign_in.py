from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import make_person

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, **more: str) -> int:
    return client.post(reverse("demo:sign_in"), {"email": email, **more}).status_code


def test_demo_sign_in_does_not_exist_for_real_sites(client: Client, settings: Any) -> None:
    settings.DEMO_SIGN_IN = False
    assert sign_in(client, make_person(email="peer@example.org").email) == 404
    assert "_auth_user_id" not in client.session


def test_demo_person_signs_in_with_one_button(client: Client, settings: Any) -> None:
    settings.DEMO_SIGN_IN = True
    person = make_person(email="peer@example.org")
    assert sign_in(client, person.email) == 302
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("email", ["karin@kommune.example", "karin@example.org.evil.example", ""])
def test_demo_sign_in_is_not_for_others(email: str, client: Client, settings: Any) -> None:
    settings.DEMO_SIGN_IN = True
    make_person(email="karin@kommune.example")
    make_person(email="karin@example.org.evil.example")
    assert sign_in(client, email) == 404
    assert "_auth_user_id" not in client.session


def test_closed_demo_person_stays_out(client: Client, settings: Any) -> None:
    settings.DEMO_SIGN_IN = True
    assert sign_in(client, make_person(email="borger@example.org", is_active=False).email) == 404


def test_demo_sign_in_leads_to_our_own_addresses_only(client: Client, settings: Any) -> None:
    settings.DEMO_SIGN_IN = True
    make_person(email="peer@example.org")
    form = {"email": "peer@example.org", "next": "https://evil.example/"}
    assert client.post(reverse("demo:sign_in"), form)["Location"] == reverse("home")


def test_demo_sign_in_takes_no_get(client: Client, settings: Any) -> None:
    settings.DEMO_SIGN_IN = True
    assert client.get(reverse("demo:sign_in")).status_code == 405
