"""Wrong passwords are limited, and nobody can use up the tries of another."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.addresses import UNKNOWN, client_address
from accounts.domain.background import clear_cache
from accounts.limits import COOKIE
from accounts.models import User
from tests.factories.accounts import PASSWORD, make_person

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def sign_in(person: User, password: str = PASSWORD, at: str = HERE, browser: Client | None = None) -> str:
    """What becomes of one try: "in", "wrong" or "wait"."""
    browser = browser or Client()
    form = {"login": person.email, "password": password}
    response = browser.post(reverse("account_login"), form, REMOTE_ADDR=at)
    if response.status_code == 302:
        browser.post(reverse("account_logout"))
        return "in"
    assert response.status_code == 200
    return "wait" if "Der er prøvet forkert mange gange" in response.content.decode() else "wrong"


def guess(person: User, times: int, at: str = HERE) -> list[str]:
    return [sign_in(person, f"gæt-{number}", at) for number in range(times)]


def test_a_guesser_is_stopped_and_does_not_get_in_with_a_right_guess_either() -> None:
    person = make_person()
    assert guess(person, 7) == ["wrong"] * 5 + ["wait"] * 2
    assert sign_in(person) == "wait"


def test_the_person_gets_in_from_elsewhere_all_the_same() -> None:
    person = make_person()
    guess(person, 6)
    assert sign_in(person, at=ELSEWHERE) == "in"


def test_at_a_device_of_ones_own_no_stranger_is_in_the_way() -> None:
    """Neither at the same address, nor from a thousand others."""
    person, own = make_person(), Client()
    assert sign_in(person, browser=own) == "in"
    guess(person, 6)
    for number in range(21):
        guess(person, 5, at=f"203.0.113.{number}")
    assert sign_in(person, at=ELSEWHERE) == "wait"
    assert sign_in(person, browser=own) == "in"
    assert [sign_in(person, "forkert", browser=own) for _ in range(11)] == ["wrong"] * 10 + ["wait"]


def test_a_known_device_is_known_for_whoever_signed_in_there_only() -> None:
    first, second, shared = make_person(), make_person(), Client()
    sign_in(first, browser=shared)
    assert [sign_in(second, "forkert", browser=shared) for _ in range(6)] == ["wrong"] * 5 + ["wait"]
    assert sign_in(first, browser=shared) == "in"


def test_a_night_shift_behind_one_address_signs_in_at_once() -> None:
    assert {sign_in(make_person()) for _ in range(40)} == {"in"}


def test_one_who_forgot_hinders_nobody_at_the_same_address() -> None:
    guess(make_person(), 10)
    assert sign_in(make_person()) == "in"


def test_many_accounts_tried_from_one_address_come_to_an_end() -> None:
    tried = [guess(make_person(), 5) for _ in range(21)]
    assert sum(one.count("wrong") for one in tried) == 100
    assert sign_in(make_person(), at=ELSEWHERE) == "in"


def test_a_link_by_mail_leads_in_whatever_others_do(client: Client) -> None:
    person = make_person()
    for number in range(21):
        guess(person, 5, at=f"203.0.113.{number}")
    guess(person, 6)
    assert sign_in(person, browser=client) == "wait"
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert link
    page = client.get(link[1], follow=True)
    new = {"password1": "fire-helt-nye-ord", "password2": "fire-helt-nye-ord"}
    client.post(page.request["PATH_INFO"], new)
    guess(person, 6)
    assert sign_in(person, "fire-helt-nye-ord", browser=client) == "in"


def test_a_stranger_cannot_fill_somebodys_mailbox() -> None:
    person = make_person()
    answers = [
        Client().post(
            reverse("account_reset_password"), {"email": person.email}, REMOTE_ADDR=f"203.0.113.{number}"
        )
        for number in range(30)
    ]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429] * 27
    assert len(mail.outbox) == 3
    assert "Det var mange gange i træk" in answers[-1].content.decode()


def test_an_unknown_email_is_limited_alike() -> None:
    nobody = User(email="ukendt@example.org")
    assert guess(nobody, 7) == ["wrong"] * 5 + ["wait"] * 2


def test_what_a_device_keeps_names_nobody_and_is_not_made_up() -> None:
    person, own = make_person(email="aase@example.org"), Client()
    sign_in(person, browser=own)
    kept = own.cookies[COOKIE]
    assert "aase" not in kept.value
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    guess(person, 5)
    forged = Client()
    forged.cookies[COOKIE] = kept.value[:-1] + ("a" if kept.value[-1] != "a" else "b")
    assert sign_in(person, browser=forged) == "wait"


@pytest.mark.parametrize(
    ("proxies", "said", "meant"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "nothing", UNKNOWN),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_what_our_outermost_proxy_saw(
    settings: Any, proxies: int, said: str, meant: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": said} if said else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **headers)) == meant


def test_behind_a_socket_without_a_proxy_nobody_is_turned_away() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == UNKNOWN
    assert sign_in(make_person(), at="") == "in"


def test_counts_that_have_run_out_are_cleared_from_the_table(settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    }
    cache.set("short", 1, timeout=-5)
    cache.set("long", 1, timeout=600)
    assert clear_cache(timezone.now()) == 1
    assert cache.get("long") == 1
    assert clear_cache(timezone.now()) == 0
