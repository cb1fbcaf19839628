"""Pages of one session, for those who teach it: what they have in common."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.views.refusal import STATUS, refuse
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.domain.teaching import NotTheirs
from recoveryskole.models import Session

View = Callable[..., HttpResponseBase]


def of_the_pair(
    *methods: str, back: str = "teaching", label: Promise | None = None
) -> Callable[[View], View]:
    """A page or an act of one session: `view(request, session)`. Everybody else gets 404, whoever they are.

    What the domain refuses is said, with a way back: to the session's page, or to the one that `back` names.
    """

    def decorate(view: View) -> View:
        @never_cache
        @login_required
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: HttpRequest, session_id: int, **rest: object) -> HttpResponseBase:
            sessions = Session.objects.taught_by(request.user).with_counts()
            session = get_object_or_404(sessions.select_related("workshop", "place", "term"), pk=session_id)
            try:
                return view(request, session, **rest)
            except NotTheirs as refusal:
                # They taught it when the page was asked for.
                raise Http404 from refusal
            except SchoolRefused as refused:
                return refuse(
                    request,
                    refused.message,
                    STATUS[refused.why],
                    back=reverse(f"recoveryskole:{back}", args=[session.pk]),
                    back_label=label or session.workshop.title,
                )

        return answer  # type: ignore[no-any-return]

    return decorate
