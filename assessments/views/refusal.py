"""Saying no: its status, and a page in plain words. Every room that shows pages does it by this."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from assessments.domain.refusals import Refusal

STATUS: dict[Refusal, HTTPStatus] = {
    Refusal.TO_MEND: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refusal.MALFORMED: HTTPStatus.BAD_REQUEST,
    Refusal.NOT_THERE: HTTPStatus.NOT_FOUND,
    Refusal.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Refusal.TOO_EARLY: HTTPStatus.CONFLICT,
    Refusal.ALREADY: HTTPStatus.CONFLICT,
    Refusal.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Refusal.TOO_OFTEN: HTTPStatus.TOO_MANY_REQUESTS,
}


def refuse(
    request: HttpRequest, message: str | Promise, status: int, *, back: str, back_label: str | Promise
) -> HttpResponse:
    """A page that says `message` and leads back. Nothing must have been stored."""
    context = {"message": message, "back": back, "back_label": back_label}
    return render(request, "refused.html", context, status=status)
