"""A plan that is open in a browser. What opens it lies there, sealed, and nowhere else."""

import base64
import json
import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from recoveryskole.domain.seals import seal, unseal

COOKIE = "min_plan"
PURPOSE = "own_plan.cookie"
# A plan that nobody saves closes itself.
OPEN_FOR = 2 * 60 * 60


@dataclass(frozen=True, slots=True)
class Here:
    """What opens the plan, its code until somebody has written it down, and when it was saved."""

    root: bytes
    code: str = ""
    saved_at: str = ""


def open_plan_here(request: HttpRequest, response: HttpResponse, here: Here) -> None:
    """Let the browser keep what opens the plan until it is closed, and no longer than `OPEN_FOR`."""
    said = {
        "root": here.root.hex(),
        "code": here.code,
        "saved_at": here.saved_at,
        "person": request.user.pk or 0,
        "until": int(time.time()) + OPEN_FOR,
    }
    sealed = seal(json.dumps(said).encode(), PURPOSE, bound_to=COOKIE)
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(sealed).decode(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def plan_here(request: HttpRequest) -> Here | None:
    """What this browser has open; None: nothing, too long ago, or by somebody who has signed out since."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    opened = unseal(sealed, PURPOSE, bound_to=COOKIE)
    if opened is None:
        return None
    said = json.loads(opened)
    if said["until"] < time.time() or said["person"] not in (0, request.user.pk):
        return None
    return Here(bytes.fromhex(said["root"]), said["code"], said["saved_at"])


def is_open_plan(request: HttpRequest, root: bytes) -> bool:
    """Whether this browser has this plan open."""
    here = plan_here(request)
    return here is not None and here.root == root


def close_plan(response: HttpResponse) -> None:
    """Have the browser forget what opens the plan."""
    response.delete_cookie(COOKIE, samesite="Strict")
