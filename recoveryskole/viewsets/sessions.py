"""Sessions in the CMS: what is planned, how it stands, and what one does with it."""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from accounts.danish import DanishOrder
from accounts.domain.reads import record_reads
from accounts.viewsets.lists import IndexView
from recoveryskole.domain.sessions import cancel_session, publish, withdraw
from recoveryskole.domain.sign_ups import SchoolRefused, is_open
from recoveryskole.models import Facilitator, Session, Term, WorkshopPage

from .forms import SessionForm
from .keeping import CreateView, DeleteView, EditView
from .one_session import OneSessionView
from .sign_ups import CodeView, MergeView, SignUpsView, TelephoneView


class SessionFilterSet(WagtailFilterSet):
    term = django_filters.ModelChoiceFilter(label=_("Term"), queryset=Term.objects.all())
    workshop = django_filters.ModelChoiceFilter(
        label=_("Workshop of the school"), queryset=WorkshopPage.objects.order_by(DanishOrder("title"), "pk")
    )

    class Meta:
        model = Session
        fields: tuple[str, ...] = ()


def say_state(session: Session) -> str:
    """How a session stands, and what it lacks: those from before may be shown without a pair."""
    if session.is_cancelled:
        return gettext("Cancelled")
    state = gettext("Is shown") if session.is_published else gettext("Draft")
    if session.has_pair:  # type: ignore[attr-defined]
        return state
    return gettext("%(state)s. A pair to teach is missing.") % {"state": state}


def say_when(session: Session) -> str:
    """The day and the hours, by the clock on the wall."""
    begins, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    last = "SHORT_DATETIME_FORMAT" if ends.date() != begins.date() else "TIME_FORMAT"
    return f"{formats.date_format(begins, 'SHORT_DATETIME_FORMAT')}–{formats.date_format(ends, last)}"


def say_seats(session: Session) -> str:
    """How many seats are taken, of how many."""
    if session.seats is None:
        return gettext("%(held)s, no limit") % {"held": session.held}  # type: ignore[attr-defined]
    return gettext("%(held)s of %(seats)s") % {"held": session.held, "seats": session.seats}  # type: ignore[attr-defined]


class Act(NamedTuple):
    """Something that is done to a session by a page of its own: what it asks, does and says afterwards."""

    do: Callable[..., None]
    label: Promise
    icon: str
    asks: Promise
    done: Promise


ACTS = {
    "vis": Act(
        publish,
        _("Show"),
        "view",
        _("It stands on the programme, and anybody can sign up."),
        _("It is on the programme now."),
    ),
    "skjul": Act(
        withdraw,
        _("Hide"),
        "no-view",
        _("It is taken off the programme. That can be done as long as nobody has signed up."),
        _("It is off the programme now."),
    ),
    "aflys": Act(
        cancel_session,
        _("Cancel the session"),
        "cross",
        _("It stays on the programme, as cancelled, for good. Whoever has left an e-mail is told."),
        _("It is cancelled. Ring those who have left a telephone number."),
    ),
}


class ActView(OneSessionView, TemplateView):
    """Asks first; a POST acts."""

    template_name = "recoveryskole/cms/act.html"
    act: ClassVar[str]

    def get_page_title(self) -> str:
        return str(ACTS[self.act].label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(act=ACTS[self.act], **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = ACTS[self.act]
        try:
            act.do(self.object, by=request.user)
        except SchoolRefused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, str(act.done))
        return redirect("school_sessions:index")


class ShowView(ActView):
    act = "vis"


class HideView(ActView):
    act = "skjul"


class CancelView(ActView):
    act = "aflys"


class SessionIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().with_counts().with_pair()
        return rows.select_related("workshop", "place", "term")

    def get_list_more_buttons(self, instance: Session) -> list[Any]:
        more = super().get_list_more_buttons(instance)
        if not self.user_has_permission("change"):
            return more
        acts: list[tuple[str, Any, str]] = [("who_comes", _("Who comes"), "group")]
        if is_open(instance):
            acts.append(("telephone", _("Sign up by telephone"), "mobile-alt"))
        if not instance.is_cancelled:
            acts += [(what, ACTS[what].label, ACTS[what].icon) for what in self._what_can_be_done(instance)]
        own = [
            Button(label, url=reverse(f"school_sessions:{name}", args=[instance.pk]), icon_name=icon)
            for name, label, icon in acts
        ]
        return [*own, *more]

    def _what_can_be_done(self, session: Session) -> tuple[str, ...]:
        return ("skjul", "aflys") if session.is_published else ("vis",)


class _TellsWhoIsRead:
    """The form says what each who teaches brings: those with an account see who has looked."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        people = Facilitator.objects.exclude(person=None).values_list("person", flat=True)
        record_reads(people, request.user, "recoveryskole.facilitator")  # type: ignore[arg-type]
        return super().get(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


class SessionCreateView(_TellsWhoIsRead, CreateView):
    """Adds a draft; it is shown by an act of its own."""


class SessionEditView(_TellsWhoIsRead, EditView):
    """Changes a session."""


class SessionViewSet(ModelViewSet):
    model = Session
    name = "school_sessions"
    url_prefix = "skole/gange"
    icon = "date"
    menu_label = _("Sessions")
    # Wagtail would say of a page with sessions only that one may not; domain/keeping.py says what to do.
    add_to_reference_index = False
    index_view_class = SessionIndexView
    add_view_class = SessionCreateView
    edit_view_class = SessionEditView
    delete_view_class = DeleteView
    copy_view_enabled = False
    filterset_class = SessionFilterSet
    search_fields = ["workshop__title", "room", "place__name"]
    search_backend_name = None
    ordering = ["-starts_at", "-pk"]
    list_display = [
        "workshop",
        Column("when", label=_("When"), accessor=say_when, sort_key="starts_at"),
        Column("where", label=_("Place"), accessor=lambda session: session.where or gettext("Online")),
        Column("taken", label=_("Seats taken"), accessor=say_seats),
        Column("waiting", label=_("Waiting"), accessor="waiting"),
        Column("state", label=_("State"), accessor=say_state),
    ]

    def get_form_class(self, for_update: bool = False) -> type[SessionForm]:
        return SessionForm

    def get_urlpatterns(self) -> list[Any]:
        own = {
            "vis": ("<row:pk>/vis/", ShowView),
            "skjul": ("<row:pk>/skjul/", HideView),
            "aflys": ("<row:pk>/aflys/", CancelView),
            "who_comes": ("<row:pk>/tilmeldte/", SignUpsView),
            "merge": ("<row:pk>/tilmeldte/saml/", MergeView),
            "telephone": ("<row:pk>/telefon/", TelephoneView),
            "code": ("<row:pk>/telefon/<uuid:sign_up>/", CodeView),
        }
        return [
            *super().get_urlpatterns(),
            *(path(route, self.construct_view(view), name=name) for name, (route, view) in own.items()),
        ]
