import datetime as dt
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.rules import is_coordinator, is_manager, jobs_of
from assessments.domain.cards import read_card_day
from assessments.practice.domain.own_view_rounds import round_that_waits
from assessments.practice.rules import reviews_papers
from courses.domain.knowledge_tests import close_overdue_sittings
from courses.domain.record import read_record
from courses.domain.runs import my_runs, taught_runs
from courses.views.refusal import post_only, refuse
from development.domain.me import read_me
from development.domain.my_learning import read_my_learning
from development.domain.news import mark_seen, read_news
from development.domain.waiting import read_waiting


@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """What the work asks for, what is under way, what comes next: always about who is signed in."""
    now, record = timezone.now(), read_record(request.user)
    if record.has_overdue(now):
        # A test whose time was up has ended, also where nothing has told it so yet.
        close_overdue_sittings(now, of=request.user)
        record = read_record(request.user)
    me, seats = read_me(request.user, jobs=jobs_of(request.user), record=record), my_runs(request.user)
    waiting = read_waiting(request.user)
    context = {
        "learning": read_my_learning(me),
        "news": read_news(me, seats),
        "observations": waiting.observations,
        "cards": read_card_day(request.user, timezone.localdate()),
        "seats": seats,
        "taught": taught_runs(request.user),
        "own_view_round": round_that_waits(request.user),
        "talks_waiting": waiting.talks,
        "duties": _duties(request.user),
    }
    return render(request, "development/my_learning.html", context)


def _duties(user: Any) -> dict[str, bool]:
    """What of the work for others is this person's."""
    duties = {
        "leads": is_manager(user),
        "reviews_papers": reviews_papers(user),
        "opens_rounds": is_coordinator(user),
        "reads_methods": is_coordinator(user) or is_manager(user),
    }
    return {**duties, "any": any(duties.values())}


@post_only
@login_required
def news_seen(request: HttpRequest) -> HttpResponse:
    """The person says that they have seen what is new, up to the moment that their page told of.

    An act of theirs, and not that the page was asked for: browsers ask for pages that nobody looks at.
    """
    try:
        until = dt.datetime.fromisoformat(request.POST.get("until", ""))
        if timezone.is_naive(until):
            raise ValueError("a moment without its time zone")
    except ValueError:
        back = reverse("development:my_learning")
        words = _("Something was lost on the way. Open My learning again.")
        return refuse(request, words, HTTPStatus.BAD_REQUEST, back=back, back_label=_("Back to My learning"))
    mark_seen(request.user, until)
    return HttpResponseRedirect(reverse("development:my_learning"), status=HTTPStatus.SEE_OTHER)
