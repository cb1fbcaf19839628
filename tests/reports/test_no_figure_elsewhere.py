"""Whoever does not lead people finds no figure about them anywhere, where no release holds one."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments.practice.domain.citizen_questions import QUESTIONS
from assessments.practice.domain.citizen_voice import make_link, take_answers
from assessments.practice.domain.own_view import end_assessment
from assessments.practice.models import Round
from releases.domain.making import make_release, newest_day
from releases.models import Alias, Episode, Release, ReleasedTable
from tests.factories.accounts import make_employment, make_person
from tests.factories.activities import form, poll
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, make_outcome
from tests.factories.ledger import show
from tests.factories.practice_own_view import make_assessment, make_round, say
from tests.factories.releases import staff

pytestmark = pytest.mark.crawl
STARTS = [
    "/",
    "/kurser/",
    "/min-laering/",
    "/rapporter/",
    "/rapporter/tal/",
    "/vaerksted/",
    "/cms/",
    "/praksis/runder/",
]
STARTS += [f"/rapporter/tal/?figure={key}" for key in ("own_view", "citizens")]
# Acts, one's own account, and the log, which says who did what and counts nothing. Whom one can ask to look
# on is told to everybody near: somebody who can do it (docs/decisions/observations.md).
NOT_READ = re.compile(
    r"/(konto|static|media|min-laering/observationer/bed|cms/(logout|reports|account|login|password_reset|sprite))|.*hent/xlsx"
)
MOST = 60


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def crawl(client):
    """What every page says that can be reached by links, by address."""
    found, waiting = {}, list(STARTS)
    while waiting and len(found) < MOST:
        address = waiting.pop(0)
        if address in found:
            continue
        response = client.get(address)
        text = response.content.decode(errors="replace") if not response.streaming else ""
        # Keys of forms and of policies are drawn anew for each answer.
        text = re.sub(r"[\w-]{20,}", "", text)
        # The CMS numbers its editing sessions, and the parts of new pages, in attributes.
        said = re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", text) if address.startswith("/cms/") else text
        found[address] = (response.status_code, response.headers.get("Location"), said)
        links = [*re.findall(r'href="([^"#]+)', text), response.headers.get("Location") or ""]
        for link in links:
            target = urljoin(address, link.replace("&amp;", "&"))
            parts = urlsplit(target)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if not parts.netloc and path and not NOT_READ.match(path):
                waiting.append(path)
    return found


@pytest.fixture
def house(town):
    """A unit of seven, a course that leads to one of its requirements, a poll that two have answered."""
    people = staff(town.unit, 7)
    for person in people[:4]:
        show(person, town.notes, 2)
    course = make_course("Kurset")
    module = make_module(course)
    block = poll()
    lesson = make_lesson(module, body=[block])
    make_outcome(course, town.notes, 2)

    def answer(person, option):
        make_enrolment(person, course)
        fields = form(block["id"], option=option)
        return client_of(person).post(reverse("courses:answer", args=[lesson.pk]), fields)

    for person in people[:2]:
        assert answer(person, "Tid").status_code == 303
    return town, people, answer


@pytest.fixture
def reader(request, house):
    town, _people, answer = house
    if request.param == "manager":
        return town.manager
    roles = {"coordinator": [Role.COORDINATOR], "professional": [Role.PROFESSIONAL]}.get(request.param, [])
    person = make_person(*roles, is_superuser=request.param == "admin")
    if request.param in ("colleague", "manager of others"):
        is_manager = request.param == "manager of others"
        make_employment(person, town.other_unit, is_manager=is_manager)
        answer(person, "Et nej")
    return person


def change(house):
    """Everybody in the unit stands otherwise than before, and one more has answered."""
    town, people, answer = house
    for person in people:
        show(person, town.notes, 2)
        show(person, town.goals, 3)
    answer(people[3], "Et nej")


OUTSIDERS = ["coordinator", "professional", "colleague", "manager of others", "admin"]


@pytest.mark.parametrize("reader", OUTSIDERS, indirect=True)
def test_no_page_says_how_people_stand_whom_one_does_not_lead(house, reader):
    for model in (Episode, Alias, ReleasedTable, Release):
        model.objects.all().delete()
    client = client_of(reader)
    # Twice: what is seen for the first time looks otherwise.
    crawl(client)
    before = crawl(client)
    change(house)
    assert crawl(client) == before
    assert len(before) > len(STARTS)


def say_and_hear(house):
    """Some in the unit say otherwise of themselves than before, in their round too; citizens answer."""
    town, people, _answer = house
    in_round = Round.objects.get()
    for number, person in enumerate(people):
        # Four are through with the round: its rate is told from the fifth on.
        assessment = make_assessment(person, in_round if number < 4 else None)
        say(assessment, town.goals, number % 5)
        say(assessment, town.notes, None)
        end_assessment(person, assessment, prepared=2)
        link = make_link(person)
        for _citizen in range(7):
            take_answers(link, {question.key: ("yes", "no")[number % 2] for question in QUESTIONS})


@pytest.mark.parametrize("reader", [*OUTSIDERS, "manager"], indirect=True)
def test_no_page_says_what_people_say_of_themselves_or_citizens_of_them(house, reader):
    """Nobody's to see but as a release: their own manager's neither."""
    town, people, _answer = house
    make_round(town.unit, by=make_person(Role.COORDINATOR))
    say_and_hear((town, people[:3], None))
    make_release(newest_day(timezone.localdate()))
    for model in (Episode, Alias, ReleasedTable, Release):
        model.objects.all().delete()
    client = client_of(reader)
    crawl(client)
    before = crawl(client)
    say_and_hear(house)
    assert crawl(client) == before
    assert {f"/rapporter/tal/?figure={key}" for key in ("own_view", "citizens")} <= before.keys()


@pytest.mark.parametrize("reader", ["manager"], indirect=True)
def test_their_manager_does_see_it(house, reader):
    client = client_of(reader)
    crawl(client)
    before = crawl(client)
    change(house)
    after = crawl(client)
    assert "/rapporter/kloevermarken/" in {
        address for address in before.keys() & after.keys() if before[address] != after[address]
    }
