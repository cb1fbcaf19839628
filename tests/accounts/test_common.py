"""What a process keeps of what everybody sees alike is never old, whatever changed it."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from accounts.domain.common import asking_once, keep
from accounts.models import Common, CommonQuerySet
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import EvidencePolicy
from competences.domain.framework import choose_framework
from competences.models import Framework, Strategy
from courses.models import ContactSettings
from tests.factories.competences import make_framework

pytestmark = pytest.mark.django_db


@pytest.fixture
def framework():
    return make_framework(title="Rammen")


def titles():
    return keep("titles", lambda: sorted(Framework.objects.values_list("title", "is_current")))


def save(framework):
    framework.title = "Noget andet"
    framework.save()


def bulk_update(framework):
    framework.title = "Noget andet"
    Framework.objects.bulk_update([framework], ["title"])


def choose_another(framework):
    choose_framework(make_framework(is_current=False))


CHANGES = {
    "save": save,
    "bulk_update": bulk_update,
    "update": lambda framework: Framework.objects.filter(pk=framework.pk).update(title="Noget andet"),
    "bulk_create": lambda framework: Framework.objects.bulk_create(
        [Framework(code="ny", title="Ny", changed_at=framework.changed_at)]
    ),
    "delete": lambda framework: framework.delete(),
    "delete many": lambda _framework: Framework.objects.all().delete(),
    "choose another": choose_another,
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_every_way_to_change_is_seen(framework, name):
    before = titles()
    assert titles() is before
    CHANGES[name](framework)
    assert titles() == sorted(Framework.objects.values_list("title", "is_current")) != before


def test_what_is_taken_back_was_never_so(framework):
    before = titles()
    with transaction.atomic():
        save(framework)
        assert titles() != before
        transaction.set_rollback(True)
    assert titles() == before


def test_a_page_that_is_only_read_asks_once(framework):
    titles()
    with CaptureQueriesContext(connection) as captured, asking_once():
        titles()
        titles()
    assert len(captured) == 1


def test_every_common_model_tells_of_its_bulk_writes():
    managers = {
        model: type(model._default_manager.get_queryset())
        for model in apps.get_models()
        if issubclass(model, Common)
    }
    assert {EvidencePolicy, Framework, Strategy, ContactSettings} <= set(managers)
    assert [model for model, kind in managers.items() if not issubclass(kind, CommonQuerySet)] == []


def test_policies_sites_and_contact_count_too(framework):
    site = Site.objects.get()
    for act in (
        lambda: EvidencePolicy.objects.create(kind=EvidenceKind.SOLVED, ceiling=1),
        lambda: EvidencePolicy.objects.update(ceiling=2),
        site.save,
        ContactSettings(phone="12").save,
    ):
        before = titles()
        act()
        assert titles() is not before


def test_contact_in_the_footer_is_the_newest(client):
    for phone in ("11 11 11 11", "22 22 22 22"):
        contact = ContactSettings.load()
        contact.phone = phone
        contact.save()
        assert (
            phone in client.get("/was/").content.decode()
            or phone in client.get("/konto/login/").content.decode()
        )
