"""Proofs in the CMS: to find one by number or person, and to take it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from accounts.viewsets.lists import IndexView, watched
from courses.proofs.domain.proofs import AlreadyRevoked, revoke_proof
from courses.proofs.forms import RevokeProofForm
from courses.proofs.models import Proof


class ProofIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("completion__person")

    def get_edit_url(self, instance: Proof) -> str | None:
        return None if instance.void_at else super().get_edit_url(instance)

    def get_list_more_buttons(self, instance: Proof) -> list[Button]:
        acts = [(_("Read"), self.get_inspect_url(instance), "info-circle")]
        if edit_url := self.get_edit_url(instance):
            acts.append((_("Take back"), edit_url, "cross"))
        return [Button(label, url=url, icon_name=icon) for label, url, icon in acts]


class RevokeProofView(generic.EditView):
    """Taking a proof back is all that one can change about it, and that once."""

    page_title = _("Take back the proof")
    submit_button_label = _("Take back the proof")
    success_message = _("The proof %(object)s is taken back.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.get_object().void_at:
            return self._say_it_was(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: RevokeProofForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except AlreadyRevoked:
            return self._say_it_was(self.request)

    def save_instance(self) -> Proof:
        revoke_proof(self.form.instance, by=self.request.user, reason=self.form.cleaned_data["revoke_reason"])
        return self.form.instance

    def get_success_buttons(self) -> list[Any]:
        return []

    def _say_it_was(self, request: HttpRequest) -> HttpResponse:
        messages.info(request, gettext("The proof has been taken back already."))
        return redirect(reverse(self.inspect_url_name, args=[self.kwargs[self.pk_url_kwarg]]))


@watched("proofs.proof", "completion.person_id")
class ProofViewSet(ModelViewSet):
    model = Proof
    name = "cms_proofs"
    url_prefix = "beviser"
    icon = "success"
    menu_label = _("Proofs")
    menu_order = 260
    add_to_admin_menu = True
    index_view_class = ProofIndexView
    edit_view_class = RevokeProofView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["number", "completion", "issued_at", "revoked_at", "revoked_by", "revoke_reason"]
    list_display = [
        "number",
        Column("name", accessor=lambda proof: proof.content["name"], label=_("Name")),
        Column("title", accessor="completion.title", label=_("Completed")),
        DateColumn("issued_at", label=_("Made")),
        DateColumn("void_at", label=_("Taken back")),
    ]
    list_filter = ["issued_at", "revoked_at"]
    search_fields = ["number", "completion__title", "completion__person__display_name"]
    search_backend_name = None
    ordering = ["-issued_at", "-pk"]

    def get_form_class(self, for_update: bool = False) -> type[RevokeProofForm]:
        return RevokeProofForm
