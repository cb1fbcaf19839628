"""Who may use which method: for managers about their own, for coordinators about everybody."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.audit import record_action
from accounts.domain.reads import record_reads
from accounts.rules import is_coordinator
from assessments.domain.refusals import Refused
from assessments.practice.domain.method_certificates import end_certificate, record_certificate
from assessments.practice.domain.method_queries import read_certificate, who_may_practise
from assessments.practice.domain.methods_file import FILES
from assessments.practice.forms.methods import CertificateForm
from assessments.practice.rules import reads_methods
from assessments.practice.views.leading import see_other
from assessments.views.refusal import STATUS


@login_required
@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """Every method, who may use it today, and until when."""
    if not reads_methods(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    lines = who_may_practise(request.user, today)
    record_action(request.user, "practice.read_methods", user=request.user)
    named = {holder.person_pk for line in lines for holder in line.shown}
    record_reads(named, request.user, "practice.methods")
    context = {
        "lines": lines,
        "is_for_all": is_coordinator(request.user),
        "today": today,
        "files": list(FILES) if named else [],
    }
    return render(request, "practice/methods/report.html", context)


@login_required
@require_safe
@never_cache
def download_methods(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file, for the same readers: it names everybody, also those that the page leaves out."""
    if not reads_methods(request.user):
        raise PermissionDenied
    if form not in FILES:
        raise Http404
    today = timezone.localdate()
    lines = who_may_practise(request.user, today)
    record_action(request.user, "practice.download_methods", user=request.user, data={"form": form})
    named = {holder.person_pk for line in lines for holder in line.holders}
    record_reads(named, request.user, "practice.methods")
    media_type, write = FILES[form]
    name = f"metoder-{today.isoformat()}.{form}"
    return HttpResponse(
        write(lines),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_method(request: HttpRequest) -> HttpResponse:
    """A coordinator writes down a certificate that somebody has shown."""
    if not is_coordinator(request.user):
        raise PermissionDenied
    form = CertificateForm()
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        form = CertificateForm(request.POST)
        if form.is_valid():
            try:
                record_certificate(form.certificate(), by=request.user)
            except Refused as refused:
                form.add_error(None, refused.message)
                status = STATUS[refused.why]
            else:
                messages.success(request, _("The certificate is written down."))
                return see_other("practice:methods")
    return render(request, "practice/methods/record.html", {"form": form}, status=status)


@login_required
@require_POST
def end_method(request: HttpRequest, pk: int) -> HttpResponse:
    """A coordinator takes a certificate back from today on."""
    if not is_coordinator(request.user):
        raise PermissionDenied
    certificate = read_certificate(pk)
    if certificate is None:
        raise Http404
    try:
        end_certificate(certificate, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The certificate is taken back from today on."))
    return see_other("practice:methods")
