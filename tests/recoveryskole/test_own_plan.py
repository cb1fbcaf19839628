"""A learning plan of one's own: nobody but who has the code reads a word of it, and no word is lost."""

import datetime as dt
import html
import logging
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session as BrowserSession
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from recoveryskole.domain.kept import forget_account, forget_all, stir
from recoveryskole.domain.leaving import erase_again
from recoveryskole.domain.own_plans import (
    PlanGone,
    PlanWords,
    begin_plan,
    code_for,
    delete_plan,
    delete_unopened,
    keep_plan,
    kept_root,
    open_plan,
    put_together,
    read_plan,
    root_of,
)
from recoveryskole.domain.seals import seal
from recoveryskole.models import Erasure, KeptPlan, OwnPlan, SchoolIndexPage
from recoveryskole.policy import PLAN_KEPT_MONTHS
from tests.factories.accounts import make_person
from tests.recoveryskole.test_own import at, cells

PLAN = "/recoveryskole/min-plan/"
WORDS = {"hopes": "Sove hos Karla\r\nuden frygt", "helps": "Den gule dyne"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("school")]


@pytest.fixture
def root(school: SchoolIndexPage) -> bytes:
    made = root_of(code_for(uuid.uuid4()))
    begin_plan(made, PlanWords(hopes="Sove hos Karla"))
    return made


