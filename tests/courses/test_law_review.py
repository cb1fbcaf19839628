"""What the coordinator sees: boxes of law in live lessons and drafts, the due ones first; what is missing."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.domain.groups import ensure_groups
from accounts.enums import Role
from courses.domain.help_lines import empty_topics
from courses.domain.law import law_outside_boxes, review_law
from courses.enums import HelpTopic
from courses.models import HelpLine, HelpLineSettings, LessonPage
from tests.factories import accounts
from tests.factories.courses import make_catalogue, make_course, make_lesson, make_module, text

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 6, 1)


def law(heading="Tavshedspligt", review_by="2027-06-01", **value):
    return {
        "type": "law",
        "id": str(uuid.uuid4()),
        "value": {
            "heading": heading,
            "text": "<p>Du har tavshedspligt.</p>",
            "source": "Forvaltningsloven § 27",
            "read_on": "2026-11-30",
            "review_by": review_by,
            **value,
        },
    }


@pytest.fixture
def module():
    make_catalogue()
    return make_module(make_course())


@pytest.fixture
def coordinator(client, module):
    ensure_groups()
    person = accounts.make_person(Role.COORDINATOR)
    client.force_login(person)
    return client


def test_boxes_stand_by_the_day_they_are_to_be_read_again(module):
    make_lesson(module, "Sent", body=[law("Sidst", "2028-01-01"), law("Først", "2027-01-01")])
    make_lesson(module, "Midt", body=[law("Imellem", needs_professional_reading=True, note="Se stk. 2")])
    review = review_law()
    assert [box.heading for box in review.boxes] == ["Først", "Imellem", "Sidst"]
    assert [box.is_due(TODAY) for box in review.boxes] == [True, True, False]
    assert (review.due(TODAY), review.due(TODAY - dt.timedelta(days=1)), review.waiting) == (2, 1, 1)
    assert review.boxes[1].note == "Se stk. 2"


def test_drafts_are_read_too_and_nothing_is_told_twice(module):
    same = law("Som den er")
    lesson = make_lesson(module, "Lektion", body=[same])
    lesson.body = LessonPage._meta.get_field("body").to_python([same, law("I kladden")])
    lesson.save_revision()
    unpublished = LessonPage(title="Ny", body=[], live=False)
    module.add_child(instance=unpublished)
    unpublished.body = LessonPage._meta.get_field("body").to_python([law("Aldrig vist", review_by=None)])
    unpublished.save_revision(clean=False)
    found = {(box.heading, box.is_draft) for box in review_law().boxes}
    assert found == {("Som den er", False), ("I kladden", True), ("Aldrig vist", True)}
    assert len(review_law().boxes) == 3
    # A draft may lack its day: then it is due.
    assert review_law().boxes[0].heading == "Aldrig vist"


def test_review_costs_one_query_for_one_lesson_and_for_three(module, django_assert_num_queries):
    for _lesson in range(3):
        make_lesson(module, body=[law()])
        with django_assert_num_queries(1):
            review_law()


@pytest.mark.parametrize(
    ("words", "boxes", "found"),
    [
        ("Du har tavshedspligt.", [], ["tavshedspligt"]),
        ("Du har tavshedspligt.", [law()], []),
        ("Det er servicelovens § 83.", [law()], ["§", "servicelov"]),
        ("Spørg om et <b>samtykke</b>.", [law()], ["samtykke"]),
        ("Spørg om lov, og lov ikke for meget.", [], []),
        ("Naboen klager over støj.", [], []),
    ],
)
def test_words_of_law_want_a_box(words, boxes, found):
    assert law_outside_boxes([text(words), *boxes]) == found


def test_lesson_that_speaks_of_law_outside_a_box_is_listed(module):
    make_lesson(module, "Løs", body=[text("Det er en magtanvendelse.")])
    make_lesson(module, "Fast", body=[text("Du har tavshedspligt."), law()])
    assert [(loose.lesson, loose.words) for loose in review_law().loose] == [("Løs", ("magtanvendelse",))]


def test_coordinator_sees_the_list_from_the_menu_and_the_front_page(coordinator, module):
    make_lesson(
        module,
        "Lektionen",
        body=[law("Boksen", "2026-12-01", needs_professional_reading=True, note="Stk. 2?")],
    )
    address = reverse("law_review")
    home = coordinator.get("/cms/").text
    assert f'href="{address}"' in home
    assert "Det her venter på dig" in home
    assert "Krise og tanker om selvmord" in home
    html = coordinator.get(address).text
    assert "Lov i lektionerne" in html
    assert all(
        words in html for words in ("Boksen", "Stk. 2?", "Forvaltningsloven § 27", "Venter på en fagperson")
    )
    assert reverse("wagtailsettings:edit", args=["courses", "helplinesettings"]) in html


def test_others_do_not_see_it(client, module):
    ensure_groups()
    client.force_login(accounts.make_person(Role.AUTHOR))
    assert client.get(reverse("law_review")).status_code in (302, 403)
    home = client.get("/cms/").text
    assert "Det her venter på dig" not in home
    assert reverse("law_review") not in home


def test_front_page_of_the_cms_is_quiet_when_all_is_in_order(coordinator, module):
    make_lesson(module, body=[law(review_by="2099-01-01")])
    for topic in HelpTopic:
        HelpLine.objects.create(settings=HelpLineSettings.load(), about=topic, name="Nummer", number="11 22")
    assert empty_topics() == []
    assert "Det her venter på dig" not in coordinator.get("/cms/").text


def test_coordinator_fills_in_the_numbers(coordinator):
    address = reverse("wagtailsettings:edit", args=["courses", "helplinesettings"])
    page = coordinator.get(address, follow=True)
    assert page.status_code == 200
    form = {
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-MIN_NUM_FORMS": "0",
        "lines-MAX_NUM_FORMS": "1000",
        "lines-0-id": "",
        "lines-0-ORDER": "1",
        "lines-0-DELETE": "",
        "lines-0-about": "crisis",
        "lines-0-name": "Livlinjen",
        "lines-0-number": "70 20 12 01",
        "lines-0-hours": "kl. 11 til 5",
        "lines-0-for_whom": "For alle.",
    }
    assert coordinator.post(page.request["PATH_INFO"], form).status_code == 302
    assert str(HelpLine.objects.get()) == "Livlinjen 70 20 12 01"
