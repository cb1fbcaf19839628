"""A test goes live by two signatures, also one that lies directly under a course."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.actions.copy_page import CopyPageAction, CopyPagePermissionError
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.enums import Role
from courses.domain.site import ensure_site
from courses.models import CoursePage, ModulePage, TestPage
from tests.factories.accounts import make_person
from tests.factories.courses import make_module, make_test

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return ensure_site()


@pytest.fixture
def course(house):
    return house.catalogue.add_child(instance=CoursePage(title="Kurset", slug="kurset", duration_minutes=60))


@pytest.fixture(params=["coordinator", "administrator"])
def boss(request, house):
    is_admin = request.param == "administrator"
    return make_person(is_superuser=True) if is_admin else make_person(Role.COORDINATOR)


@pytest.fixture
def desk(boss):
    client = Client()
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    return client


def filled_in(**more):
    pool = {"question": "Hvad gør du først?", "context": "null", "answers-count": "2"}
    for number in range(2):
        pool |= {
            f"answers-{number}-deleted": "",
            f"answers-{number}-order": str(number),
            f"answers-{number}-id": "",
            f"answers-{number}-value-text": f"Svar {number}",
            f"answers-{number}-value-feedback": "Fordi",
        }
    pool["answers-1-value-is_right"] = "on"
    return nested_form_data(
        {
            "title": "Prøven",
            "slug": "proeven",
            "seo_title": "",
            "search_description": "",
            "intro": "null",
            "draws": "1",
            "pass_mark": "1",
            "tries": "0",
            "pause_hours": "0",
            "time_limit": "0",
            "pool": streamfield([("multiple_choice", pool)]),
            "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"},
            "go_live_at": "",
            "expire_at": "",
            **more,
        }
    )


@pytest.mark.parametrize("place", ["course", "module"])
def test_test_is_born_as_a_draft_whatever_is_pressed(desk, course, place):
    part = course if place == "course" else make_module(course)
    address = reverse("wagtailadmin_pages:add", args=["courses", "testpage", part.pk])
    response = desk.post(address, filled_in(**{"action-publish": "on"}))
    assert response.status_code == 302, response.context["form"].errors
    assert not TestPage.objects.get().live
    page = desk.get(reverse("wagtailadmin_pages:edit", args=[TestPage.objects.get().pk])).text
    assert 'name="action-publish"' not in page


def test_draft_of_a_test_is_published_by_nobody_alone(boss, course):
    test = make_test(course)
    test.unpublish()
    with pytest.raises(PublishPagePermissionError):
        test.get_latest_revision().publish(user=boss)
    with pytest.raises(CopyPagePermissionError):
        CopyPageAction(test, to=course, update_attrs={"slug": "kopi"}, keep_live=True, user=boss).execute()


def test_finished_workflow_without_signatures_publishes_no_test(boss, course):
    test = make_test(course)
    test.unpublish()
    state = test.get_workflow().start(test, boss)
    state.current_task_state.approve(user=boss)
    state.refresh_from_db()
    with pytest.raises(PermissionDenied):
        state.current_task_state.approve(user=boss)
    test.refresh_from_db()
    assert not test.live


def test_module_under_a_course_can_still_be_published_from_its_own_page(desk, boss, course):
    module = course.add_child(instance=ModulePage(title="Modul", slug="modul", live=False))
    assert module.permissions_for_user(boss).can_publish()


def test_others_do_not_come_across_the_draft_of_a_test(course):
    test = make_test(course, "Hemmelig prøve")
    test.unpublish()
    author = make_person(Role.AUTHOR)
    client = Client()
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    listing = client.get(reverse("wagtailadmin_explore", args=[course.pk]))
    assert listing.status_code == 200
    assert "Hemmelig prøve" not in listing.text
    TestPage.objects.update(owner=author)
    assert "Hemmelig prøve" in client.get(reverse("wagtailadmin_explore", args=[course.pk])).text
