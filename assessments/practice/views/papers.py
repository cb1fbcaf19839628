"""A person's own papers about what they learnt elsewhere, and the one door to the files of papers."""

from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.audit import record_action
from accounts.domain.reads import record_reads
from assessments.domain.refusals import Refused
from assessments.practice.domain.paper_files import PaperNotTaken
from assessments.practice.domain.paper_queries import my_papers, read_choices
from assessments.practice.domain.prior_learning import BROKEN, Brought, bring_paper, delete_files, withdraw
from assessments.practice.forms.papers import PaperForm, read_levels
from assessments.practice.models import PriorLearning, PriorLearningFile
from assessments.practice.rules import owns_paper, reads_paper
from assessments.practice.views.leading import see_other
from assessments.views.refusal import STATUS, refuse
from uploads.policy import INERT

TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """Show a paper, and see what became of the others: always about who is signed in.

    `krav` in the address names requirements that are chosen already, by their codes.
    """
    if request.method == "POST":
        return _bring(request)
    return _show(request, PaperForm(), {})


def _bring(request: HttpRequest) -> HttpResponse:
    form = PaperForm(request.POST, request.FILES)
    try:
        claims = read_levels(request.POST, "trin", request.POST.getlist("krav"))
    except ValueError:
        form.add_error(None, BROKEN)
        return _show(request, form, {}, HTTPStatus.BAD_REQUEST)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    no_claim = ""
    if form.is_valid():
        said = form.cleaned_data
        brought = Brought(
            title=said["title"],
            issuer=said["issuer"],
            issued_on=said["issued"][0],
            day_is_known=said["issued"][1],
            valid_until=said["valid_until"],
            claims=claims,
            form_id=said["form_id"],
        )
        try:
            bring_paper(request.user, brought, said["paper"])
        except PaperNotTaken as refused:
            if refused.field == "claims":
                no_claim = str(refused.message)
            else:
                form.add_error(refused.field, refused.message)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = STATUS[refused.why]
        else:
            messages.success(
                request, _("Thank you. Somebody will look at your paper. You get an e-mail then.")
            )
            return see_other("practice:papers")
    if "paper" in request.FILES and "paper" not in form.errors:
        form.add_error(
            "paper",
            _("Choose the file once more. Your browser lets go of it when something is to be mended."),
        )
    return _show(request, form, claims, status, no_claim)


def _show(
    request: HttpRequest,
    form: PaperForm,
    claims: Mapping[int, int],
    status: HTTPStatus = HTTPStatus.OK,
    no_claim: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "no_claim": no_claim,
        "choices": read_choices(request.user, claims, request.GET.getlist("krav")),
        "papers": my_papers(request.user, timezone.localdate()),
    }
    return render(request, "practice/papers/mine.html", context, status=status)


@login_required
@require_POST
def withdraw_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper back before the answer; its files are gone."""
    paper = _own(request, pk)
    try:
        withdraw(paper, by=request.user)
    except Refused as refused:
        return _lead_back(request, refused)
    messages.success(request, _("You have taken the paper back. Its file is deleted."))
    return see_other("practice:papers")


@login_required
@require_POST
def delete_paper_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the files of a paper after the answer."""
    paper = _own(request, pk)
    try:
        delete_files(paper, by=request.user)
    except Refused as refused:
        return _lead_back(request, refused)
    messages.success(request, _("The file is deleted. What the paper proved stands."))
    return see_other("practice:papers")


def _own(request: HttpRequest, pk: int) -> PriorLearning:
    paper = get_object_or_404(PriorLearning, pk=pk)
    if not owns_paper(request.user, paper):
        raise Http404
    return paper


def _lead_back(request: HttpRequest, refused: Refused) -> HttpResponse:
    back = reverse("practice:papers")
    return refuse(
        request, refused.message, STATUS[refused.why], back=back, back_label=_("Back to your papers")
    )


@login_required
@require_safe
def paper_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a paper, to be kept and not shown: to its owner, and to whoever is in charge of papers.

    To all others it is not there. That somebody else reads it is written down.
    """
    file = get_object_or_404(PriorLearningFile.objects.select_related("prior_learning"), pk=pk)
    paper = file.prior_learning
    if not reads_paper(request.user, paper):
        raise Http404
    try:
        opened = file.file.open("rb")
    except FileNotFoundError:
        return render(request, "file_gone.html", status=HTTPStatus.NOT_FOUND)
    if not owns_paper(request.user, paper):
        record_action(paper, "practice.read_paper", user=request.user, data={"file": file.position})
        record_reads([paper.person_id], request.user, "practice.paper")
    name = f"{slugify(paper.title) or 'papir'}-{file.position}.{file.suffix}"
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=TYPES[file.suffix])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = INERT
    patch_cache_control(response, private=True, no_store=True)
    return response
