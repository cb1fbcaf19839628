"""The coordinator's room in the CMS: choose, word, decide."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from competences.enums import Level, name_required_level
from competences.models import Framework, Profile, Strategy
from tests.factories.competences import (
    make_area,
    make_framework,
    make_job_requirement,
    make_method,
    make_requirement,
)

pytestmark = pytest.mark.django_db

# What the group Coordinator is given at set-up.
COORDINATOR = [
    "view_framework",
    "change_framework",
    "view_competence",
    "change_competence",
    "view_jobrequirement",
    "add_jobrequirement",
    "change_jobrequirement",
    "delete_jobrequirement",
    "view_method",
    "view_profile",
    "view_strategy",
]


def sign_in(*codenames: str, **fields: bool) -> Client:
    user = User.objects.create_user("kaj@example.org", display_name="Kaj", **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def coordinator() -> Client:
    return sign_in(*COORDINATOR)


def test_coordinator_sees_every_list_and_entry(coordinator) -> None:
    requirement = make_requirement(make_area(code="M"), "M.1")
    framework = requirement.framework
    profile = Profile.objects.create(
        framework=framework,
        kind="role",
        code="pv",
        title="Vejviser",
        sections=[{"title": "A", "points": ["b<"]}],
    )
    profile.near.add(requirement)
    rows = {
        "frameworks": framework,
        "competences": requirement,
        "job_requirements": make_job_requirement(requirement),
        "methods": make_method(framework, demands=["lytte"]),
        "profiles": profile,
        "strategies": Strategy.objects.create(framework=framework, name="Åby"),
    }
    for name, row in rows.items():
        listed = coordinator.get(reverse(f"{name}:index"))
        assert listed.status_code == 200
        assert coordinator.get(reverse(f"{name}:inspect", args=[row.pk])).status_code == 200
        assert reverse(f"{name}:index") in coordinator.get(reverse("wagtailadmin_home")).text
    inspected = coordinator.get(reverse("profiles:inspect", args=[profile.pk])).text
    assert "<li>b&lt;</li>" in inspected


def test_author_without_permissions_sees_nothing() -> None:
    row = make_job_requirement(make_requirement())
    client = sign_in()
    for address in (reverse("job_requirements:index"), reverse("job_requirements:edit", args=[row.pk])):
        assert client.get(address).status_code == 302
    assert reverse("job_requirements:index") not in client.get(reverse("wagtailadmin_home")).text


def test_list_of_job_requirements_takes_the_same_queries_at_1_and_at_3_rows(coordinator) -> None:
    requirements = [make_requirement(make_area(code=f"A{number}")) for number in range(3)]
    counts = []
    for new in (requirements[:1], requirements[1:]):
        for requirement in new:
            make_job_requirement(requirement)
        # The first visit reads what is cached for the process.
        coordinator.get(reverse("job_requirements:index"))
        with CaptureQueriesContext(connection) as queries:
            coordinator.get(reverse("job_requirements:index"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_list_of_job_requirements_filters_and_marks_proposals(coordinator) -> None:
    requirement = make_requirement(make_area(code="M"), "M.1")
    general = make_job_requirement(requirement)
    at_home = make_job_requirement(requirement, setting="bostoette", is_proposal=False)
    peer = make_job_requirement(requirement, job_function="peer")
    address = reverse("job_requirements:index")

    def listed(**chosen: object) -> set[int]:
        return {row.pk for row in coordinator.get(address, chosen).context["object_list"]}

    assert listed() == {general.pk, at_home.pk, peer.pk}
    assert listed(setting="bostoette") == {at_home.pk}
    assert listed(setting="any") == {general.pk, peer.pk}
    assert listed(job_function="peer") == {peer.pk}
    assert listed(is_proposal="true") == {general.pk, peer.pk}
    assert listed(competence=requirement.pk) == {general.pk, at_home.pk, peer.pk}
    assert coordinator.get(address, {"is_proposal": "true"}).text.count("w-status") == 2
    make_job_requirement(make_requirement(), 0)
    with translation.override("en"):
        assert name_required_level(Level.NOT_BEGUN) == "0 Not required"
        assert name_required_level(Level.WITH_SUPPORT).startswith("2 ")
    assert name_required_level(Level.NOT_BEGUN) in coordinator.get(address).text


def test_coordinator_words_a_requirement(coordinator) -> None:
    requirement = make_requirement(title="Gammel")
    changed_at = requirement.framework.changed_at
    address = reverse("competences:edit", args=[requirement.pk])
    coordinator.post(address, {"title": "Gammel"})
    requirement.refresh_from_db()
    assert not requirement.is_edited
    coordinator.post(address, {"title": "Ny", "code": "hacked"})
    requirement.refresh_from_db()
    assert (requirement.title, requirement.is_edited) == ("Ny", True)
    assert requirement.code != "hacked"
    assert Framework.objects.get().changed_at > changed_at


def test_coordinator_chooses_the_framework_in_use(coordinator) -> None:
    old, new = make_framework(), make_framework(is_current=False)
    refused = coordinator.post(reverse("frameworks:edit", args=[old.pk]), {})
    assert refused.status_code == 200
    coordinator.post(reverse("frameworks:edit", args=[new.pk]), {"in_use": "on"})
    assert Framework.objects.get(is_current=True) == new


def test_files_rule_what_comes_from_files() -> None:
    requirement = make_requirement()
    method = make_method(requirement.framework)
    client = sign_in(is_superuser=True)
    for address in (
        reverse("frameworks:add"),
        reverse("competences:add"),
        reverse("competences:delete", args=[requirement.pk]),
        reverse("methods:edit", args=[method.pk]),
        reverse("methods:delete", args=[method.pk]),
    ):
        assert client.get(address).status_code == 302, address
