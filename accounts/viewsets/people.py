from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

from accounts.models import User

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


class PersonIndexView(IndexView):
    search_fields = ["display_name", "email"]


class PersonViewSet(UserViewSet):
    """Wagtail's people list, with our forms."""

    index_view_class = PersonIndexView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm
