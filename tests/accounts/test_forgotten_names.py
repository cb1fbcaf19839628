"""Nothing in the database says the name of somebody who has been emptied."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.enums import JobFunction, Role
from accounts.models import Employment, Leave, User
from courses.domain.site import ensure_site
from courses.models import CoursePage, LessonPage, ModulePage
from tests.factories.accounts import PASSWORD, make_person, make_unit
from tests.factories.activities import form, reflection
from tests.factories.courses import make_enrolment
from tests.factories.traces import rows_that_say

pytestmark = pytest.mark.django_db
NAME, LATER, EMAIL = "Quirina Zahlbruckner", "Quirina Oxholm", "quirina@example.org"
SAYS_WHO = (NAME, LATER, "Quirina", EMAIL)


def sign_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(db: None) -> Client:
    return sign_in(make_person(is_superuser=True))


@pytest.fixture
def person(admin: Client) -> User:
    """Somebody who was made, changed, employed, moved, who wrote, sent off, learnt and answered."""
    house = ensure_site()
    made = {
        "email": EMAIL,
        "display_name": NAME,
        "language": "da",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert admin.post(reverse("wagtailusers_users:add"), made).status_code == 302
    person = User.objects.get(email=EMAIL)
    changed = {"email": EMAIL, "display_name": LATER, "language": "da", "is_active": "on"}
    assert admin.post(reverse("wagtailusers_users:edit", args=[person.pk]), changed).status_code == 302
    person.refresh_from_db()
    for _job in range(2):
        Employment.objects.create(
            user=person,
            workplace=make_unit(),
            job_function=JobFunction.SOSU_ASSISTENT,
            start=dt.date(2026, 1, 1),
        )
    gone, stays = Employment.objects.filter(user=person)
    for employment, action in ((stays, "wagtail.edit"), (gone, "wagtail.delete")):
        ModelLogEntry.objects.log_action(employment, action, user=person)
    gone.delete()
    leave = Leave.objects.create(employment=stays, start=stays.start)
    ModelLogEntry.objects.log_action(leave, "wagtail.edit")
    person.groups.add(*make_person(Role.AUTHOR, Role.LIVED_EXPERIENCE).groups.all())
    course = house.catalogue.add_child(instance=CoursePage(title="Kurset", slug="kurset", duration_minutes=9))
    module = course.add_child(instance=ModulePage(title="Modulet", slug="modulet"))
    lesson = module.add_child(instance=LessonPage(title="Kladde", live=False, owner=person))
    lesson.save_revision(user=person, log_action=True)
    lesson.get_workflow().start(lesson, person)
    lesson.current_workflow_task.on_action(
        lesson.current_workflow_task_state, person, "approve", comment="Godt set."
    )
    asked = module.add_child(instance=LessonPage(title="Spørgsmålet", body=[]))
    asked.body = LessonPage._meta.get_field("body").to_python([reflection()])
    asked.save_revision().publish()
    make_enrolment(person, course)
    client = sign_in(person)
    client.get(asked.url)
    block = asked.body.raw_data[0]["id"]
    sent = client.post(reverse("courses:answer", args=[asked.pk]), form(block, text="Mit svar"))
    assert sent.status_code == 303
    return person


def test_name_is_gone_when_a_person_is_emptied(admin: Client, person: User) -> None:
    assert {"accounts_user", "wagtailcore_modellogentry"} <= rows_that_say(*SAYS_WHO)
    acts, pages = ModelLogEntry.objects.count(), PageLogEntry.objects.count()
    assert admin.post(reverse("wagtailusers_users:delete", args=[person.pk])).status_code == 302
    assert User.objects.get(pk=person.pk).is_gone
    assert rows_that_say(*SAYS_WHO) == set()
    assert ModelLogEntry.objects.count() > acts, "what was done is still written down"
    assert PageLogEntry.objects.count() == pages
    logged = ModelLogEntry.objects.get(label=f"accounts.User {person.pk}", action="accounts.empty_person")
    assert logged.data["assessments.answers"] == 1
    assert all(isinstance(count, int) for count in logged.data.values())


def test_name_is_gone_when_people_are_emptied_together(admin: Client, person: User) -> None:
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    admin.post(f"{address}?id={person.pk}")
    assert User.objects.get(pk=person.pk).is_gone
    assert rows_that_say(*SAYS_WHO) == set()


def test_others_keep_their_names_in_the_log(admin: Client, person: User) -> None:
    other, namesake = make_person(display_name="Anders And"), make_person(display_name=f"{LATER}sen")
    for somebody in (other, namesake):
        ModelLogEntry.objects.log_action(somebody, "wagtail.edit")
    admin.post(reverse("wagtailusers_users:delete", args=[person.pk]))
    assert ModelLogEntry.objects.filter(label="Anders And").exists()
    assert ModelLogEntry.objects.filter(label=f"{LATER}sen").exists()