def hidden(page: str) -> dict[str, str]:
    """What a form of the page sends beside the words."""
    inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    named = ((re.search(r'name="(\w+)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs)
    sent = {name[1]: value[1] if value else "" for name, value in named if name}
    return {name: sent[name] for name in ("read", "key", "plan") if name in sent}


def begin(client: Client, **said: str) -> str:
    """Write a plan by hand; its code."""
    sent = {**hidden(client.get(PLAN).text), **WORDS, **said}
    assert client.post(f"{PLAN}begynd/", sent).headers["Location"] == f"{PLAN}kode/"
    page = client.get(f"{PLAN}kode/").text
    return "-".join(re.findall(r'<span class="nowrap">([A-Z]+-\d{4})', page))


def test_begun_written_down_opened_elsewhere_and_saved(client: Client) -> None:
    code = begin(client)
    assert re.fullmatch(r"([A-Z]+-\d{4}-?){3}", code)
    client.post(f"{PLAN}kode/")
    assert client.get(f"{PLAN}kode/").status_code == 303, "the code is shown no more"
    other = Client()
    assert "Karla" not in other.get(PLAN).text
    assert other.post(f"{PLAN}aabn/", {"code": code.lower().replace("-", " ")}).status_code == 303
    page = other.get(PLAN).text
    assert "Sove hos Karla" in page
    with time_machine.travel(dt.datetime(2027, 2, 8, 20, 40, tzinfo=dt.UTC), tick=False):
        assert other.post(f"{PLAN}aabn/", {"code": code}).status_code == 303
        sent = {**hidden(other.get(PLAN).text), **WORDS, "step": "Gå en tur"}
        assert other.post(PLAN, sent).status_code == 303
        assert "Gemt kl. 21.40" in other.get(PLAN).text


def test_paper_has_what_is_written_and_no_empty_question(client: Client) -> None:
    begin(client)
    page = client.get(f"{PLAN}papir/").text
    assert "Den gule dyne" in page
    assert "Hvad håber du på?" in page
    assert "Hvad skal andre lade være med?" not in page


def test_no_word_is_in_any_column_session_mail_or_log(client: Client, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    person = make_person()
    mine = at(person)
    code = begin(mine)
    mine.post(f"{PLAN}behold/")
    mine.post(f"{PLAN}aabn/", {"code": code})
    secrets = (
        "Karla",
        "gule dyne",
        code,
        code.replace("-", ""),
        root_of(code).hex(),
        root_of(code)[:8].hex(),
    )
    assert KeptPlan.objects.exists()
    assert not [name for name, value in cells() for secret in secrets if secret in value]
    sessions = str([one.get_decoded() for one in BrowserSession.objects.all()])
    logged = " ".join(f"{one.getMessage()}" for one in caplog.records)
    for secret in secrets[:5]:
        assert secret not in sessions
        assert secret not in logged
        assert secret not in mine.cookies["min_plan"].value
    assert {len(bytes(row.sealed)) for row in OwnPlan.objects.all()} == {4096 + 28}


def test_only_the_month_is_known_of_it(root: bytes) -> None:
    assert OwnPlan.objects.get().opened_in.day == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnPlan.objects.update(opened_in=dt.date(2027, 2, 8))


def test_server_with_all_its_secrets_does_not_open_it(root: bytes) -> None:
    """The key is made of the code alone; who has another code has another key."""
    row = OwnPlan.objects.get()
    other = root_of(code_for(uuid.uuid4()))
    assert read_plan(other) is None
    begin_plan(other, PlanWords(hopes="Andet"))
    OwnPlan.objects.exclude(pk=row.pk).update(sealed=row.sealed)
    with pytest.raises(PlanGone):
        read_plan(other)


def test_others_get_nothing(client: Client) -> None:
    code = begin(at(make_person()))
    boss = at(make_person(is_superuser=True))
    for one in (client, boss):
        assert "Karla" not in one.get(PLAN).text
        assert one.get(f"{PLAN}papir/").status_code == 303
        assert one.post(f"{PLAN}slet/").status_code == 404
        assert one.post(f"{PLAN}aabn/", {"code": "LIND-0000-MOSE-0000-BIRK-0000"}).status_code == 422
    assert boss.post(f"{PLAN}behold/").status_code == 404
    assert boss.post(f"{PLAN}fra-min-side/").status_code == 404
    assert open_plan(root_of(code)) is not None


def test_signing_out_closes_it_and_so_does_time(client: Client) -> None:
    person = make_person()
    mine = at(person)
    begin(mine)
    cookie = mine.cookies["min_plan"].value
    client.cookies["min_plan"] = cookie
    assert "Karla" not in client.get(PLAN).text, "another one at the same computer"
    assert "Karla" in mine.get(PLAN).text
    client.cookies["min_plan"] = "x" + cookie[1:]
    assert client.get(PLAN).status_code == 200, "a broken one opens nothing"
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2, minutes=1)):
        assert "Karla" not in at(person).get(PLAN).text


def test_closed_meanwhile_loses_no_word(client: Client) -> None:
    code = begin(client)
    sent = {**hidden(client.get(PLAN).text), "hopes": "Noget helt nyt"}
    client.post(f"{PLAN}luk/")
    asked = client.post(PLAN, sent)
    assert asked.status_code == 409
    assert "Noget helt nyt" in asked.text
    again = {**hidden(asked.text), "hopes": "Noget helt nyt"}
    wrong = client.post(f"{PLAN}aabn/", {**again, "code": "LIND-0000-MOSE-0000-BIRK-0000"})
    assert wrong.status_code == 409
    assert "Noget helt nyt" in wrong.text
    assert client.post(f"{PLAN}aabn/", {**again, "code": code}).status_code == 303
    assert "Noget helt nyt" in client.get(PLAN).text


def test_words_of_one_plan_never_land_in_another(client: Client) -> None:
    first = begin(client)
    old = {**hidden(client.get(PLAN).text), "hopes": "Til den første"}
    other = code_for(uuid.uuid4())
    begin_plan(root_of(other), PlanWords(hopes="Den anden"))
    client.post(f"{PLAN}aabn/", {"code": other})
    assert client.post(PLAN, old).status_code == 409
    assert read_plan(root_of(other)).words == PlanWords(hopes="Den anden")
    assert client.post(f"{PLAN}aabn/", {**old, "code": other}).status_code == 409
    assert client.post(f"{PLAN}aabn/", {**old, "code": first}).status_code == 303
    assert read_plan(root_of(first)).words.hopes == "Til den første"


def test_two_windows_show_both_and_lose_nothing(client: Client) -> None:
    code = begin(client)
    old = hidden(client.get(PLAN).text)
    assert client.post(PLAN, {**old, "hopes": "Det ene", "helps": "Musik"}).status_code == 303
    assert client.post(PLAN, {**old, "hopes": "Det ene", "helps": "Musik"}).status_code == 303, (
        "twice is once"
    )
    clash = client.post(PLAN, {**old, "hopes": "Det andet", "helps": "Musik"})
    assert clash.status_code == 409
    assert clash.text.count("Det ene") == clash.text.count("Det andet") == 2
    assert read_plan(root_of(code)).words == PlanWords(hopes="Det ene", helps="Musik")
    together = {**hidden(clash.text), "hopes": "Det andet\nDet ene", "helps": "Musik"}
    assert client.post(PLAN, together).status_code == 303
    assert read_plan(root_of(code)).words.hopes == "Det andet\nDet ene"


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("a", "a", "a"),
        ("", "b", "b"),
        ("a", "", "a"),
        ("ab", "b", "ab"),
        ("b", "ab", "ab"),
        ("a", "b", "a\nb"),
    ],
)
def test_put_together(mine: str, theirs: str, both: str) -> None:
    assert put_together(PlanWords(step=mine), PlanWords(step=theirs)) == PlanWords(step=both)


def test_sent_twice_it_begins_once(client: Client) -> None:
    sent = {**hidden(client.get(PLAN).text), **WORDS}
    for _time in range(2):
        assert client.post(f"{PLAN}begynd/", sent).status_code == 303
    assert OwnPlan.objects.count() == 1
    assert client.post(f"{PLAN}begynd/", {**sent, "hopes": "Andet"}).status_code == 409
    assert OwnPlan.objects.count() == 1


WRONG = [
    ({"hopes": "x" * 2001}, 422),
    ({"hopes": "", "helps": ""}, 422),
    ({"read": "x"}, 400),
    ({"key": "1"}, 400),
]


@pytest.mark.parametrize(("said", "status"), WRONG)
def test_what_cannot_be_taken_is_said_and_stays(client: Client, said: dict[str, str], status: int) -> None:
    sent = {**hidden(client.get(PLAN).text), **WORDS, **said}
    response = client.post(f"{PLAN}begynd/", sent)
    assert response.status_code == status
    assert not OwnPlan.objects.exists()
    if len(said) == 1 and status == 422:
        assert "Den gule dyne" in html.unescape(response.text)


