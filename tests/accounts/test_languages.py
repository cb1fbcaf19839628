"""The language of a page: its address, then the person's choice, then what the browser asks for."""

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import get_script_prefix, reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from accounts.languages import addresses_in, bare_reverse, in_language, place, split_language
from courses.domain.runs import sign_up
from courses.domain.site import ensure_site
from courses.models import CourseRun, RunMeeting
from tests.factories.accounts import PASSWORD, make_person
from tests.factories.courses import make_course
from tests.factories.runs import make_run

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9"}


@pytest.fixture
def site(db: None) -> None:
    ensure_site()


def language_of(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, follow=True, **headers)
    found = re.search(r'<html lang="(\w+)"', answer.text)
    assert found, path
    return found[1]


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("/en/kurser/", ("en", "/kurser/")),
        ("/en/", ("en", "/")),
        ("/en", ("en", "/")),
        ("/enhed/", ("", "/enhed/")),
        ("/da/kurser/", ("", "/da/kurser/")),
        ("/", ("", "/")),
    ],
)
def test_an_address_says_its_language(path: str, split: tuple[str, str]) -> None:
    assert split_language(path) == split


@given(st.lists(st.text("abcæ-0", min_size=1, max_size=5), max_size=4), st.sampled_from(["", "/laer/"]))
def test_an_address_comes_back_from_the_other_language(parts: list[str], server: str) -> None:
    path = (server or "/") + "/".join(parts)
    if split_language("/" + "/".join(parts))[0]:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.languages.get_script_prefix", lambda: server or "/")
        english = in_language(path, "en")
        assert english.startswith(f"{server or '/'}en/")
        assert in_language(english, "da") == path
        assert in_language(english, "en") == english


def test_what_others_keep_has_no_language_in_its_address() -> None:
    with addresses_in("en"):
        assert reverse("account_login") == "/en/konto/login/"
        assert place("kurser/") == "/en/kurser/"
        assert bare_reverse("account_login") == "/konto/login/"
    assert get_script_prefix() == "/"


