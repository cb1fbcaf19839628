"""The ledger in the CMS: to find a row, read all that is known of it, and put it right by another row."""

from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import DateRangeWidget
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from accounts.viewsets.lists import IndexView, watched
from assessments.ledger.domain.auditing import UnknownKey, audit_person
from assessments.ledger.domain.correcting import (
    AlreadyCorrected,
    can_be_corrected,
    correct_evidence,
    correction_of,
)
from assessments.ledger.domain.evidence import AlreadyRevoked, revoke_evidence
from assessments.ledger.domain.wording import chain_in_words, rule_in_words, state_of_row_in_words
from assessments.ledger.forms import ANEW, CorrectionForm
from assessments.ledger.models import Evidence
from assessments.ledger.policy import kind_choices
from competences.models import Competence


class EvidenceFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kind_choices)
    competence = django_filters.ModelChoiceFilter(
        label=_("Requirement"), queryset=Competence.objects.requirements().order_by("framework", "position")
    )
    recorded_on = django_filters.DateFromToRangeFilter(
        label=_("Day"), widget=DateRangeWidget(attrs={"type": "date"})
    )

    class Meta:
        model = Evidence
        fields: tuple[str, ...] = ()


class EvidenceIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        # What people say of themselves is theirs alone.
        rows = super().get_base_queryset().told_by_others()
        return rows.select_related("person", "competence", "revoked_by")

    def get_page_title(self) -> str:
        return gettext("Evidence ledger")


class ReadEvidenceView(generic.InspectView):
    """All that the ledger knows of one row. Nothing here can be changed."""

    def get_object(self, queryset: Any = None) -> Evidence:
        rows = Evidence.objects.told_by_others().select_related(
            "person", "competence", "recorded_by", "revoked_by", "revokes"
        )
        return super().get_object(rows)  # type: ignore[no-any-return]

    def get_page_title(self) -> str:
        return gettext("Row of the ledger")

    def get_page_subtitle(self) -> str:
        return f"{self.object.pk}"

    @property
    def header_buttons(self) -> list[Any]:
        if not self.user_has_permission("change") or not _can_correct(self.request, self.object):
            return []
        address = reverse("ledger_evidence:edit", args=[self.object.pk])
        return [HeaderButton(_("Correct"), url=address, icon_name="edit")]

    header_more_buttons: Any = ()

    def get_fields_context(self) -> list[dict[str, Any]]:
        return [{"label": label, "value": value, "component": None} for label, value in describe(self.object)]


class CorrectView(generic.EditView):
    """The row stays as it is: what is right is recorded beside it, with the reason."""

    template_name = "ledger/cms/correct.html"
    page_title = _("Correct")
    submit_button_label = _("Correct")
    success_message = _("That is recorded. The person sees it with your reason.")

    def get_page_subtitle(self) -> str:
        return f"{self.object.pk}"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("change") and not _can_correct(request, self.get_object()):
            return self._say_it_is_not_to_be(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: CorrectionForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except (AlreadyRevoked, AlreadyCorrected):
            return self._say_it_is_not_to_be(self.request)

    def save_instance(self) -> Evidence:
        row, said = self.form.instance, self.form.cleaned_data
        user = self.request.user
        if said["act"] == ANEW:
            return correct_evidence(
                row, level=said["level"], valid_until=said["valid_until"], by=user, reason=said["reason"]
            )
        return revoke_evidence(row, by=user, reason=said["reason"])

    def log_action(self) -> None:
        """The domain has."""

    def get_success_url(self) -> str:
        return reverse("ledger_evidence:inspect", args=[self.kwargs[self.pk_url_kwarg]])

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(facts=describe(self.object), **kwargs)

    def _say_it_is_not_to_be(self, request: HttpRequest) -> HttpResponse:
        messages.info(request, gettext("This row cannot be corrected, or it has been already."))
        return redirect("ledger_evidence:inspect", self.kwargs[self.pk_url_kwarg])


def _can_correct(request: HttpRequest, row: Evidence) -> bool:
    return can_be_corrected(row, request.user) and correction_of(row) is None  # type: ignore[arg-type]


def describe(row: Evidence) -> list[tuple[str, Any]]:
    """A row of the ledger, its rule, its chain and what became of it, as labels with words."""
    told: list[tuple[str, Any]] = [
        (gettext("Person"), row.person.display_name),
        (gettext("Requirement"), str(row.competence)),
        (gettext("What it is"), row.get_kind_display()),
        (gettext("Called"), row.title),
        (gettext("How it was shown"), row.how),
        (gettext("Level shown"), row.level if row.revokes_id is None else ""),
        (gettext("Level confirmed"), row.confirms if row.revokes_id is None else ""),
        (gettext("Recorded"), date_format(row.recorded_on, "DATE_FORMAT")),
        (gettext("Recorded by"), row.recorded_by.display_name if row.recorded_by else ""),
        (gettext("Counts until"), date_format(row.valid_until, "DATE_FORMAT") if row.valid_until else ""),
        (gettext("From"), row.origin),
        (gettext("Reason"), row.reason),
        (gettext("Rule of its day"), rule_in_words(row.rule)),
        (gettext("State"), state_of_row_in_words(row)),
        (gettext("Takes back"), _link(row.revokes)),
        (gettext("Taken back by"), _link(getattr(row, "revoked_by", None))),
        (gettext("Recorded anew as"), _link(correction_of(row))),
        (gettext("Chain"), _chain_of(row)),
    ]
    return [(label, value) for label, value in told if value not in ("", None)]


def _link(row: Evidence | None) -> SafeString | str:
    if row is None:
        return ""
    address = reverse("ledger_evidence:inspect", args=[row.pk])
    day = date_format(row.recorded_on, "DATE_FORMAT")
    return format_html('<a href="{}">{}</a>, {}', address, row.pk, day)


def _chain_of(row: Evidence) -> SafeString | str:
    try:
        faults = audit_person(row.person_id)
    except (UnknownKey, ValueError):
        return gettext("It cannot be looked through: a key is missing.")
    said = chain_in_words([fault.what for fault in faults if fault.row in (row.pk, None)], bool(faults))
    return format_html_join("", "{}<br>", ((words,) for words in said)) if len(said) > 1 else said[0]


def _day(row: Evidence) -> str:
    return date_format(row.recorded_on, "DATE_FORMAT")


@watched("ledger.evidence", "person_id")
class EvidenceViewSet(ModelViewSet):
    model = Evidence
    name = "ledger_evidence"
    url_prefix = "dokumentation"
    icon = "list-ul"
    menu_label = _("Evidence ledger")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = EvidenceIndexView
    inspect_view_class = ReadEvidenceView
    edit_view_class = CorrectView
    filterset_class = EvidenceFilterSet
    search_fields = ["person__display_name", "person__email"]
    search_backend_name = None
    ordering = ["-pk"]
    list_display = [
        TitleColumn("pk", label=_("Row"), accessor="pk", url_name="ledger_evidence:inspect"),
        Column("recorded_on", label=_("Recorded"), accessor=_day),
        Column("person", label=_("Person"), accessor="person.display_name"),
        Column("competence", label=_("Requirement"), accessor="competence.code"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("level", label=_("Level")),
        Column("confirms", label=_("Confirms")),
        Column("state", label=_("State"), accessor=state_of_row_in_words),
    ]

    def get_form_class(self, for_update: bool = False) -> type[CorrectionForm]:
        return CorrectionForm

    def get_urlpatterns(self) -> list[Any]:
        """No address at all to add a row, or to remove one."""
        return [it for it in super().get_urlpatterns() if it.name not in ("add", "delete")]