@pytest.mark.parametrize("what", ["begynd", "luk", "behold", "tag-af", "slet", "fra-min-side"])
def test_get_never_acts(what: str) -> None:
    mine = at(make_person())
    begin(mine)
    before = list(OwnPlan.objects.values())
    assert mine.get(f"{PLAN}{what}/").status_code == 405
    mine.get(PLAN)
    assert list(OwnPlan.objects.values()) == before


def test_deleted_at_once_and_again_after_a_restore(client: Client) -> None:
    person = make_person()
    mine = at(person)
    code = begin(mine)
    mine.post(f"{PLAN}behold/")
    (before,) = OwnPlan.objects.values()
    old = {**hidden(mine.get(PLAN).text), "hopes": "Det sidste"}
    assert mine.post(f"{PLAN}slet/").headers["Location"] == f"{PLAN}slettet/"
    assert mine.get(f"{PLAN}slettet/").status_code == 200
    assert not OwnPlan.objects.exists()
    assert not KeptPlan.objects.exists()
    assert mine.post(f"{PLAN}aabn/", {"code": code}).status_code == 422
    assert mine.post(PLAN, old).status_code == 409
    OwnPlan.objects.create(**before)
    assert Erasure.objects.get().erased_on.day == 1
    assert erase_again() == 1
    assert not OwnPlan.objects.exists()


def test_gone_in_another_window_begins_anew_with_what_was_written(client: Client) -> None:
    code = begin(client)
    old = {**hidden(client.get(PLAN).text), "hopes": "Det sidste"}
    delete_plan(root_of(code))
    response = client.post(PLAN, old)
    assert response.status_code == 409
    assert "Det sidste" in response.text
    sent = {**hidden(response.text), "hopes": "Det sidste"}
    assert client.post(f"{PLAN}begynd/", sent).status_code == 303


def test_kept_by_choice_and_opened_from_ones_page(client: Client) -> None:
    person = make_person()
    mine = at(person)
    code = begin(mine)
    assert "så den, der driver serveren" not in mine.get(PLAN).text
    mine.post(f"{PLAN}behold/")
    assert kept_root(person) == root_of(code)
    assert "så den, der driver serveren" in mine.get(PLAN).text
    mine.post(f"{PLAN}luk/")
    assert "Åbn min plan" in mine.get("/recoveryskole/mine/").text
    assert mine.post(f"{PLAN}fra-min-side/").status_code == 303
    assert "Karla" in mine.get(PLAN).text
    other = code_for(uuid.uuid4())
    begin_plan(root_of(other), PlanWords(hopes="Den anden"))
    mine.post(f"{PLAN}aabn/", {"code": other})
    assert mine.post(f"{PLAN}behold/").status_code == 409, "the first is not pushed out"
    mine.post(f"{PLAN}tag-af/")
    assert kept_root(person) is None
    assert open_plan(root_of(code)) is not None


def test_page_of_the_account_goes_and_the_plan_stands(root: bytes) -> None:
    person = make_person()
    keep_plan(person, root)
    assert forget_account(person) == 1
    assert read_plan(root) is not None
    keep_plan(person, root)
    forget_all(person)
    assert read_plan(root) is None


def test_another_secret_of_the_server_opens_it_still(root: bytes, settings: Any) -> None:
    person = make_person()
    keep_plan(person, root)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    assert read_plan(root) is not None
    assert kept_root(person) == root
    stir(timezone.now())
    settings.SECRET_KEY_FALLBACKS = []
    assert kept_root(person) == root
    settings.SECRET_KEY = "neither"
    assert kept_root(person) is None
    assert read_plan(root) is not None, "the code alone makes the key"
    delete_plan(root)
    settings.SECRET_KEY = "a new one"
    assert stir(timezone.now()) == 1


def test_unopened_is_deleted_after_the_months_that_are_said(root: bytes) -> None:
    OwnPlan.objects.update(opened_in=dt.date(2026, 2, 1))
    assert PLAN_KEPT_MONTHS == 12
    assert delete_unopened(dt.datetime(2027, 2, 28, 12, tzinfo=dt.UTC)) == 0
    with time_machine.travel(dt.datetime(2026, 3, 15, tzinfo=dt.UTC)):
        open_plan(root)
    assert delete_unopened(dt.datetime(2027, 3, 31, 12, tzinfo=dt.UTC)) == 0
    assert delete_unopened(dt.datetime(2027, 3, 31, 22, 30, tzinfo=dt.UTC)) == 1, "by the clock in Denmark"


def test_tries_are_counted(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "own_plan_code": "2/h/ip"}
    sent = {"code": "LIND-0000-MOSE-0000-BIRK-0000"}
    assert [client.post(f"{PLAN}aabn/", sent).status_code for _try in range(3)] == [422, 422, 429]


def test_what_is_sealed_for_something_else_is_no_cookie(client: Client, root: bytes) -> None:
    client.cookies["min_plan"] = seal(root, "kept_plan", bound_to="1").hex()
    assert "Karla" not in client.get(PLAN).text
