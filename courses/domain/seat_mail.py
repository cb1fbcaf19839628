"""The e-mail to whoever moves up from a run's waiting list; the worker writes it."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.languages import bare_reverse
from courses.models import RunSeat


@task(backend="background")
def tell_moved_up(seat_id: int) -> None:
    """Tell the person that the seat is theirs now; nobody, where they have given it up meanwhile."""
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
    send_mail(subject, f"{words % told}\n{close}\n", None, [seat.person.email])
