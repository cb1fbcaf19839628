from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.enums import Setting
from competences.domain.framework import choose_framework, word_competence
from competences.enums import CompetenceKind, Level, name_required_level
from competences.models import Competence, Framework, JobRequirement


class FrameworkForm(WagtailAdminModelForm):
    """Which framework is in use. What stands in it comes from its file."""

    # Not the model's own field: that one may be true only after the framework in use has stepped back.
    in_use = forms.BooleanField(label=_("In use"), required=False)

    class Meta:
        model = Framework
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["in_use"] = self.instance.is_current

    def clean_in_use(self) -> bool:
        in_use: bool = self.cleaned_data["in_use"]
        if self.instance.is_current and not in_use:
            raise forms.ValidationError(_("One framework is always in use. Choose the other one instead."))
        return in_use

    def save(self, commit: bool = True) -> Framework:
        if self.cleaned_data["in_use"]:
            choose_framework(self.instance, user=self.for_user)
        return self.instance


class CompetenceForm(WagtailAdminModelForm):
    """The words of an entry. Codes and places in the tree come from the file."""

    class Meta:
        model = Competence
        fields = ("title", "title_en", "description")
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "title_en": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def save(self, commit: bool = True) -> Competence:
        if self.has_changed():
            word_competence(self.instance)
        return self.instance


class _RequirementField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Competence) -> str:
        # A title may be a whole sentence, and a list is as wide as its longest line.
        return Truncator(str(obj)).chars(80)


class JobRequirementForm(WagtailAdminModelForm):
    """A level for a job. Once it is there, only the level and whether it is decided can change."""

    competence = _RequirementField(Competence.objects.none(), label=_("Requirement"))
    level = forms.TypedChoiceField(label=_("Level"), coerce=int)

    class Meta:
        model = JobRequirement
        fields = ("competence", "job_function", "setting", "workplace", "level", "is_proposal")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        requirements = Competence.objects.filter(kind=CompetenceKind.REQUIREMENT)
        self.fields["competence"].queryset = requirements.order_by(
            "-framework__is_current", "framework", "position"
        )
        self.fields["level"].choices = [(level.value, name_required_level(level)) for level in Level]
        self.fields["is_proposal"].help_text = _("Take the mark away when you have decided the level.")
        if self.instance.pk:
            # The row may come from the file of proposals, which finds it again by these four.
            for name in ("competence", "job_function", "setting", "workplace"):
                self.fields[name].disabled = True
        else:
            self.initial.setdefault("is_proposal", False)
            self.fields["is_proposal"].initial = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        competence, workplace = data.get("competence"), data.get("workplace")
        setting = data.get("setting") or (workplace.setting if workplace else "")
        if competence and setting and competence.settings and setting not in competence.settings:
            names = ", ".join(str(Setting(code).label) for code in competence.settings)
            self.add_error("setting", _("This requirement holds only here: %(names)s.") % {"names": names})
        return data
