from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.languages import place
from assessments.ledger.enums import EvidenceKind
from courses.domain.ceilings import read_ceilings
from courses.domain.described import describe_course
from courses.domain.enrolment import enrol, pause_course, restart_course, resume_course, retake_module
from courses.domain.expired import expired_by_completion
from courses.domain.kept import read_kept
from courses.domain.queries import course_outcomes, read_outline
from courses.domain.runs import upcoming_runs
from courses.domain.wording import course_sentence, module_sentence, module_state, reach_sentence
from courses.models import CoursePage, ModulePage
from courses.rules import is_enrolled
from courses.views.guard import lead_to_course, posted_to


@CoursePage.shown_by
def course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """What a course is, its parts, and how far the person is. Open to anyone."""
    if not page.live and not request.is_preview:  # type: ignore[attr-defined]
        return _taken_down(request, page)
    outline = read_outline(page.course_path, request.user)
    expired = expired_by_completion(outline.completion_ids)
    resume = outline.resume
    here = outline.module_of(resume.page) if resume else None
    ceilings = read_ceilings([outline])
    enrolled = is_enrolled(request.user, outline)
    runs = upcoming_runs(page.pk, request.user if request.user.is_authenticated else None)
    address = request.build_absolute_uri(request.path)
    return render(
        request,
        page.template,
        {
            "page": page,
            "catalogue_href": page.url.removesuffix(f"{page.slug}/") if page.url else place("kurser/"),
            "outline": outline,
            "rule": course_sentence(outline),
            "modules": [
                (
                    module,
                    module_sentence(module),
                    module_state(module, is_enrolled=enrolled),
                    expired.get(module.completion_id or 0),
                )
                for module in outline.modules
            ],
            "outcomes": course_outcomes(outline, ceilings.promised),
            "is_enrolled": enrolled,
            "expired_on": min(expired.values(), default=None) if outline.completion_id else None,
            "runs": runs,
            "described": describe_course(page, address, [row.run for row in runs]),
            "resume": resume,
            "open_module": here or (outline.modules[0] if outline.modules else None),
            "reach": reach_sentence(ceilings, outline.parts),
            "is_weak_somewhere": ceilings.can_be(EvidenceKind.CLIENT_REPORTED, outline.parts),
            "ceilings": ceilings,
            "strength": EvidenceKind.SOLVED
            if ceilings.can_be(EvidenceKind.SOLVED, outline.parts)
            else EvidenceKind.TOOK_PART,
        },
    )


def _taken_down(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """What those who take the course, or took it, have from it; for everybody else nothing is there."""
    kept = read_kept(page, request.user) if request.user.is_authenticated else None
    if kept is None:
        raise Http404
    context = {"page": page, "kept": kept, "catalogue_href": place("kurser/")}
    return render(request, "courses/course_taken_down.html", context)


@ModulePage.shown_by
def module(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """A module has no page of its own: its place is the accordion on the course's page."""
    if request.is_preview:  # type: ignore[attr-defined]
        outline = read_outline(page.course_path, request.user)
        node = outline.module_of(page)
        context = {"page": page, "module": node, "rule": module_sentence(node) if node else ""}
        return render(request, page.template, context)
    parent = CoursePage.objects.live().filter(path=page.course_path).first()
    if parent is None or not page.live:
        return lead_to_course(request, page)
    return redirect(f"{parent.url}#modul-{page.pk}")


@posted_to(CoursePage)
def enrol_in_course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """Enrol, then go to the first lesson. Whoever is not signed in does so first and comes back."""
    enrol(request.user, page)
    messages.success(request, _("You are enrolled. Take it at your own pace; there is no deadline."))
    return HttpResponseRedirect(page.url, status=303)


@posted_to(CoursePage)
def pause(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """Take a break from the course."""
    pause_course(request.user, page)
    messages.success(request, _("You are on a break. Take the course up again whenever you like."))
    return HttpResponseRedirect(page.url, status=303)


@posted_to(CoursePage)
def resume(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """Take the course up after a break: straight on to where one left off."""
    resume_course(request.user, page)
    step = read_outline(page.path, request.user).resume
    return HttpResponseRedirect(step.page.url if step else page.url, status=303)


@posted_to(CoursePage)
def restart(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """Begin a completed course anew."""
    restart_course(request.user, page)
    messages.success(request, _("The course begins anew. What you have shown before still stands."))
    return HttpResponseRedirect(page.url, status=303)


@posted_to(ModulePage)
def retake(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """Begin a module anew by itself, to renew what has run out; then its first step."""
    retake_module(request.user, page)
    messages.success(request, _("»%(title)s« begins anew. The rest stays as it is.") % {"title": page.title})
    node = read_outline(page.course_path, request.user).module_of(page)
    first = node.steps[0].page.url if node and node.steps and not node.is_attended else page.url
    return HttpResponseRedirect(first, status=303)
