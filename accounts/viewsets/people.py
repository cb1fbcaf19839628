from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import DeleteView, EditView, IndexView, UserViewSet

from accounts.domain.people import forget_name, see_off
from accounts.models import User
from accounts.viewsets.lists import DanishListing

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


class PersonIndexView(DanishListing, IndexView):
    search_fields = ["display_name", "email"]


class PersonEditView(EditView):
    def save_instance(self) -> User:
        """In the transaction that Wagtail opens."""
        was_active = User.objects.filter(pk=self.object.pk, is_active=True).exists()
        person: User = super().save_instance()
        if was_active and not person.is_active:
            see_off([person], by=self.request.user)
        return person


class PersonDeleteView(DeleteView):
    def delete_action(self) -> None:
        with transaction.atomic():
            person = User.objects.get(pk=self.object.pk)
            see_off([person], by=self.request.user)
            forget_name(person)
            super().delete_action()
            # Wagtail has written down whom it deleted.
            forget_name(person)


class PersonViewSet(UserViewSet):
    """Wagtail's people list, with our forms."""

    ordering = "display_name"
    index_view_class = PersonIndexView
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm
