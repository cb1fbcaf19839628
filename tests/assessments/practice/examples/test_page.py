"""The page where the examples are read and signed: /praksis/eksempler/."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from assessments.practice.domain.example_signatures import sign_examples
from assessments.practice.domain.examples import fingerprint, is_signed, read_texts
from assessments.practice.models import ExampleSignature
from competences.domain.framework import load_house_framework
from tests.factories.accounts import make_person
from tests.factories.practice_examples import sign_both

pytestmark = pytest.mark.django_db
ADDRESS = "/praksis/eksempler/"


@pytest.fixture
def framework():
    return load_house_framework()


def signed_in(*roles, **fields) -> Client:
    client = Client()
    client.force_login(make_person(*roles, **fields), backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(client, code="M.1", role=Role.PROFESSIONAL, **fields):
    form = {"code": code, "role": role.value, "seen": fingerprint(code), **fields}
    return client.post(ADDRESS, form)


def test_address() -> None:
    assert reverse("practice:examples") == ADDRESS


@pytest.mark.parametrize("role", [None, Role.AUTHOR, Role.COORDINATOR])
def test_it_is_for_those_who_may_sign(role) -> None:
    client = signed_in(*([role] if role else []))
    assert client.get(ADDRESS).status_code == 403
    assert post(client).status_code == 403
    assert not ExampleSignature.objects.exists()


def test_strangers_are_asked_to_sign_in() -> None:
    assert Client().get(ADDRESS).status_code == 302


def test_page_shows_every_text_and_that_it_is_a_proposal(framework) -> None:
    response = signed_in(Role.PROFESSIONAL).get(ADDRESS)
    page = response.content.decode()
    for levels in read_texts().values():
        for text in levels.values():
            assert text in page
    assert page.count(">Forslag<") == 27
    assert "0 af 27 krav" in page
    assert "Møde borgeren ligeværdigt" in page
    assert page.count("Skriv under\n") == 27
    assert page.count("<details open>") == 1


def test_signing_leads_to_the_next_one(framework) -> None:
    client = signed_in(Role.PROFESSIONAL)
    response = post(client)
    assert (response.status_code, response["Location"]) == (303, f"{ADDRESS}?vis=M.2#M.2")
    page = client.get(response["Location"]).content.decode()
    assert "Du har skrevet under på eksemplerne til M.1." in page
    assert page.index('id="M.2"') < page.index("Venter på en anden") < page.index('id="M.1"')


def test_badge_goes_when_both_have_signed(framework) -> None:
    experienced, _professional = sign_both("M.1")
    page = signed_in(Role.LIVED_EXPERIENCE).get(ADDRESS).content.decode()
    assert page.count(">Forslag<") == 26
    assert "1 af 27 krav" in page
    assert experienced.display_name in page
    assert is_signed("M.1")


def test_last_signature_leads_back_to_the_list(framework) -> None:
    client = signed_in(Role.PROFESSIONAL)
    *first, last = read_texts()
    for code in first:
        post(client, code)
    assert post(client, last)["Location"] == ADDRESS


def test_who_is_in_both_groups_says_which(framework) -> None:
    client = signed_in(Role.PROFESSIONAL, Role.LIVED_EXPERIENCE)
    page = client.get(ADDRESS).content.decode()
    assert page.count("Skriv under som: Fagperson") == page.count("Skriv under som: Levet erfaring") == 27
    assert post(client).status_code == 303
    assert post(client, role=Role.LIVED_EXPERIENCE).status_code == 409


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"role": ""}, 400),
        ({"role": "Chef"}, 400),
        ({"role": Role.LIVED_EXPERIENCE.value}, 403),
        ({"role": Role.COORDINATOR.value}, 403),
        ({"code": "R9.9"}, 404),
        ({"seen": "noget andet"}, 409),
    ],
)
def test_what_cannot_be_signed_is_said_in_words(framework, fields, status) -> None:
    response = signed_in(Role.PROFESSIONAL).post(
        ADDRESS, {"code": "M.1", "role": Role.PROFESSIONAL.value, "seen": fingerprint("M.1"), **fields}
    )
    assert response.status_code == status
    assert 'role="alert"' in response.content.decode()
    assert not ExampleSignature.objects.exists()


def test_administrator_reads_but_signs_for_nobody(framework) -> None:
    client = signed_in(is_superuser=True)
    page = client.get(ADDRESS).content.decode()
    assert 'name="seen"' not in page
    assert post(client).status_code == 403


def test_get_signs_nothing(framework) -> None:
    client = signed_in(Role.PROFESSIONAL)
    form = {"code": "M.1", "role": Role.PROFESSIONAL.value, "seen": fingerprint("M.1")}
    assert client.get(ADDRESS, form).status_code == 200
    assert not ExampleSignature.objects.exists()


def test_somebody_who_has_left_leaves_the_signature(framework) -> None:
    experienced, _professional = sign_both("M.1")
    experienced.display_name = ""
    experienced.save()
    page = signed_in(Role.PROFESSIONAL).get(ADDRESS).content.decode()
    assert "En, der ikke er her mere" in page
    assert "1 af 27 krav" in page


def test_examples_are_danish_on_an_english_page(framework) -> None:
    client = signed_in(Role.PROFESSIONAL, language="en")
    page = client.get(f"/en{ADDRESS}").content.decode()
    assert "Examples for the own view" in page
    assert page.count('<span lang="da">') >= 135


def test_queries_do_not_grow_with_signatures(framework) -> None:
    client = signed_in(Role.PROFESSIONAL)
    client.get(ADDRESS)
    counted = []
    for codes in (["M.1"], ["M.2", "R1.1", "O.4"]):
        for code in codes:
            sign_both(code)
        client.get(ADDRESS)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(ADDRESS)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 9, counted


def test_a_signature_is_taken_back_by_who_gave_it(framework) -> None:
    mine, other = signed_in(Role.PROFESSIONAL), signed_in(Role.PROFESSIONAL)
    post(mine)
    button = "Tag min underskrift tilbage"
    assert mine.get(ADDRESS).content.decode().count(button) == 1
    assert button not in other.get(ADDRESS).content.decode()
    withdraw = f"{ADDRESS}tag-tilbage/"
    assert other.post(withdraw, {"code": "M.1"}).status_code == 409
    assert mine.get(withdraw).status_code == 405
    response = mine.post(withdraw, {"code": "M.1"})
    assert (response.status_code, response["Location"]) == (303, f"{ADDRESS}?vis=M.1#M.1")
    page = mine.get(response["Location"]).content.decode()
    assert "Eksemplerne til M.1 er et forslag igen." in page
    assert page.count('name="seen"') == 27
    assert mine.post(withdraw, {"code": "M.1"}).status_code == 409
    assert post(mine).status_code == 303


def test_signing_is_offered_until_somebody_has(framework) -> None:
    other = make_person(Role.PROFESSIONAL, display_name="Ole Brandt")
    sign_examples(other, "M.1", Role.PROFESSIONAL, seen=fingerprint("M.1"))
    page = signed_in(Role.PROFESSIONAL).get(ADDRESS).content.decode()
    assert page.count('name="seen"') == 26
    assert "Ole Brandt" in page
