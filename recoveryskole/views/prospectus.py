"""A term's programme to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.languages import place
from recoveryskole.domain.prospectus import term_to_print, write_prospectus
from recoveryskole.models import Term
from recoveryskole.views.calendars import SECONDS_KEPT


@require_safe
def prospectus(request: HttpRequest) -> HttpResponse:
    """The programme of a term as a PDF: `?forloeb=` and its name, or the one that is under way."""
    now, slug = timezone.now(), request.GET.get("forloeb", "")
    shown = Term.objects.on_show()
    term = get_object_or_404(shown, slug=slug) if slug else term_to_print(timezone.localdate(now))
    if term is None:
        raise Http404
    address = request.build_absolute_uri(place("recoveryskole/"))
    response = HttpResponse(
        write_prospectus(term, address, now),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="recoveryskolen-{term.slug}.pdf"'},
    )
    patch_cache_control(response, public=True, max_age=SECONDS_KEPT)
    return response
