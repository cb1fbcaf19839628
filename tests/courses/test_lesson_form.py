"""A lesson that picks up a reflection names one that its course has."""

import pytest
from django.test import RequestFactory

from courses.models import LessonPage
from tests.factories.activities import earlier_reflection, reflection
from tests.factories.courses import make_course, make_lesson, make_module, make_person


@pytest.fixture
def module(catalogue):
    return make_module(make_course("Kurset"))


def form_for(lesson, body):
    """The editor's form as it comes back with this body."""
    author = make_person(is_superuser=True)
    edit = LessonPage.get_edit_handler()
    bare = edit.get_form_class()(instance=lesson, parent_page=lesson.get_parent(), for_user=author)
    data = {"body-count": str(len(body)), "title": lesson.title, "slug": lesson.slug, "minutes": "5"}
    data |= {"completion_rule": "activities", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    for number, block in enumerate(body):
        prefix = f"body-{number}"
        data |= {
            f"{prefix}-type": block["type"],
            f"{prefix}-order": str(number),
            f"{prefix}-deleted": "",
            f"{prefix}-id": block["id"],
        }
        data |= {f"{prefix}-value-{name}": str(value) for name, value in block["value"].items()}
    request = RequestFactory().post("/", data)
    return type(bare)(request.POST, instance=lesson, parent_page=lesson.get_parent(), for_user=author)


@pytest.mark.parametrize(
    ("here", "elsewhere", "is_taken"),
    [
        ([], [], False),
        ([reflection(name="en")], [], True),
        ([], [reflection(name="en")], True),
        ([reflection(name="to")], [reflection(name="tre")], False),
    ],
)
def test_name_must_be_one_that_a_reflection_of_the_course_has(module, here, elsewhere, is_taken):
    make_lesson(module, body=elsewhere)
    lesson = make_lesson(module, body=[])
    form = form_for(lesson, [*here, earlier_reflection("en")])
    form.is_valid()
    assert ("body" not in form.errors) == is_taken
    if not is_taken:
        (at_block,) = form.errors.as_data()["body"][0].block_errors.values()
        assert "»en«" in at_block.block_errors["name"].message % at_block.block_errors["name"].params


def test_reflection_of_another_course_does_not_count(module):
    make_lesson(make_module(make_course("Et andet")), body=[reflection(name="en")])
    form = form_for(make_lesson(module, body=[]), [earlier_reflection("en")])
    assert not form.is_valid()


def test_name_saved_in_a_draft_counts(module):
    other = make_lesson(module, body=[])
    other.body = LessonPage._meta.get_field("body").to_python([reflection(name="en")])
    other.save_revision()
    form = form_for(make_lesson(module, body=[]), [earlier_reflection("en")])
    form.is_valid()
    assert "body" not in form.errors
