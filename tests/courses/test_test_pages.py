"""What an author may ask for in a test, what the preview shows, and the time a person chooses for tests."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from courses.models import TestPage
from tests.factories.courses import make_course, make_module, make_test, question


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def module(course):
    return make_module(course, "Modulet")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"draws": 4, "pass_mark": 3}, {"draws"}),
        ({"draws": 2, "pass_mark": 3}, {"pass_mark"}),
        ({"draws": 0, "pass_mark": 0}, {"draws", "pass_mark"}),
    ],
)
def test_rule_that_nobody_could_meet_is_refused(module, fields, named):
    test = make_test(module)
    for name, value in fields.items():
        setattr(test, name, value)
    with pytest.raises(ValidationError) as refused:
        test.full_clean()
    assert set(refused.value.error_dict) == named


def test_course_or_module_has_one_test(course, module):
    for part in (course, module):
        assert TestPage.can_create_at(part)
        make_test(part)
        assert not TestPage.can_create_at(part)


def test_question_without_an_answer_is_refused_in_the_pool(module):
    block = TestPage._meta.get_field("pool").stream_block
    with pytest.raises(ValidationError):
        block.clean(block.to_python([question(right=())]))
    assert len(block.clean(block.to_python([question()]))) == 1


def test_test_can_be_previewed_with_its_whole_pool(module):
    response = make_test(module).make_preview_request()
    assert response.status_code == 200
    assert [f"Spørgsmål {number}" in response.text for number in range(3)] == [True] * 3
    assert "Tilbagemelding" not in response.text


def test_people_choose_more_time_under_their_account(client, person):
    client.force_login(person)
    form = {"display_name": person.display_name, "language": "da", "extra_time": "50"}
    assert client.post(reverse("accounts:account"), form).status_code == 302
    person.refresh_from_db()
    assert person.extra_time == 50
    assert client.post(reverse("accounts:account"), form | {"extra_time": "75"}).status_code == 200
    person.refresh_from_db()
    assert person.extra_time == 50