@pytest.mark.usefixtures("site")
class TestAddresses:
    def test_pages_of_the_cms_and_our_own_are_english_below_en(self, client: Client) -> None:
        for path in ("/en/", "/en/kurser/", "/en/konto/login/", "/en/was/", "/en/findes-ikke/"):
            assert language_of(client, path) == "en", path

    def test_links_stay_in_english(self, client: Client) -> None:
        make_course("Et liv med andre", modules=1)
        for path in ("/en/", "/en/kurser/", "/en/kurser/et-liv-med-andre/", "/en/konto/login/"):
            page = BeautifulSoup(client.get(path).text, "html.parser")
            for link in page.select("body a[href^='/'], body form[action^='/']"):
                address = str(link.get("href") or link.get("action"))
                assert address.startswith("/en/"), (path, address)
            assert all(link["href"].startswith("/static/") for link in page.select("head link[rel*=style]"))

    def test_every_page_names_itself_in_each_language(self, client: Client) -> None:
        for path in ("/kurser/", "/en/kurser/"):
            head = BeautifulSoup(client.get(f"{path}?q=x").text, "html.parser").head
            assert head is not None
            links = {link["hreflang"]: link["href"] for link in head.select("link[hreflang]")}
            assert links == {
                "da": "http://testserver/kurser/",
                "en": "http://testserver/en/kurser/",
                "x-default": "http://testserver/kurser/",
            }

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("/en", "/en/"),
            ("/en?a=1", "/en/?a=1"),
            ("/en/cms/pages/?q=x", "/cms/pages/?q=x"),
            ("/en/healthz", "/healthz"),
        ],
    )
    def test_what_has_no_language_is_moved(self, asked: str, found: str, client: Client) -> None:
        answer = client.get(asked)
        assert (answer.status_code, answer.headers["Location"]) == (307, found)

    def test_a_missing_slash_leads_on_in_english(self, client: Client) -> None:
        assert client.get("/en/kurser").headers["Location"] == "/en/kurser/"

    def test_who_signs_in_and_out_in_english_stays_there(self, client: Client) -> None:
        person = make_person()
        form = {"login": person.email, "password": PASSWORD}
        answer = client.post("/en/konto/login/", form, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/en/")
        answer = client.post("/en/konto/logout/")
        assert answer.headers["Location"] == "/en/"

    def test_the_next_request_is_bare_again(self, client: Client) -> None:
        client.get("/en/kurser/")
        assert reverse("account_login") == "/konto/login/"
        assert language_of(client, "/kurser/") == "da"


@pytest.mark.usefixtures("site")
class TestChoice:
    def test_the_browser_is_heard_where_nothing_was_chosen(self, client: Client) -> None:
        assert language_of(client, "/kurser/", **ENGLISH) == "en"
        assert language_of(client, "/kurser/") == "da"

    @pytest.mark.parametrize(
        ("header", "language"),
        [
            ("de,en;q=0.5", "en"),
            ("da;q=0.4,en;q=0.3", "da"),
            ("en;q=0.3,da;q=0.4", "da"),
            ("nb-NO,sv", "da"),
            ("*", "da"),
            (";;;q=,,", "da"),
            ("EN-us", "en"),
        ],
    )
    def test_the_first_of_ours_that_it_asks_for(self, header: str, language: str, client: Client) -> None:
        assert language_of(client, "/kurser/", HTTP_ACCEPT_LANGUAGE=header) == language

    def test_the_account_comes_before_the_browser(self, client: Client) -> None:
        client.force_login(make_person(language="da"), backend=settings.AUTHENTICATION_BACKENDS[1])
        assert language_of(client, "/kurser/", **ENGLISH) == "da"

    def test_the_address_comes_before_all(self, client: Client) -> None:
        client.force_login(make_person(language="da"), backend=settings.AUTHENTICATION_BACKENDS[1])
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "da"
        assert language_of(client, "/en/kurser/") == "en"

    @pytest.mark.parametrize(
        ("at", "chosen", "shown"),
        [
            ("/kurser/?q=x", "en", "/en/kurser/?q=x"),
            ("/en/kurser/?q=x", "da", "/kurser/?q=x"),
            ("/kurser/", "da", "/kurser/"),
            ("https://example.com/", "en", "/en/"),
        ],
    )
    def test_choosing_shows_the_same_page_and_is_kept(
        self, at: str, chosen: str, shown: str, client: Client
    ) -> None:
        answer = client.post("/konto/sprog/", {"language": chosen, "next": at})
        assert answer.headers["Location"] == shown
        assert language_of(client, "/kurser/", HTTP_ACCEPT_LANGUAGE="da") == chosen

    def test_a_language_we_do_not_speak_is_not_kept(self, client: Client) -> None:
        client.post("/konto/sprog/", {"language": "tlh", "next": "/"})
        client.get("/konto/sprog/")
        assert settings.LANGUAGE_COOKIE_NAME not in client.cookies

    def test_a_store_between_us_and_the_browser_tells_them_apart(self, client: Client) -> None:
        assert "Accept-Language" in client.get("/kurser/").headers["Vary"]


MOMENT = dt.datetime(2025, 2, 3, 12, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "style", "said"),
    [
        ("en", "DATE_FORMAT", "3 February 2025"),
        ("en", "DATETIME_FORMAT", "3 February 2025, 13:05"),
        ("en", "TIME_FORMAT", "13:05"),
        ("en", "MONTH_DAY_FORMAT", "3 February"),
        ("en", "SHORT_DATE_FORMAT", "03/02/2025"),
        ("da", "DATE_FORMAT", "3. februar 2025"),
        ("da", "DATETIME_FORMAT", "3. februar 2025 kl. 13.05"),
        ("da", "TIME_FORMAT", "13.05"),
    ],
)
def test_dates_are_british_and_danish(language: str, style: str, said: str) -> None:
    with translation.override(language):
        assert date_format(timezone.localtime(MOMENT), style) == said


@pytest.fixture
def run_over_the_clock(site: None) -> CourseRun:
    """Two Thursdays at nine, with the change to summer time on 28 March 2027 between them."""
    run = make_run(make_course("Et liv med andre", modules=1))
    for day, hour in ((dt.date(2027, 3, 25), 8), (dt.date(2027, 4, 1), 7)):
        start = dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)
        RunMeeting.objects.create(run=run, starts_at=start, ends_at=start + dt.timedelta(hours=3))
    return run


def test_meetings_are_told_in_local_time_before_and_after_the_clock_is_changed(
    run_over_the_clock: CourseRun, client: Client
) -> None:
    person = make_person()
    sign_up(person, run_over_the_clock)
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[1])
    path = reverse("courses:run", args=[run_over_the_clock.pk])
    danish, english = client.get(path).text, client.get(f"/en{path}").text
    assert len(re.findall(r"09\.00 \S+ (kl\. )?12\.00", danish)) == 2
    assert len(re.findall(r"09:00 \S+ 12:00", english)) == 2
    assert 'datetime="2027-03-25T09:00:00+01:00"' in danish
    assert 'datetime="2027-04-01T09:00:00+02:00"' in danish
    assert [str(meeting) for meeting in run_over_the_clock.meetings.all()] == [
        "25.03.2027 09.00",
        "01.04.2027 09.00",
    ]
