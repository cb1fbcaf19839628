"""What machines find of the house: every public page, and nothing that is somebody's own."""

import datetime as dt
import io
import json
import math
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageChops

from config.views import PAGE_COLOUR
from recoveryskole.models import WorkshopPage
from tests.accounts.test_addresses import PAGES, World
from tests.factories.courses import make_course
from tests.factories.school import make_session
from tools.icons import FOLDER, ICONS, draw

pytestmark = pytest.mark.django_db


def test_sitemap_has_live_public_pages_in_both_languages(client: Client) -> None:
    World()
    WorkshopPage.objects.get(slug="nat").unpublish()
    response = client.get("/sitemap.xml")
    addresses = [
        *re.findall("<loc>([^<]+)</loc>", response.text),
    ]
    left_out = ("courses.LessonPage", "courses.TestPage", "courses.ModulePage", "recoveryskole.WorkshopPage")
    public = {path for label, path in PAGES.items() if label not in left_out}
    for head in ("", "/en"):
        found = {a.removeprefix(f"http://testserver{head}") for a in addresses if ("/en/" in a) == bool(head)}
        assert public <= found, head
    assert not any("nat" in address.split("/") for address in addresses)
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_robots_are_kept_from_what_is_somebodys_own(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    for path in ("/min-laering/", "/en/rapporter/", "/konto/"):
        assert f"Disallow: {path}\n" in response.text
    assert "Sitemap: http://testserver/sitemap.xml" in response.text


def test_security_txt_names_whom_the_house_names(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:hul@example.org"
    text = client.get("/.well-known/security.txt").text
    assert "Contact: mailto:hul@example.org\n" in text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)


def test_favicon_is_where_browsers_look(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, "/static/icons/favicon.svg")


def test_public_page_describes_itself_and_names_its_address() -> None:
    World()
    # A module is a place on its course's page, and leads there, as a test leads to signing in.
    lead_away = ("courses.ModulePage", "courses.TestPage")
    for path in (path for label, path in PAGES.items() if label not in lead_away):
        html = Client().get(f"{path}?side=2").text
        assert f'<link rel="canonical" href="http://testserver{path}">' in html, path
        described = re.findall(r'<meta name="description" content="([^"]+)">', html)
        assert len(described) == 1, path
        assert f'<meta property="og:url" content="http://testserver{path}">' in html, path
        assert "noindex" not in html, path


def test_personal_page_asks_not_to_be_found() -> None:
    world = World()
    for path in ("/min-laering/", "/konto/"):
        html = world.client("manager").get(path).text
        assert '<meta name="robots" content="noindex">' in html, path
        assert "og:" not in html, path


def described_on(path: str) -> list[dict[str, Any]]:
    found = re.findall('<script type="application/ld\\+json">(.*?)</script>', Client().get(path).text)
    return [json.loads(text) for text in found]


def test_course_is_described_with_its_runs() -> None:
    world = World()
    path = PAGES["courses.CoursePage"]
    (course,) = described_on(path)
    assert (course["@type"], course["url"]) == ("Course", f"http://testserver{path}")
    assert course["name"]
    assert course["description"]
    assert course["provider"]["name"] == "Lærsammen"
    assert all(one["@type"] == "CourseInstance" and one["courseMode"] for one in course["hasCourseInstance"])
    assert all(person.display_name not in json.dumps(course) for person in world.people.values() if person)


def test_course_that_is_taken_alone_says_how_long_it_takes() -> None:
    page = make_course(title="</script><b>Målet & vejen", duration_minutes=20)
    (course,) = described_on(page.url)
    assert course["name"] == "</script><b>Målet & vejen"
    workload = {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": "PT20M"}
    assert course["hasCourseInstance"] == [workload]


def test_workshop_is_described_by_each_time() -> None:
    World()
    path = PAGES["recoveryskole.WorkshopPage"]
    workshop = WorkshopPage.objects.get(slug=path.strip("/").split("/")[-1])
    session = make_session(workshop, days=3, online_url="https://meet.example.org/hemmeligt")
    (event,) = described_on(path)
    assert (event["@type"], event["name"]) == ("Event", workshop.title)
    assert dt.datetime.fromisoformat(event["startDate"]).utcoffset() is not None
    assert event["location"]["address"]
    assert event["location"]["name"] == session.where
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert not {"performer", "attendee"} & event.keys()
    assert "hemmeligt" not in str(event), "where it is online is for those who have a seat"


def test_session_that_is_cancelled_or_online_says_so() -> None:
    World()
    path = PAGES["recoveryskole.WorkshopPage"]
    workshop = WorkshopPage.objects.get(slug=path.strip("/").split("/")[-1])
    make_session(workshop, cancelled_at=timezone.now())
    make_session(workshop, days=9, place=None, online_url="https://meet.example.org/hemmeligt")
    cancelled, online = described_on(path)
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"
    assert online["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert online["location"]["@type"] == "VirtualLocation"
    assert "hemmeligt" not in str(online)


def test_phone_can_keep_the_house_among_its_programs(client: Client) -> None:
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/en/konto/login/").text
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    told = response.json()
    assert (told["name"], told["lang"], told["start_url"]) == ("Lærsammen", "da", "/")


def test_phones_get_pictures_of_the_type_and_size_that_they_are_told(client: Client) -> None:
    icons = client.get("/manifest.webmanifest").json()["icons"]
    for icon in icons:
        response = client.get(icon["src"])
        assert (response.status_code, response.headers["Content-Type"]) == (200, icon["type"]), icon
        if icon["sizes"] != "any":
            size = Image.open(io.BytesIO(response.getvalue())).size
            assert f"{size[0]}x{size[1]}" == icon["sizes"], icon
    # What a phone asks of a program that it keeps: https://developer.mozilla.org/docs/Web/Progressive_web_apps
    told = {(icon["sizes"], icon["purpose"]) for icon in icons if icon["type"] == "image/png"}
    assert told == {(size, use) for size in ("192x192", "512x512") for use in ("any", "maskable")}
    [apple] = re.findall('<link rel="apple-touch-icon" href="([^"]+)">', client.get("/konto/login/").text)
    assert Image.open(io.BytesIO(client.get(apple).getvalue())).size == (180, 180)


@pytest.mark.parametrize("name", sorted(ICONS))
def test_picture_for_phones_is_what_the_sign_looks_like(name: str) -> None:
    """Who changes the sign draws them anew: python -m tools.icons."""
    kept, drawn = Image.open(FOLDER / "app" / f"{name}.png"), Image.open(io.BytesIO(draw(name)))
    # A machine of another kind may round otherwise.
    assert max(high for _low, high in ImageChops.difference(kept, drawn).convert("RGB").getextrema()) <= 8


@pytest.mark.parametrize("name", sorted(name for name in ICONS if name.startswith("maskable")))
def test_nothing_of_the_sign_is_cut_off_by_a_mask(name: str) -> None:
    picture = Image.open(FOLDER / "app" / f"{name}.png").convert("RGB")
    ground = Image.new("RGB", picture.size, PAGE_COLOUR)
    left, top, right, bottom = ImageChops.difference(picture, ground).getbbox()
    middle = picture.width / 2
    corner = max(math.dist((x, y), (middle, middle)) for x in (left, right) for y in (top, bottom))
    assert corner <= 0.4 * picture.width
