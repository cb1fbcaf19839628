"""On a server for real people nobody gets in with the password that the README tells."""

import io
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User, Workplace
from demo.domain.load import fewest_staff
from demo.people import CO_SIGNERS, DEMO_PEOPLE, PASSWORD
from tests.config.test_settings import NEEDED
from tests.factories.accounts import make_person

EVERYBODY = {*CO_SIGNERS, *(person["email"] for person in DEMO_PEOPLE)}


@pytest.mark.django_db
def test_demo_is_refused_with_a_sentence_and_nothing_is_made() -> None:
    with pytest.raises(CommandError, match="--with-new-passwords"):
        call_command("demo")
    assert not Workplace.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_with_the_flag_everybody_gets_a_password_of_their_own_told_once() -> None:
    out = io.StringIO()
    call_command("demo", staff=fewest_staff(), with_new_passwords=True, stdout=out)
    told = dict(line.split("  ") for line in out.getvalue().splitlines() if "@example.org  " in line)
    assert set(told) == EVERYBODY
    assert len(set(told.values())) == len(told)
    assert min(map(len, told.values())) >= 16
    for person in User.objects.filter(email__in=EVERYBODY):
        assert person.check_password(told[person.email])
        assert not person.check_password(PASSWORD)
    again = io.StringIO()
    call_command("demo", staff=fewest_staff(), with_new_passwords=True, stdout=again)
    assert not any(password in again.getvalue() for password in told.values())


def test_what_everybody_knows_is_not_printed_as_if_it_held() -> None:
    with pytest.raises(CommandError):
        call_command("demo_people")


@pytest.mark.django_db
def test_nobody_is_signed_in_by_a_button(client) -> None:
    person = make_person(email="admin@example.org", is_superuser=True)
    assert client.post(reverse("demo:sign_in"), {"email": person.email}).status_code == 404
    assert 'class="ls-demo"' not in client.get(reverse("account_login")).content.decode()


def test_production_has_neither_debug_pages_nor_the_demos_buttons() -> None:
    """In a process of its own: settings are read once."""
    ask = "from config.settings import production as chosen; print(chosen.DEBUG, chosen.DEMO_SIGN_IN)"
    told = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=settings.BASE_DIR,
        env={**os.environ, **NEEDED},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["False", "False"]


@pytest.mark.django_db
def test_setup_site_makes_nobody() -> None:
    call_command("setup_site", no_courses=True, verbosity=0)
    assert not User.objects.exclude(password__startswith="!").exists()
