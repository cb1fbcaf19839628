from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.utils import user_can_delete_user
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, SetActiveStateBulkAction
from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction
from wagtail.users.views.users import DeleteView, EditView, IndexView, UserViewSet

from accounts.domain.emptying import empty_people, empty_person
from accounts.domain.people import see_off
from accounts.models import User
from accounts.viewsets.lists import DanishListing, watched

FIELDS = {"email", "display_name", "language", "calm_mode", "is_superuser", "groups"}


class PersonCreationForm(UserCreationForm):
    first_name = None
    last_name = None
    display_name = forms.CharField(label=_("Name"), max_length=120)

    class Meta(UserCreationForm.Meta):
        model = User
        fields = FIELDS


class PersonEditForm(UserEditForm):
    first_name = None
    last_name = None
    display_name = forms.CharField(label=_("Name"), max_length=120)

    class Meta(UserEditForm.Meta):
        model = User
        fields = FIELDS | {"is_active"}


class _OfThoseHere:
    """A view of one person in the CMS: for it, whoever has been emptied is not there (404)."""

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.here()


class PersonIndexView(DanishListing, IndexView):
    search_fields = ["display_name", "email"]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().here()


class PersonEditView(_OfThoseHere, EditView):
    def save_instance(self) -> User:
        """In the transaction that Wagtail opens."""
        was_active = User.objects.filter(pk=self.object.pk, is_active=True).exists()
        person: User = super().save_instance()
        if was_active and not person.is_active:
            see_off([person], by=self.request.user)
        return person


class EmptyPersonView(_OfThoseHere, DeleteView):
    """Where others delete a row: a person is emptied, and the page says what that means."""

    page_title = _("Empty the person")
    # No name: it stands on no page any more.
    success_message = _("The person is gone. What others rest on stays, without a name.")

    def get_usage_url(self) -> None:
        """Whatever points at the person goes on pointing at the tombstone."""
        return None

    def delete_action(self) -> None:
        empty_person(self.object, by=self.request.user)


class _NotOfTombstones:
    """For Wagtail's acts on several people: tombstones are not among them, nor among those refused."""

    def get_actionable_objects(self) -> tuple[list[User], dict[str, list[User]]]:
        people, others = super().get_actionable_objects()  # type: ignore[misc]
        left = {name: [person for person in rows if not person.is_gone] for name, rows in others.items()}
        return [person for person in people if not person.is_gone], left


class EmptyPeopleAction(_NotOfTombstones, UserBulkAction):
    """In place of Wagtail's deletion, which would stop at the first thing that points at one of them."""

    display_name = _("Empty")
    action_type = "delete"
    aria_label = _("Empty the chosen people")
    template_name = "accounts/people/empty_several.html"
    action_priority = 10
    classes: ClassVar[set[str]] = {"serious"}

    def check_perm(self, obj: User) -> bool:
        return user_can_delete_user(self.request.user, obj)

    @classmethod
    def execute_action(cls, objects: Any, *, user: User, **_kwargs: Any) -> tuple[int, int]:
        empty_people(objects, by=user)
        return len(objects), 0

    def get_execution_context(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(count)d person is gone. What others rest on stays, without a name.",
            "%(count)d people are gone. What others rest on stays, without their names.",
            num_parent_objects,
        ) % {"count": num_parent_objects}


class ShutOutAction(_NotOfTombstones, SetActiveStateBulkAction):
    """Wagtail's own, of those who are here."""


class GiveRoleAction(_NotOfTombstones, AssignRoleBulkAction):
    """Wagtail's own, of those who are here."""


BULK_ACTIONS = (EmptyPeopleAction, ShutOutAction, GiveRoleAction)


@watched("accounts.person", "pk")
class PersonViewSet(UserViewSet):
    """Wagtail's people list, with our forms."""

    ordering = "display_name"
    index_view_class = PersonIndexView
    edit_view_class = PersonEditView
    delete_view_class = EmptyPersonView
    delete_template_name = "accounts/people/empty.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm
