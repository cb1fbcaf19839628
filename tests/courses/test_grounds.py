"""What a lesson builds on: boxes of law with a date, sources, and the workplace's own numbers."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError

from courses.domain.help_lines import empty_topics, read_help
from courses.enums import HelpTopic
from courses.models import HelpLine, HelpLineSettings, LessonPage
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module

pytestmark = pytest.mark.django_db
BODY = LessonPage._meta.get_field("body").stream_block
LAW = {
    "heading": "Det hedder tavshedspligt",
    "text": "<p>Det bliver på arbejdet.</p>",
    "source": "Forvaltningsloven § 27",
    "link": "",
    "read_on": "2026-11-30",
    "review_by": "2027-11-30",
    "needs_professional_reading": False,
    "note": "Se på stk. 2",
}
HELP = {"about": "crisis", "heading": "Når nogen taler om at dø", "text": "<p>Bliv hos dem.</p>"}


def block(kind, **value):
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


@pytest.fixture
def show(client, person, catalogue):
    """The page of a lesson with these blocks, as somebody sees it who takes its course."""

    def page(*blocks):
        course = make_course()
        make_enrolment(person, course)
        client.force_login(person)
        return client.get(make_lesson(make_module(course), body=list(blocks)).url).text

    return page


def number(about, name, digits, place=0, **fields):
    settings = HelpLineSettings.load()
    HelpLine.objects.create(
        settings=settings, about=about, name=name, number=digits, sort_order=place, **fields
    )


def test_law_is_shown_with_its_source_and_the_day_it_was_read(show):
    html = show(block("law", **LAW))
    assert "Forvaltningsloven § 27" in html
    assert "Læst den 30. november 2026." in html
    assert "Se på stk. 2" not in html
    assert "har ikke læst" not in html


def test_law_that_waits_for_a_professional_says_so(show):
    html = show(block("law", **LAW | {"needs_professional_reading": True, "link": "https://example.org/lov"}))
    assert "En fagperson har ikke læst boksen igennem endnu." in html
    assert 'href="https://example.org/lov"' in html


@pytest.mark.parametrize("field", ["heading", "text", "source", "review_by"])
def test_law_says_where_it_stands_and_when_to_read_it_again(field):
    with pytest.raises(ValidationError):
        BODY.child_blocks["law"].clean(BODY.child_blocks["law"].to_python(LAW | {field: None}))


def test_law_that_nobody_has_looked_up_says_so_and_waits_for_a_professional(show):
    block_of = BODY.child_blocks["law"]
    unread = LAW | {"read_on": None}
    with pytest.raises(ValidationError):
        block_of.clean(block_of.to_python(unread))
    unread |= {"needs_professional_reading": True}
    assert block_of.clean(block_of.to_python(unread))["read_on"] is None
    html = show(block("law", **unread))
    assert "Ingen har slået det op i kilden endnu." in html
    assert "Læst den" not in html


def test_law_is_read_again_after_it_was_read():
    law = BODY.child_blocks["law"]
    assert law.clean(law.to_python(LAW))["review_by"] == dt.date(2027, 11, 30)
    with pytest.raises(ValidationError):
        law.clean(law.to_python(LAW | {"review_by": LAW["read_on"]}))


def test_sources_stand_folded(show):
    source = {
        "type": "item",
        "id": str(uuid.uuid4()),
        "value": {"text": "Fischer: Analyse. EPOS 2019.", "link": ""},
    }
    html = show(block("sources", sources=[source]))
    folded = html.partition("Læs mere: kilder")[2].partition("</details>")[0]
    assert "<li>Fischer: Analyse. EPOS 2019.</li>" in folded


def test_care_box_shows_the_numbers_of_its_topic_and_those_for_oneself_in_order(show):
    number(
        HelpTopic.CRISIS, "Vagten", "70 20 30 40", 2, hours="hele døgnet", for_whom="For borgere og ansatte."
    )
    number(HelpTopic.CRISIS, "Livlinjen", "70201201", 1)
    number(HelpTopic.VIOLENCE, "Lev uden vold", "1888")
    number(HelpTopic.STAFF, "Psykologhjælp", "11 22 33 44")
    html = show(block("help_lines", **HELP))
    assert html.index("Livlinjen") < html.index("Vagten") < html.index("Psykologhjælp")
    assert '<a class="nowrap" href="tel:70203040">70 20 30 40</a>, hele døgnet. For borgere' in " ".join(
        html.split()
    )
    assert "Lev uden vold" not in html
    assert 'href="tel:112"' in html
    assert "Din arbejdsplads har ikke" not in html


def test_whoever_only_tries_a_lesson_sees_whom_to_call_too(client, catalogue):
    number(HelpTopic.CRISIS, "Livlinjen", "70201201")
    lesson = make_lesson(make_module(make_course()), body=[block("help_lines", **HELP)])
    assert 'href="tel:70201201"' in client.get(lesson.url).text


def test_care_box_without_numbers_says_so_and_still_names_112(show):
    number(HelpTopic.VIOLENCE, "Lev uden vold", "1888")
    html = show(block("help_lines", **HELP))
    assert "Din arbejdsplads har ikke skrevet sine egne numre her endnu." in html
    assert "Rammer det dig selv?" in html
    assert 'href="tel:112"' in html


def test_numbers_cost_one_query_and_only_where_they_are_shown(show, django_assert_num_queries):
    body = BODY.to_python([block("help_lines", **HELP), block("help_lines", **HELP | {"about": "violence"})])
    with django_assert_num_queries(1):
        assert len(read_help(body)) == 2
    with django_assert_num_queries(0):
        assert read_help(BODY.to_python([block("law", **LAW)])) == {}


def test_topics_without_a_number_are_named():
    number(HelpTopic.VIOLENCE, "Lev uden vold", "1888")
    assert empty_topics() == [str(topic.label) for topic in HelpTopic if topic != HelpTopic.VIOLENCE]


@pytest.mark.parametrize(
    ("digits", "is_refused"), [("+45 70 20 12 01", False), ("ring til os", True), ("", True)]
)
def test_a_number_is_digits(digits, is_refused):
    line = HelpLine(settings=HelpLineSettings.load(), about="crisis", name="Vagten", number=digits)
    if is_refused:
        with pytest.raises(ValidationError):
            line.full_clean()
    else:
        line.full_clean()
