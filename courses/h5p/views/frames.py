"""What a lesson's page gives its H5P activities: the address of a frame for each that may play."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from assessments.domain.asking import Question
from assessments.h5p.domain.play import Playable, playable_versions
from assessments.h5p.domain.tokens import Play, make_token
from courses.models import LessonPage


def give_frames(
    request: HttpRequest, page: LessonPage, questions: Collection[Question], enrolment_id: int | None
) -> dict[str, dict[str, Any]]:
    """What is added to the page's open H5P activities, by block id; one query where there are any.

    One whose code may not run any more is said to be closed instead. `enrolment_id`: None when an author
    looks at the page in the CMS, and nothing counts.
    """
    versions = {question.id: question.asked["version"] for question in questions if question.asked["version"]}
    playable = playable_versions(set(versions.values()))
    return {
        block_id: {"frame": _frame(request, page, version_id, playable[version_id], enrolment_id)}
        if version_id in playable
        else {"is_closed": True}
        for block_id, version_id in versions.items()
    }


def _frame(
    request: HttpRequest, page: LessonPage, version_id: int, version: Playable, enrolment_id: int | None
) -> dict[str, Any]:
    token = make_token(Play(request.user.pk, version_id, enrolment_id))
    frame = {
        "token": token,
        "language": version.language,
        "tells_its_end": version.tells_its_end,
        "href": reverse("lesson_h5p:frame", args=[token]),
        "max_bytes": settings.XAPI_MAX_BYTES,
        "max_state": settings.ANSWER_MAX_BYTES,
    }
    if enrolment_id is None:
        return frame
    return frame | {
        "statements": reverse("lesson_h5p:statement", args=[page.pk]),
        "states": reverse("lesson_h5p:state", args=[page.pk]),
    }
