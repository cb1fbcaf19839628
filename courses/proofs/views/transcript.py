"""Everything one has learnt: as a page, a PDF and a file. Always about who is signed in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.ledger.domain.wording import until_in_words
from competences.enums import Level
from courses.enums import CompletionState
from courses.proofs.domain.pdf import render_pdf
from courses.proofs.domain.transcript import (
    Transcript,
    as_json,
    completions_of,
    evidence_by_requirement,
    holding_number,
    lessons_done,
    passed_tests,
    read_transcript,
)
from courses.templatetags.courses import duration

PER_PAGE = 20
MAX_SHOWN = 20


@login_required
@require_safe
@never_cache
def transcript(request: HttpRequest) -> HttpResponse:
    """The page: what was completed comes in pages, of the rest the newest; the PDF and the file hold all."""
    paginator = Paginator(completions_of(request.user), PER_PAGE)
    shown = paginator.get_page(request.GET.get("side"))
    lessons, tests = lessons_done(request.user), passed_tests(request.user)
    context = {
        "shown": shown,
        "page_numbers": list(paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)),
        "lessons": lessons[:MAX_SHOWN],
        "more_lessons": max(len(lessons) - MAX_SHOWN, 0),
        "tests": tests[:MAX_SHOWN],
        "more_tests": max(len(tests) - MAX_SHOWN, 0),
        "evidence": evidence_by_requirement(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "proofs/transcript.html", context)


@login_required
@require_safe
@never_cache
def transcript_pdf(request: HttpRequest) -> HttpResponse:
    """All of it as a PDF, in Danish."""
    content = render_pdf("transcript.typ", transcript_document(read_transcript(request.user)))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{_filename()}.pdf"'
    return response


@login_required
@require_safe
@never_cache
def transcript_json(request: HttpRequest) -> HttpResponse:
    """All of it as a file for machines: docs/transcript.md tells how it is laid out."""
    content = as_json(read_transcript(request.user))
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="{_filename()}.json"'
    return response


def transcript_document(learnt: Transcript) -> dict[str, Any]:
    """What the PDF says: the transcript with days, times and levels in Danish words."""
    today = learnt.made_on
    with translation.override("da"):

        def day(value: Any) -> str:
            return date_format(value, "j. F Y") if value else ""

        return {
            "name": learnt.person.display_name,
            "issuer": learnt.issuer,
            "made_on": [today.year, today.month, today.day],
            "today": day(today),
            "completions": [
                {
                    "title": completion.title,
                    "course": completion.course_title,
                    "how": completion.proves_in_words,
                    "kind": str(completion.get_kind_display()),
                    "day": day(timezone.localdate(completion.completed_at)),
                    "is_superseded": completion.state != CompletionState.STANDING,
                    "is_taken_back": completion.state == CompletionState.TAKEN_BACK,
                    "number": holding_number(completion),
                }
                for completion in learnt.completions
            ],
            "lessons": [
                {
                    "title": done.title,
                    "lessons": done.lessons,
                    "time": duration(done.minutes),
                    "day": day(done.last_on),
                }
                for done in learnt.lessons
            ],
            "tests": [
                {
                    "title": test.title or _("Test"),
                    "day": day(test.passed_on),
                    "score": test.score,
                    "max_score": test.max_score,
                }
                for test in learnt.tests
            ],
            "evidence": [
                {
                    "code": entry.competence.code,
                    "title": entry.competence.title,
                    "rows": [
                        {
                            "title": row.title,
                            "kind": str(row.get_kind_display()),
                            "how": row.how,
                            "level": row.confirms,
                            "word": str(Level(row.confirms).label),
                            "day": day(row.recorded_on),
                            "until": until_in_words(row, today),
                        }
                        for row in entry.rows
                    ],
                }
                for entry in learnt.evidence
            ],
        }


def _filename() -> str:
    return f"laert-{timezone.localdate().isoformat()}"
