"""People who leave. Upper rooms say here what they have to see to, since this room does not know them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Model, Q, Value
from django.db.models.functions import Concat
from wagtail.models import ModelLogEntry

from accounts.models import User

# What to do when the first can sign in no more; the second did it.
Farewell = Callable[[User, User], None]

_farewells: list[Farewell] = []


def on_leaving(farewell: Farewell) -> None:
    """Have this called for everybody who leaves. An app calls it in `ready()`."""
    if farewell not in _farewells:
        _farewells.append(farewell)


def see_off(people: Iterable[User], *, by: User) -> None:
    """Let the people sign in no more, and do what is to be done then; also before they are deleted."""
    leaving = list(people)
    with transaction.atomic():
        # All of them first: nobody who leaves gets what another one leaves behind.
        User.objects.filter(pk__in=[person.pk for person in leaving]).update(is_active=False)
        for person in leaving:
            for farewell in _farewells:
                farewell(person, by)


def forget_name(person: User) -> None:
    """Take a person's name out of the audit log: what was done stays, with a number instead of the name.

    Wagtail writes down what a thing was called when something was done to it: the person's own name, and that
    of whatever is named after them, such as an employment. Call it before and after the row of the person
    goes: the deletion is written down too.
    """
    models: dict[type[Model], list[Any]] = {User: [person.pk]}
    for relation in User._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: person})
        models.setdefault(relation.related_model, []).extend(rows.values_list("pk", flat=True))
    for model, numbers in models.items():
        # What is gone by now is known by how its label begins.
        theirs = Q(object_id__in=[str(number) for number in numbers]) | Q(
            label__startswith=person.display_name
        )
        entries = ModelLogEntry.objects.filter(theirs, content_type=ContentType.objects.get_for_model(model))
        entries.update(label=Concat(Value(f"{model._meta.label} "), F("object_id")))
