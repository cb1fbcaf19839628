from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.reads import reads_about
from development.domain.who_has_seen import tell_reads

PER_PAGE = 30


@login_required
@require_safe
def who_has_seen(request: HttpRequest) -> HttpResponse:
    """Who has looked at what is said about the person who is signed in, and when."""
    page = Paginator(reads_about(request.user), PER_PAGE).get_page(request.GET.get("side"))
    context = {
        "months": tell_reads(request.user, list(page)),
        "shown": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }
    return render(request, "development/who_has_seen.html", context)
