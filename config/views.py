import sys
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.defaults import server_error as page_of_fault

from accounts.rules import is_manager
from uploads.domain.disk import DISK_FULL, is_disk_full


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers; for load balancers and smoke tests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """After signing in: a manager without a care job goes to the reports, everybody else to own learning."""
    return redirect("reports:index" if is_manager(request.user) else "development:my_learning")


def server_error(request: HttpRequest) -> HttpResponse:
    """What stands where something broke: 507 and what to do where the disk is full, 500 for all else.

    Here and in no middleware, for a big upload fills the disk while a middleware reads it.
    """
    if is_disk_full(sys.exc_info()[1]):
        # Without the request, as the page of a fault: what the page looks up may need room too.
        page = render_to_string("disk_full.html", {"sentence": DISK_FULL})
        return HttpResponse(page, status=HTTPStatus.INSUFFICIENT_STORAGE)
    return page_of_fault(request)
