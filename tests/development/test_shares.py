"""Links to one's own profile: made, told once, opened by others, withdrawn, run out, forgotten."""

import datetime as dt
import logging
import re
from typing import Any

import pytest
import time_machine
from django.core.serializers import serialize
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.domain.emptying import empty_person
from accounts.models import PersonalRead, User
from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.enums import EvidenceKind
from competences.models import Competence
from development.domain.shares import ShareIsOver, TooManyShares, make_share, read_shares, withdraw_share
from development.models import ProfileShare
from development.policy import LONGEST_FOR, MOST_SHARES, SHOWN_ENDED_SHARES
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.courses import make_person
from tests.factories.ledger import show
from tests.factories.shares import form_id, path_of, share

pytestmark = pytest.mark.django_db
MINE = "/min-laering/kompetencer/del/"
NOW = dt.datetime(2026, 12, 1, 9, 30, 15, tzinfo=dt.UTC)


@pytest.fixture
def mine(employee: User, goals: Competence, client: Client) -> Client:
    client.force_login(employee, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(**fields: Any) -> dict[str, Any]:
    return {"form_id": form_id(), "meant_for": "Min nye leder", "days": "30", **fields}


def told(page: Any) -> str:
    """The path of the link on the page that tells it."""
    found = re.search(r'value="http://testserver(/kompetencer/delt/[a-z2-7]{32}/)"', page.text)
    assert found is not None
    return found[1]


# Made, and told once


def test_link_is_told_in_the_answer_and_never_again(mine: Client, employee: User) -> None:
    answer = mine.post(MINE, sent(with_own_view="on"))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    path = told(answer)
    assert "<svg" in answer.text
    token = path.strip("/").rpartition("/")[2]
    assert token not in mine.get(MINE).text
    row = ProfileShare.objects.get()
    assert (row.person, row.meant_for, row.with_own_view) == (employee, "Min nye leder", True)
    assert row.expires_at - row.made_at == dt.timedelta(days=30)
    assert Client().get(path).status_code == 200


def test_token_is_in_no_table_and_no_log(mine: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        path = told(mine.post(MINE, sent()))
        Client().get(path)
        withdraw_share(ProfileShare.objects.get())
        Client().get(path)
    token = path.strip("/").rpartition("/")[2]
    rows = [*ProfileShare.objects.all(), *ModelLogEntry.objects.all()]
    assert token not in serialize("json", rows)
    # Django names what it could not show by its path.
    assert "Gone: /kompetencer/delt/[key]/" in caplog.text
    assert token not in caplog.text


def test_form_sent_twice_makes_one_link_and_tells_it_again(mine: Client) -> None:
    fields = sent()
    first, second = told(mine.post(MINE, fields)), told(mine.post(MINE, fields))
    assert first == second
    assert ProfileShare.objects.count() == 1
    withdraw_share(ProfileShare.objects.get())
    answer = mine.post(MINE, fields)
    assert answer.status_code == 409
    assert "Open the page again and make a new one." in answer.text
    assert ProfileShare.objects.count() == 1


def test_same_form_of_two_people_makes_two_links() -> None:
    drawn = form_id()
    made = [share(make_person(), form_id=drawn).token for _ in range(2)]
    assert made[0] != made[1]


def test_no_more_than_so_many_work_at_a_time(mine: Client, employee: User) -> None:
    links = [share(employee) for _ in range(MOST_SHARES)]
    with pytest.raises(TooManyShares):
        share(employee)
    answer = mine.post(MINE, sent())
    assert (answer.status_code, ProfileShare.objects.count()) == (409, MOST_SHARES)
    page = mine.get(MINE).text
    assert "Make the link" not in page
    assert f"You have {MOST_SHARES} links that work." in " ".join(page.split())
    share(make_person())
    withdraw_share(links[0].share)
    assert mine.post(MINE, sent()).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(days=31), tick=False):
        share(employee)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"days": "31"}, 422),
        ({"days": ""}, 422),
        ({"days": "x"}, 422),
        ({"meant_for": "x" * (LONGEST_FOR + 1)}, 422),
        ({"form_id": "x"}, 400),
        ({"form_id": ""}, 400),
    ],
)
def test_form_that_says_something_else_makes_nothing(
    mine: Client, fields: dict[str, str], status: int
) -> None:
    assert mine.post(MINE, sent(**fields)).status_code == status
    assert not ProfileShare.objects.exists()


def test_days_are_those_that_one_can_choose(employee: User) -> None:
    with pytest.raises(ValueError, match="31"):
        share(employee, days=31)


