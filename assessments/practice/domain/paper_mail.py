"""The e-mails about papers: to their owner, that there is an answer; to those who decide, that some wait."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from accounts.languages import bare_reverse
from accounts.models import Employment, User
from assessments.practice.models import PriorLearning
from assessments.practice.policy import LETTERS_FROM_HOUR, PAPERS_TOLD_AFTER
from assessments.practice.rules import REVIEWING_ROLES


@task(backend="background")
def tell_decided(paper_id: int) -> None:
    """Tell its owner that the paper has been looked at. What was found stands on the page only."""
    paper = PriorLearning.objects.select_related("person").filter(pk=paper_id).first()
    if paper is None or not paper.person.is_active or not paper.title:
        return
    with translation.override(paper.person.language):
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + bare_reverse("practice:papers")
        subject = _("There is an answer to your paper")
        words = _(
            "Somebody has looked at »%(title)s«.\n\nRead the answer: %(address)s\n\n"
            "You can delete the file of the paper there, when you no longer need it here.\n"
        ) % {"title": paper.title, "address": address}
        close = _("Greetings from Lærsammen")
    send_mail(subject, f"{words}\n{close}\n", None, [paper.person.email])


def tell_reviewers(now: dt.datetime) -> int:
    """Write to those who may decide when papers have waited for some days; how many letters that were.

    One letter a day for each of them, about all that waits for them, whatever hour the papers came. After a
    standstill a paper counts for the nearest of its days only; again writes nothing, and nobody gets a letter
    before the morning.
    """
    if timezone.localtime(now).hour < LETTERS_FROM_HOUR:
        return 0
    today = timezone.localdate(now)
    with transaction.atomic():
        # Two who do this at once: the second waits, and finds them told.
        waiting = list(PriorLearning.objects.waiting().select_for_update())
        due = [paper for paper in waiting if _step(paper, today) > paper.told_after]
        if not due:
            return 0
        for paper in due:
            paper.told_after = _step(paper, today)
        PriorLearning.objects.bulk_update(due, ["told_after"])
        number = 0
        for reviewer in reviewers(today).order_by("pk"):
            if all(paper.person_id == reviewer.pk for paper in due):
                continue
            _tell_waiting(reviewer, [paper for paper in waiting if paper.person_id != reviewer.pk], today)
            number += 1
    return number


def reviewers(day: dt.date) -> QuerySet[User]:
    """Those who may decide about papers (`reviews_papers`), but for who is on leave from every job."""
    employed = Employment.objects.active(day)
    away = employed.exclude(user__in=Employment.objects.present(day).values("user"))
    found: QuerySet[User] = User.objects.filter(is_active=True, groups__name__in=REVIEWING_ROLES)
    return found.exclude(pk__in=away.values("user")).distinct()


def _step(paper: PriorLearning, today: dt.date) -> int:
    """The last of the days of telling that the paper has waited for; 0 for none."""
    waited = paper.days_waited(today)
    return max((days for days in PAPERS_TOLD_AFTER if days <= waited), default=0)


def _tell_waiting(reviewer: User, papers: Sequence[PriorLearning], today: dt.date) -> None:
    days = max(paper.days_waited(today) for paper in papers)
    with translation.override(reviewer.language):
        told = {
            "number": len(papers),
            "days": days,
            "address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + bare_reverse("practice:paper_queue"),
        }
        subject = ngettext("A paper waits for an answer", "Papers wait for an answer", len(papers))
        said = ngettext(
            "%(number)d paper about earlier learning waits for an answer.",
            "%(number)d papers about earlier learning wait for an answer.",
            len(papers),
        )
        waited = ngettext(
            "The oldest has waited for %(days)d day.", "The oldest has waited for %(days)d days.", days
        )
        words = f"{said} {waited}\n\n{_('Look at them: %(address)s')}\n\n{_('Greetings from Lærsammen')}\n"
    send_mail(subject, words % told, None, [reviewer.email])
