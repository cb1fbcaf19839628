from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assessments.domain.evidence import current_policies
from assessments.enums import EvidenceKind
from courses.domain.enrolment import enrol
from courses.domain.queries import course_outcomes, read_outline
from courses.models import CoursePage, ModulePage
from courses.rules import is_enrolled
from courses.views.refusal import post_only


@CoursePage.shown_by
def course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """What a course is, its parts, and how far the person is. Open to anyone."""
    outline = read_outline(page.course_path, request.user)
    resume = outline.resume
    here = outline.module_of(resume.page) if resume else None
    return render(
        request,
        page.template,
        {
            "page": page,
            "catalogue_href": page.url.removesuffix(f"{page.slug}/") if page.url else "/kurser/",
            "outline": outline,
            "outcomes": course_outcomes(outline) if outline.is_live else [],
            "is_enrolled": is_enrolled(request.user, outline),
            "resume": resume,
            "open_module": here or (outline.modules[0] if outline.modules else None),
            "ceiling": current_policies()[EvidenceKind.COURSE_COMPLETION].ceiling,
            "strength": EvidenceKind.COURSE_COMPLETION.value,
        },
    )


@ModulePage.shown_by
def module(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """A module has no page of its own: its place is the accordion on the course's page."""
    if request.is_preview:  # type: ignore[attr-defined]
        outline = read_outline(page.course_path, request.user)
        return render(request, page.template, {"page": page, "outline": outline})
    parent = CoursePage.objects.live().filter(path=page.course_path).first()
    if parent is None:
        raise Http404
    return redirect(f"{parent.url}#modul-{page.pk}")


@post_only
def enrol_in_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol, then go to the first lesson. Whoever is not signed in does so first and comes back."""
    page = get_object_or_404(CoursePage.objects.live(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(page.url)
    enrol(request.user, page)
    messages.success(request, _("You are enrolled. Take it at your own pace; there is no deadline."))
    return HttpResponseRedirect(page.url, status=303)
