"""Where the page of a lesson posts what its frame says was done (docs/decisions/xapi-in.md)."""

import re
from http import HTTPStatus

from django.core.cache import caches
from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from assessments.h5p.domain.payload import read_posted
from assessments.models import Attempt
from assessments.views.refusal import STATUS as PAGE_STATUS
from courses.h5p.domain.statements import MOST_A_MINUTE, TOO_OFTEN, Received, submit_statement

# xAPI 1.0.3, part three, 3.3: a server accepts any patch version of 1.0.
VERSION = re.compile(r"1\.0(\.\d+)?")

NOTHING_HERE = gettext_lazy("There is nothing to read at this address.")
SIGNED_OUT = gettext_lazy("You are signed out. Sign in, open the lesson again and answer once more.")
NOT_JSON = gettext_lazy("The activity sent something that cannot be read here. Open the lesson again.")
# 409 tells the script that the statement has arrived, so what must wait for something else is forbidden.
STATUS = {**PAGE_STATUS, Refusal.TOO_EARLY: HTTPStatus.FORBIDDEN}


def h5p_statement(request: HttpRequest, pk: int) -> JsonResponse:
    """Take one statement with those of its parts. The answer is JSON for a script, also when it is no."""
    if request.method != "POST":
        response = _refuse(NOTHING_HERE, HTTPStatus.METHOD_NOT_ALLOWED)
        response.headers["Allow"] = "POST"
        return response
    if not isinstance(request.user, User):
        return _refuse(SIGNED_OUT, HTTPStatus.UNAUTHORIZED)
    unreadable = _refuse_unreadable(request)
    if unreadable is not None:
        return unreadable
    if _is_too_often(request.user):
        return _refuse(TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        received = submit_statement(person=request.user, lesson_id=pk, posted=read_posted(request.body))
    except Refused as refusal:
        return _refuse(refusal.message, STATUS[refusal.why], getattr(refusal, "detail", ""))
    return JsonResponse(
        {
            "attempt": _attempt(received.attempt),
            "lesson_is_done": received.is_lesson_done,
            "message": _message(received),
        }
    )


def _refuse_unreadable(request: HttpRequest) -> JsonResponse | None:
    """The no to what is not even looked into; None: it may be read."""
    if request.content_type != "application/json":
        return _refuse(NOT_JSON, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if not VERSION.fullmatch(request.headers.get("X-Experience-API-Version", "1.0")):
        return _refuse(NOT_JSON, HTTPStatus.BAD_REQUEST)
    return None


def _is_too_often(person: User) -> bool:
    """Whether this worker has met more than a minute's share of the person's, kept or not.

    What all workers let through `submit_statement` bounds, by what is stored (docs/decisions/limits.md).
    """
    cache = caches["process"]
    key = f"h5p.statements.{person.pk}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > MOST_A_MINUTE
    except ValueError:
        # It ran out between the two lines: a new minute.
        return False


def _refuse(message: str | Promise, status: HTTPStatus, detail: str = "") -> JsonResponse:
    data = {"message": str(message), **({"detail": detail} if detail else {})}
    return JsonResponse(data, status=status)


def _attempt(attempt: Attempt | None) -> dict[str, int | bool] | None:
    if attempt is None:
        return None
    return {
        "score": attempt.score,
        "max_score": attempt.max_score,
        "is_graded": attempt.is_graded,
        "is_client_reported": attempt.is_client_reported,
    }


def _message(received: Received) -> str:
    """What came of it, in a sentence that the page says aloud."""
    if received.is_untouched:
        return _("The activity says it is over before you have done anything in it. Do it, and it counts.")
    if received.attempt is None:
        return ""
    if received.is_lesson_done:
        return _("Your answer is saved. You have completed the lesson.")
    return _("Your answer is saved.")
