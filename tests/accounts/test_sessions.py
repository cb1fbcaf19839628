"""How long one stays signed in: until the browser closes, or two weeks on a device of one's own."""

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import PASSWORD, make_person

pytestmark = pytest.mark.django_db
TWO_WEEKS = dt.timedelta(days=14).total_seconds()


def sign_in(client: Client, person: User, **more: str) -> None:
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, **more})


def cookie_lasts(client: Client) -> float | None:
    """Seconds that the browser keeps the session; none: until it closes."""
    age = client.cookies[settings.SESSION_COOKIE_NAME]["max-age"]
    return float(age) if age != "" else None


@pytest.mark.parametrize(("choice", "lasts"), [({}, None), ({"remember": "on"}, TWO_WEEKS)])
def test_it_lasts_as_chosen(choice: dict[str, str], lasts: float | None, client: Client) -> None:
    sign_in(client, make_person(), **choice)
    assert "_auth_user_id" in client.session
    assert cookie_lasts(client) == lasts


@pytest.mark.parametrize(("choice", "lasts"), [({}, None), ({"remember": "on"}, TWO_WEEKS)])
def test_the_choice_holds_through_the_second_factor(
    choice: dict[str, str], lasts: float | None, client: Client
) -> None:
    person = make_person()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    sign_in(client, person, **choice)
    assert "_auth_user_id" not in client.session
    before = client.session.session_key
    counter = next(iter(yield_hotp_counters_from_time()))
    response = client.post(
        reverse("mfa_authenticate"), {"code": format_hotp_value(hotp_value(secret, counter))}
    )
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != before
    assert cookie_lasts(client) == lasts


def test_a_demo_person_is_signed_in_until_the_browser_closes(client: Client, settings) -> None:
    settings.DEMO_SIGN_IN = True
    person = make_person(email="assistent@example.org")
    client.post(reverse("demo:sign_in"), {"email": person.email})
    assert "_auth_user_id" in client.session
    assert cookie_lasts(client) is None


def test_the_session_gets_a_new_key_when_somebody_signs_in(client: Client) -> None:
    client.post(reverse("accounts:calm"))
    before = client.session.session_key
    assert before
    sign_in(client, make_person())
    assert client.session.session_key != before
    assert client.session["calm"] is True


def test_the_sign_in_page_says_whose_device_it_is_about(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "Husk mig på denne enhed (kun din egen)" in page
    assert 'name="remember"' in page
