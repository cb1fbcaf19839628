"""No row of a person is ever deleted: not by us, not by Wagtail, not past the ORM."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, models, transaction
from django.db.models.deletion import PROTECT, Collector

from accounts.models import NeverDeleted, User
from tests.factories.accounts import make_employment, make_person
from tests.test_architecture import own_models

# What others' tables hold of an account goes when the person is emptied; a person's row never goes, so that
# what they say of cascading never happens. Each is named here, so that a new one is looked at.
OF_OTHERS = {
    "account.EmailAddress.user",
    "mfa.Authenticator.user",
    "wagtailadmin.EditingSession.user",
    "wagtailadmin.FormState.user",
    "wagtailcore.APIToken.user",
    "wagtailcore.PageSubscription.user",
    "wagtailusers.UserProfile.user",
}
# Words written for others, in the common work. They stay, and who wrote them has no name.
COMMON_WORK = {"wagtailcore.Comment.user", "wagtailcore.CommentReply.user"}


def keys_to_people(model: type[models.Model]) -> list[Any]:
    """The fields of the model's own table that hold a person's number."""
    people = get_user_model()
    return [field for field in model._meta.local_fields if field.related_model is people]


def test_every_key_to_a_person_protects() -> None:
    loose = {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        if not model._meta.auto_created
        for field in keys_to_people(model)
        if field.remote_field.on_delete is not PROTECT
    }
    assert loose == set()


def test_what_others_would_cascade_is_known() -> None:
    ours = set(own_models())
    cascading = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model not in ours
        for field in keys_to_people(model)
        if field.remote_field.on_delete is models.CASCADE
    }
    assert cascading == OF_OTHERS | COMMON_WORK


@pytest.mark.django_db
def test_a_person_cannot_be_deleted() -> None:
    person = make_person()
    for delete in (
        person.delete,
        User.objects.all().delete,
        User._base_manager.filter(pk=person.pk).delete,
        User.objects.filter(pk=person.pk).delete,
    ):
        with pytest.raises(NeverDeleted):
            delete()
    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.django_db
def test_the_collector_stops_at_what_the_house_knows() -> None:
    with pytest.raises(models.ProtectedError):
        Collector(using="default").collect([make_employment().user])


@pytest.mark.django_db
def test_the_database_refuses_too() -> None:
    person = make_employment().user

    def delete() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_user WHERE id = %s", [person.pk])
            # At the end of a transaction it would be checked by itself.
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        delete()


@pytest.mark.django_db
def test_every_key_of_ours_is_one_in_the_database() -> None:
    """Not only in Django: a row that names a person who is not there cannot be written."""
    without = set()
    with connection.cursor() as cursor:
        for model in own_models():
            if model._meta.abstract or model._meta.proxy:
                continue
            constraints = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
            held = {tuple(one["columns"]) for one in constraints if one["foreign_key"]}
            without |= {
                f"{model._meta.label}.{field.name}"
                for field in keys_to_people(model)
                if (field.column,) not in held
            }
    assert without == set()
