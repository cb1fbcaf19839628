"""What comes first, when pages are copied, moved and published by whatever path."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, PageLogEntry

from courses.domain.signing import publish_when_signed
from courses.models import CoursePage, ModulePage, Prerequisite
from tests.factories.courses import make_course, make_module, make_person, make_prerequisite

pytestmark = pytest.mark.django_db


def draft_with(page, *required):
    """A draft that asks for these first, as an editor left it when nothing was against it."""
    page = page.specific_class.objects.get(pk=page.pk)
    page.prerequisites = [
        Prerequisite(required=Page.objects.get(pk=other.pk), sort_order=place)
        for place, other in enumerate(required)
    ]
    return page.save_revision(clean=False)


def order():
    return set(Prerequisite.objects.values_list("page__title", "required__title"))


@pytest.fixture
def pair():
    """The first asks for the second; the second has a draft that asks for the first."""
    one, two = make_course("Et"), make_course("To")
    revision = draft_with(two, one)
    draft_with(one, two).publish()
    return one, two, revision


def by_revision(page, revision):
    revision.publish()


def by_the_editors_action(page, revision):
    PublishPageRevisionAction(revision).execute()


def by_save(page, revision):
    page = revision.as_object()
    page.live = True
    page.save()


@pytest.mark.parametrize("publish", [by_revision, by_the_editors_action, by_save])
def test_circle_does_not_go_live(pair, publish):
    one, two, revision = pair
    with pytest.raises(ValidationError, match="»Et«"):
        publish(two, revision)
    assert order() == {("Et", "To")}
    # The other way round it may: the draft is published once nothing is against it.
    draft_with(one).publish()
    publish(two, revision)
    assert order() == {("To", "Et")}


def test_circle_does_not_go_live_in_bulk(client, pair):
    one, two, _revision = pair
    client.force_login(make_person(is_superuser=True, language="en"))
    third = make_course("Tre")
    draft_with(third, one)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(f"{address}?id={two.pk}&id={third.pk}&next=/cms/", follow=True)
    assert "»Et« cannot be taken first" in response.text
    assert order() == {("Et", "To")}
    client.post(f"{address}?id={third.pk}&next=/cms/")
    assert order() == {("Et", "To"), ("Tre", "Et")}


def test_circle_does_not_go_live_when_its_day_comes(pair):
    one, two, _revision = pair
    draft_with(one).publish()
    page = CoursePage.objects.get(pk=two.pk)
    page.title, page.go_live_at = "To, nyt", timezone.now() + dt.timedelta(days=1)
    page.prerequisites = [Prerequisite(required=Page.objects.get(pk=one.pk))]
    page.save_revision().publish()
    draft_with(one, two).publish()
    late = make_course("Sen")
    late.title, late.go_live_at = "Sen, nyt", timezone.now() + dt.timedelta(days=1)
    late.save_revision().publish()
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        call_command("tick", verbosity=0)
        call_command("tick", verbosity=0)
    assert order() == {("Et", "To")}
    assert CoursePage.objects.get(pk=late.pk).title == "Sen, nyt"
    (entry,) = PageLogEntry.objects.filter(action="courses.not_gone_live")
    assert entry.page_id == two.pk


def test_circle_does_not_go_live_through_a_workflow(pair):
    _one, two, revision = pair

    class Through:
        content_object = CoursePage.objects.get(pk=two.pk)

    assert Through.content_object.get_latest_revision() == revision
    with pytest.raises(PermissionDenied):
        publish_when_signed(Through())
    assert order() == {("Et", "To")}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_halves_of_a_circle_at_once_make_none():
    one, two = make_course("Et"), make_course("To")
    revisions = [draft_with(one, two), draft_with(two, one)]
    barrier = threading.Barrier(2)

    def publish(revision):
        try:
            barrier.wait(timeout=30)
            revision.publish()
            return "live"
        except ValidationError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(publish, revisions)) == ["live", "refused"]
    assert len(order()) == 1


# Moved


@pytest.fixture
def tangle():
    """»Inde« asks for »Først«, which asks for »Mål«: below »Mål«, »Inde« would come before itself."""
    home, first, target = make_course("Hjem"), make_course("Først"), make_course("Mål")
    inside = make_module(home, "Inde")
    make_prerequisite(inside, first)
    make_prerequisite(first, target)
    return inside, target


def test_page_is_not_moved_into_a_circle(client, tangle):
    inside, target = tangle
    with pytest.raises(ValidationError, match="»Inde«"):
        inside.move(target, pos="last-child")
    client.force_login(make_person(is_superuser=True, language="en"))
    address = reverse("wagtailadmin_pages:move_confirm", args=[inside.pk, target.pk])
    assert "nobody could begin »" in client.post(address, follow=True).text
    assert ModulePage.objects.get(pk=inside.pk).get_parent().title == "Hjem"
    other = make_course("Andet")
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[inside.pk, other.pk]))
    assert ModulePage.objects.get(pk=inside.pk).get_parent().title == "Andet"


def test_module_is_not_moved_away_from_what_it_asks_for(course):
    first, second = (page.specific for page in course.get_children().order_by("path"))
    make_prerequisite(second, first)
    with pytest.raises(ValidationError, match=second.title):
        second.move(make_course("Andet"), pos="last-child")
    # Within the course it may lie anywhere.
    second.move(Page.objects.get(pk=first.pk), pos="left")


# Copied


@pytest.fixture
def original():
    course = make_course("Kurset")
    one, two, three = (make_module(course, title) for title in ("Et", "To", "Tre"))
    before = make_course("Før")
    # The first asks for one that is copied after it.
    for page, required in ((one, two), (three, one), (course, before)):
        draft_with(page, required).publish()
    draft_with(three, two, one)
    return course


def by_the_cms(course):
    client = Client()
    client.force_login(make_person(is_superuser=True))
    form = {
        "new_title": "Kopien",
        "new_slug": "kopien",
        "new_parent_page": str(course.get_parent().pk),
        "copy_subpages": "on",
    }
    client.post(reverse("wagtailadmin_pages:copy", args=[course.pk]), form)


def by_code(course):
    CopyPageAction(
        course, recursive=True, keep_live=True, update_attrs={"title": "Kopien", "slug": "kopien"}
    ).execute()


@pytest.mark.parametrize("copy", [by_the_cms, by_code])
def test_copied_course_asks_for_its_own_modules(original, copy):
    was = set(Prerequisite.objects.values_list("page", "required"))
    copy(original)
    copied = CoursePage.objects.get(slug="kopien")
    rows = Prerequisite.objects.filter(page__path__startswith=copied.path)
    assert {(row.page.title, row.required.title) for row in rows} == {
        ("Et", "To"),
        ("Tre", "Et"),
        ("Kopien", "Før"),
    }
    assert all(row.required.path.startswith(copied.path) for row in rows if row.page_id != copied.pk)
    assert set(Prerequisite.objects.exclude(pk__in=rows).values_list("page", "required")) == was
    for module in ModulePage.objects.child_of(copied):
        draft = module.get_latest_revision_as_object()
        assert all(row.required.path.startswith(copied.path) for row in draft.prerequisites.all())
    last = ModulePage.objects.child_of(copied).get(title="Tre")
    last.get_latest_revision().publish()
    last = ModulePage.objects.get(pk=last.pk)
    assert {row.required.title for row in last.prerequisites.all()} == {"To", "Et"}