# Opened


def test_profile_is_shown_without_account(employee: User, goals: Competence) -> None:
    show(employee, goals, 3, until=dt.date(2030, 5, 1))
    page = Client().get(path_of(share(employee)))
    words = " ".join(page.text.split())
    assert page.status_code == 200
    for part in ("Åse Ærø", "SOSU-assistent på Kløvermarken", "Mål", "Trin 3:", "Gælder til 1. maj 2030"):
        assert part in words
    assert employee.email not in words
    assert "Egen vurdering" not in words
    assert "1 af 1 krav er på plads." in words


def test_nothing_keeps_or_finds_it(employee: User, client: Client) -> None:
    living, dead = share(employee), share(employee)
    withdraw_share(dead.share)
    for made in (living, dead):
        for suffix in ("", "profil.pdf", "profil.json"):
            page = Client().get(path_of(made) + suffix)
            assert page["Cache-Control"] == "private, no-store"
            assert page["X-Robots-Tag"] == "noindex, nofollow"
            assert page["Referrer-Policy"] == "no-referrer"
            assert not page.has_header("ETag")
    html = Client().get(path_of(living)).text
    assert '<meta name="robots" content="noindex">' in html
    assert "og:" not in html
    assert "kompetencer" not in client.get("/sitemap.xml").text


def test_opening_counts_once_for_each_get_and_only_others(employee: User, mine: Client) -> None:
    made = share(employee)
    with time_machine.travel(timezone.now() + dt.timedelta(days=3), tick=False):
        third_day = timezone.localdate()
        stranger = Client()
        stranger.head(path_of(made))
        assert ProfileShare.objects.get().times_opened == 0
        mine.get(path_of(made))
        assert ProfileShare.objects.get().times_opened == 0
        stranger.get(path_of(made))
        stranger.get(path_of(made) + "profil.pdf")
        assert stranger.post(path_of(made)).status_code == 405
        row = ProfileShare.objects.get()
        assert (row.times_opened, row.last_opened_on) == (2, third_day)
        other = Client()
        other.force_login(make_person(), backend="django.contrib.auth.backends.ModelBackend")
        other.get(path_of(made))
        assert "Opened 3 times, last on" in " ".join(mine.get(MINE).text.split())
    assert PersonalRead.objects.count() == 0


def test_head_is_answered_as_get_is(employee: User) -> None:
    made = share(employee)
    for suffix in ("", "profil.pdf", "profil.json"):
        head = Client().head(path_of(made) + suffix)
        assert (head.status_code, head.content) == (200, b"")
    assert Client().head("/kompetencer/delt/x/").status_code == 410


def test_link_shows_what_holds_on_the_day_of_reading(employee: User, goals: Competence) -> None:
    path = path_of(share(employee))
    row = show(employee, goals, 3)
    assert "Trin 3:" in Client().get(path).text
    revoke_evidence(row, by=None)
    assert "Trin 3:" not in Client().get(path).text
    show(employee, goals, 2, origin="test:2", until=timezone.localdate() + dt.timedelta(days=2))
    assert "Trin 2:" in Client().get(path).text
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        assert "Udløb den" in Client().get(path).text


def test_own_view_is_shown_only_by_the_link_that_was_made_so(employee: User, goals: Competence) -> None:
    show(employee, goals, 4, kind=EvidenceKind.SELF_ASSESSMENT)
    without, with_it = share(employee), share(employee, with_own_view=True)
    assert "Egen vurdering: trin" not in Client().get(path_of(without)).text
    assert "Egen vurdering: trin 4" in Client().get(path_of(with_it)).text


# Over


def answer_of(path: str) -> tuple[int, str]:
    """What a stranger gets, but for the address that they asked for themself."""
    answer = Client().get(path)
    return answer.status_code, answer.text.replace(path, "")


def dead(path: str) -> None:
    """It is over, and the page is the same for all that is over."""
    unknown = answer_of("/kompetencer/delt/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/")
    assert unknown[0] == 410
    for suffix in ("", "profil.pdf", "profil.json"):
        assert answer_of(path + suffix) == unknown


def test_link_is_dead_at_the_very_second(employee: User) -> None:
    with time_machine.travel(NOW, tick=False):
        made = share(employee, days=7)
    ends = NOW + dt.timedelta(days=7)
    with time_machine.travel(ends - dt.timedelta(seconds=1), tick=False):
        assert Client().get(path_of(made)).status_code == 200
    with time_machine.travel(ends, tick=False):
        dead(path_of(made))


