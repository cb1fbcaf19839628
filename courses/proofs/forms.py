"""What a holder chooses about a proof, and why one is taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from courses.proofs.domain.proofs import initials
from courses.proofs.models import Proof


class ProofForm(forms.Form):
    """How much of the name those see who check a proof's number."""

    shows_name = forms.TypedChoiceField(
        label=_("What may those see who check the number?"),
        help_text=_("The paper carries your name in any case."),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "name",
        initial="name",
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose one of the two.")),
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shows_name"].choices = [("name", name), ("initials", initials(name))]


class RevokeProofForm(WagtailAdminModelForm):
    """Why a proof is taken back. Its holder reads this; others do not."""

    class Meta:
        model = Proof
        fields = ["revoke_reason"]
        widgets = {"revoke_reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revoke_reason"].required = True
        self.fields["revoke_reason"].help_text = _(
            "The holder of the proof reads it. Whoever checks the number only sees the day."
        )
