"""Putting lines in order by keyboard and by hand; without a script, by number. Answers that have no order."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Attempt
from tests.assessments.activities.samples import VALUES, sample_value
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, make_person

LINES = VALUES["put_in_order"]["items"]
WIDTHS = [1280, 360]


@pytest.fixture
def address(live_site):
    person = make_person("lone@example.org")
    course = make_course()
    make_enrolment(person, course)
    block = {"type": "put_in_order", "id": str(uuid.uuid4()), "value": sample_value("put_in_order")}
    lesson = make_lesson(make_module(course), body=[block])
    return f"{live_site.url}{lesson.url}"


def lines_of(page: Page) -> list[str]:
    return page.locator("[data-order] label").all_text_contents()


def send(page: Page) -> list[str]:
    page.locator(".ls-quiz button[type=submit]").click()
    expect(page.locator(".ls-results")).to_be_visible()
    return Attempt.objects.get().response


@pytest.mark.parametrize("width", WIDTHS)
def test_lines_are_put_in_order_with_the_keyboard_alone(page_at, sign_in, check_axe, address, width):
    page = page_at(width)
    sign_in(page, "lone@example.org")
    page.goto(address)
    # One move at least: a mixed order may happen to be the right one.
    page.locator("[data-order] > li").first.locator(".ls-order__down").focus()
    page.keyboard.press("Enter")
    for place, line in enumerate(LINES):
        while (at := lines_of(page).index(line)) > place:
            page.locator("[data-order] > li").nth(at).locator(".ls-order__up").focus()
            page.keyboard.press("Enter")
    assert lines_of(page) == LINES
    expect(page.locator("[data-order] ~ [role=status]")).not_to_be_empty()
    assert page.evaluate("document.activeElement.closest('li') !== null")
    check_axe(page)
    assert send(page) == LINES


def test_a_line_is_dragged_to_the_top(page_at, sign_in, address):
    page = page_at(1280)
    sign_in(page, "lone@example.org")
    page.goto(address)
    before = lines_of(page)
    handles = page.locator(".ls-order__handle")
    handles.last.scroll_into_view_if_needed()
    first, last = handles.first.bounding_box(), handles.last.bounding_box()
    page.mouse.move(last["x"] + 10, last["y"] + 10)
    page.mouse.down()
    page.mouse.move(first["x"] + 10, first["y"], steps=30)
    page.mouse.up()
    assert lines_of(page) == [before[-1], *before[:-1]]
    assert send(page) == [before[-1], *before[:-1]]


@pytest.mark.parametrize("width", WIDTHS)
def test_lines_get_their_number_without_a_script(page_at, sign_in, address, width):
    page = page_at(width, javascript=False)
    sign_in(page, "lone@example.org")
    page.goto(address)
    for place, line in enumerate(LINES, start=1):
        page.get_by_label(line).select_option(str(place))
    assert send(page) == LINES


def test_answers_stand_in_each_person_s_own_order_and_count_by_what_they_say(page_at, sign_in, live_site):
    course = make_course()
    texts = [f"Svar {letter}" for letter in "abcdef"]
    answers = [{"text": text, "is_right": text == "Svar c", "feedback": f"Om {text}"} for text in texts]
    answers.append({"text": "Ingen af dem", "is_right": False, "feedback": "Jo, ét."})
    items = [{"type": "item", "id": str(uuid.uuid4()), "value": answer} for answer in answers]
    value = sample_value("multiple_choice", answers=items)
    block = {"type": "multiple_choice", "id": str(uuid.uuid4()), "value": value}
    lesson = make_lesson(make_module(course), body=[block])
    orders = set()
    for name in ("lone", "kim", "ane"):
        make_enrolment(make_person(f"{name}@example.org"), course)
        page = page_at(360)
        sign_in(page, f"{name}@example.org")
        for _look in range(2):
            page.goto(live_site.url + lesson.url)
            labels = page.locator(".ls-answer label").all_text_contents()
            orders.add(tuple(labels))
        assert (sorted(labels[:-1]), labels[-1]) == (texts, "Ingen af dem")
        page.get_by_label("Svar c").check()
        page.locator(".ls-quiz button[type=submit]").click()
        expect(page.locator(".ls-answer--yours")).to_contain_text("Om Svar c")
    assert len(orders) == 3
    assert [attempt.is_right for attempt in Attempt.objects.all()] == [True] * 3