def test_withdrawn_is_dead_and_one_made_anew_is_another(mine: Client, employee: User) -> None:
    old = share(employee)
    address = reverse("development:withdraw_share", args=[old.share.pk])
    assert mine.get(address).status_code == 405
    assert Client().get(path_of(old)).status_code == 200
    assert mine.post(address).status_code == 303
    first = ProfileShare.objects.get().withdrawn_at
    assert mine.post(address).status_code == 303
    assert ProfileShare.objects.get().withdrawn_at == first
    assert ModelLogEntry.objects.filter(action="development.withdraw_share").count() == 1
    dead(path_of(old))
    new = share(employee)
    assert new.token != old.token
    assert Client().get(path_of(new)).status_code == 200
    dead(path_of(old))


def test_nobody_withdraws_anothers_link(mine: Client) -> None:
    made = share(make_person())
    assert mine.post(reverse("development:withdraw_share", args=[made.share.pk])).status_code == 404
    assert Client().get(path_of(made)).status_code == 200


def test_what_ran_out_is_not_withdrawn(mine: Client, employee: User) -> None:
    made = share(employee, days=7)
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        withdraw_share(made.share)
        assert ProfileShare.objects.get().withdrawn_at is None


def test_owner_who_cannot_sign_in_shares_nothing(employee: User) -> None:
    made = share(employee)
    User.objects.filter(pk=employee.pk).update(is_active=False)
    dead(path_of(made))
    User.objects.filter(pk=employee.pk).update(is_active=True)
    assert Client().get(path_of(made)).status_code == 200


def test_emptying_ends_the_links_and_clears_the_words(employee: User) -> None:
    living = share(employee, meant_for="Quirina")
    with time_machine.travel(timezone.now() - dt.timedelta(days=90)):
        share(employee, meant_for="Ottilie", days=7)
    before = timezone.now()
    counts = empty_person(employee, by=None)
    assert counts["development.shares"] == 2
    dead(path_of(living))
    assert set(ProfileShare.objects.values_list("meant_for", flat=True)) == {""}
    ended = ProfileShare.objects.get(pk=living.share.pk)
    assert ended.withdrawn_at is not None
    assert ended.withdrawn_at >= before
    # It ran out by itself, and that stays so.
    assert ProfileShare.objects.exclude(pk=living.share.pk).get().withdrawn_at is None
    assert empty_person(employee, by=None)["development.shares"] == 0


def test_those_who_try_are_slowed_down(settings: Any, employee: User) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "profile_link": "2/10m/ip"}
    stranger = Client()
    assert [stranger.get(f"/kompetencer/delt/{n}/").status_code for n in range(3)] == [410, 410, 429]


# The list


def test_list_is_bounded_and_asks_no_more_with_more_rows(mine: Client, employee: User) -> None:
    mine.get(MINE)
    counts = []
    for living, ended in ((1, 1), (MOST_SHARES - 1, SHOWN_ENDED_SHARES + 2)):
        for _ in range(ended):
            withdraw_share(share(employee).share)
        for _ in range(living):
            share(employee)
        with CaptureQueriesContext(connection) as queries:
            page = mine.get(MINE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
    found = page.context["shares"]
    assert (len(found.living), len(found.ended)) == (MOST_SHARES, SHOWN_ENDED_SHARES)


def test_each_sees_only_their_own(mine: Client) -> None:
    share(make_person(), meant_for="Til en anden")
    assert "Til en anden" not in mine.get(MINE).text
    assert read_shares(make_person()).living == ()


def test_link_asks_no_more_with_more_rows(employee: User, goals: Competence) -> None:
    path = path_of(share(employee))
    counts = []
    for _ in range(2):
        for number in range(3):
            requirement = make_requirement(goals.parent)
            make_job_requirement(requirement, 2)
            show(employee, requirement, 3, origin=f"test:{number}")
        Client().get(path)
        with CaptureQueriesContext(connection) as queries:
            Client().get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


# What the database keeps


def test_database_refuses_what_makes_no_sense(employee: User) -> None:
    row = share(employee).share
    for wrong in ({"times_opened": 1}, {"expires_at": row.made_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProfileShare.objects.filter(pk=row.pk).update(**wrong)


def test_form_that_was_used_is_over_for_the_domain_too(employee: User) -> None:
    drawn = form_id()
    withdraw_share(share(employee, form_id=drawn).share)
    with pytest.raises(ShareIsOver):
        make_share(employee, form_id=drawn, days=7, with_own_view=False)
