import datetime as dt
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from assessments.domain.cards import answer_card, due_cards, read_card_day
from courses.views.refusal import refuse

NOT_OURS = _("Something was lost on the way. Go back to the cards and answer once more.")
REMEMBERED = {"yes": True, "no": False}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: HttpRequest) -> HttpResponse:
    """The cards to look at today, one at a time: always one's own.

    `vis` names the card whose back is shown, so that going back in the browser turns no other card.
    """
    if request.method == "POST":
        return _answer(request)
    today = timezone.localdate()
    due = due_cards(request.user, today)
    context = {
        "card": due[0] if due else None,
        "is_turned": bool(due) and request.GET.get("vis") == str(due[0].pk),
        "left": len(due),
        "day": None if due else read_card_day(request.user, today),
    }
    return render(request, "development/cards.html", context)


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        card_id = int(request.POST.get("card", ""))
        due_on = dt.date.fromisoformat(request.POST.get("due", ""))
        remembered = REMEMBERED[request.POST.get("remembered", "")]
        answer_card(request.user, card_id, due_on, remembered=remembered)
    except (ValueError, KeyError, OverflowError):
        return refuse(
            request,
            NOT_OURS,
            HTTPStatus.BAD_REQUEST,
            back=reverse("development:cards"),
            back_label=_("Back to the cards"),
        )
    return HttpResponseRedirect(reverse("development:cards"), status=303)
