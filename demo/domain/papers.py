"""Papers from elsewhere that wait in the demo, and certificates in methods."""

import datetime as dt
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from accounts.models import User
from assessments.ledger.domain.evidence import add_months
from assessments.practice.domain.paper_files import keep_files, keeping_files
from assessments.practice.models import Claim, MethodCertificate, PriorLearning
from competences.models import Competence, Method
from demo.domain.data import at, minute, read
from uploads.domain.papers import CleanPaper

# An A4 sheet at 60 dots an inch, and where its lines stand.
SHEET = (496, 702)
MARGIN, LINE = 48, 40


def build_papers(today: dt.date) -> None:
    """Make the papers and certificates of data/papers.yaml. Nothing is proved before somebody has looked."""
    content = read("data/papers")
    codes = {one.code: one for one in Competence.objects.current()}
    for told in content["papers"]:
        _build_paper(told, today, codes)
    coordinator = User.objects.get(email="koordinator@example.org")
    for told in content["certificates"]:
        left = told.get("days_left")
        MethodCertificate.objects.create(
            person=User.objects.get(email=told["of"]),
            method=Method.objects.get(framework__is_current=True, code=told["method"]),
            issuer=told["issuer"],
            issued_on=add_months(today, -told["months_ago"]).replace(day=1),
            expires_on=today + dt.timedelta(days=left) if left else None,
            recorded_by=coordinator,
        )


def _build_paper(told: dict[str, Any], today: dt.date, codes: dict[str, Competence]) -> None:
    with keeping_files() as names:
        paper = PriorLearning.objects.create(
            person=User.objects.get(email=told["from"]),
            title=told["title"],
            issuer=told["issuer"],
            issued_on=add_months(today, -told["months_ago"]).replace(day=1),
            day_is_known=False,
            sent_at=at(today - dt.timedelta(days=told["days_waited"]), minute("14:20")),
        )
        for code, level in told["claims"].items():
            Claim.objects.create(prior_learning=paper, competence=codes[code], level=level)
        keep_files(paper, [CleanPaper(_draw(told), "png", 1)], names)


def _draw(told: dict[str, Any]) -> bytes:
    """A sheet that says what it is, and that it is made up."""
    sheet = Image.new("RGB", SHEET, "white")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((MARGIN // 2, MARGIN // 2, SHEET[0] - MARGIN // 2, SHEET[1] - MARGIN // 2), outline="black")
    for number, line in enumerate(("BEVIS", told["title"], told["issuer"], "Et papir i en demo"), start=1):
        pen.text((MARGIN, MARGIN + number * LINE), line, fill="black", font_size=20)
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
