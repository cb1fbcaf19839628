"""Sign-ups of one session, for whoever rings people. Nowhere in the CMS is there a list of all of them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from accounts.domain.audit import record_action
from recoveryskole.domain.links import code_of
from recoveryskole.domain.merging import merge, which_to_keep
from recoveryskole.domain.queries import read_standing
from recoveryskole.domain.roll import read_roll
from recoveryskole.domain.sign_ups import SchoolRefused, is_open, sign_up
from recoveryskole.enums import Contact
from recoveryskole.models import Session, SignUp

from .forms import TelephoneForm
from .one_session import OneSessionView

TWO = 2


class SignUpsView(OneSessionView, TemplateView):
    """By the names they have chosen: how to reach them, what they need, where they stand."""

    template_name = "recoveryskole/cms/who_comes.html"
    page_title = gettext_lazy("Who comes")

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not is_open(self.object):
            return []
        address = reverse("school_sessions:telephone", args=[self.object.pk])
        return [HeaderButton(gettext("Sign up by telephone"), url=address, icon_name="mobile-alt")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record_action(self.object, "recoveryskole.read_sign_ups", user=self.request.user)
        return super().get_context_data(
            roll=read_roll(self.object), header_buttons=self.header_buttons, **kwargs
        )


class MergeView(PermissionCheckedMixin, BaseObjectMixin, View):
    """Makes one place of two that are ticked."""

    model = Session
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ticked = {key for key in map(_key, request.POST.getlist("same")) if key}
        rows = list(SignUp.objects.filter(session=self.object, pk__in=ticked))
        if len(rows) != TWO:
            messages.error(request, gettext("Tick two places that are the same person."))
            return redirect("school_sessions:who_comes", self.object.pk)
        try:
            merge(*which_to_keep(*rows), by=request.user)  # type: ignore[arg-type]
        except SchoolRefused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(
                request,
                gettext("They are one place now. The link or code that was given last is right."),
            )
        return redirect("school_sessions:who_comes", self.object.pk)


class TelephoneView(OneSessionView, FormView):
    """Signs somebody up who rings."""

    template_name = "recoveryskole/cms/telephone.html"
    page_title = gettext_lazy("Sign up by telephone")
    form_class = TelephoneForm

    def form_valid(self, form: TelephoneForm) -> HttpResponse:
        try:
            place = sign_up(self.object.pk, form.wish, by_telephone=True)
        except SchoolRefused as refused:
            messages.error(self.request, str(refused.message))
            return redirect("school_sessions:index")
        record_action(self.object, "recoveryskole.sign_up_by_telephone", user=self.request.user)
        return redirect("school_sessions:code", self.object.pk, place.pk)


class CodeView(OneSessionView, TemplateView):
    """The code to read aloud, and where they stand; again, when somebody has lost their slip and rings."""

    template_name = "recoveryskole/cms/code.html"
    page_title = gettext_lazy("Signed up by telephone")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rung = SignUp.objects.living().exclude(contact=Contact.EMAIL).select_related("session")
        place = get_object_or_404(
            rung,
            pk=self.kwargs["sign_up"],
            session=self.object,
            may_have_kept=True,
            brought_by=None,
            forgotten_at=None,
        )
        record_action(self.object, "recoveryskole.read_code", user=self.request.user)
        return super().get_context_data(code=code_of(place), standing=read_standing(place), **kwargs)


def _key(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
