import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Revision,
    Site,
    Task,
    Workflow,
)

from accounts.enums import Role
from competences.models import Framework, JobRequirement
from courses.exchange.domain.course_files import starter_folders
from courses.models import CoursePage

pytestmark = pytest.mark.django_db
COUNTED: list[type[Model]] = [
    *(Page, Site, Revision, Group, GroupPagePermission, GroupCollectionPermission),
    *(Workflow, Task, Framework, JobRequirement, Group.permissions.through),
]


def test_setup_site_makes_the_pages_and_again_changes_nothing(client: Client) -> None:
    call_command("setup_site", verbosity=0)
    for address in ("/", "/kurser/", "/was/", "/recoveryskole/"):
        assert client.get(address).status_code == 200, address
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)
    assert CoursePage.objects.live().count() == len(starter_folders())
    workflow = Workflow.objects.get()
    assert [(task.name, task.specific.groups.get().name) for task in workflow.tasks] == [
        ("Erfaring", Role.LIVED_EXPERIENCE),
        ("Fag", Role.PROFESSIONAL),
    ]
    before = [model.objects.count() for model in COUNTED]
    home = Site.objects.get().root_page.specific
    home.title = "Vores egne ord"
    home.save_revision().publish()
    before[COUNTED.index(Revision)] += 1
    call_command("setup_site", verbosity=0)
    assert [model.objects.count() for model in COUNTED] == before
    assert Site.objects.get().root_page.title == "Vores egne ord"


def test_setup_site_can_leave_the_catalogue_empty(client: Client) -> None:
    call_command("setup_site", "--no-courses", verbosity=0)
    assert client.get("/kurser/").status_code == 200
    assert not CoursePage.objects.exists()
