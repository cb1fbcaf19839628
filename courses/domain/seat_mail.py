"""The e-mail to whoever moves up from a run's waiting list; the worker sends it."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.languages import bare_reverse
from courses.models import RunSeat


class MailNotSent(Exception):
    """The mail server did not take it. What it said names an address, so that is left out of the log."""


@task(backend="background")
def tell_moved_up(seat_id: int) -> None:
    """Tell the person that the seat is theirs now; nobody, where they have given it up meanwhile.

    Raises `MailNotSent`: the task is kept as failed.
    """
    seat = RunSeat.objects.holding().select_related("person", "run__course").filter(pk=seat_id).first()
    if seat is None:
        return
    with translation.override(seat.person.language):
        path = bare_reverse("courses:run", seat.run_id)
        told = {
            "title": seat.run.course.title,
            "day": formats.date_format(seat.run.starts_on, "DATE_FORMAT"),
            "address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path,
        }
        subject = _("You have a seat: %(title)s") % told
        words = _(
            "A seat has become free on »%(title)s«, and it is yours. It begins on %(day)s.\n\n"
            "See where and when: %(address)s\n\n"
            "If you cannot come, give up your seat there. Then the next in line gets it.\n"
        )
        close = _("Greetings from Lærsammen")
    try:
        send_mail(subject, f"{words % told}\n{close}\n", None, [seat.person.email])
    except (SMTPException, OSError):
        raise MailNotSent(f"seat {seat_id}") from None
