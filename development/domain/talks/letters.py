"""The e-mails about talks. They hold no goal and no agreement, and the subject nobody's name."""

import datetime as dt

from django.conf import settings
from django.core.mail import send_mail
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.languages import bare_reverse
from accounts.models import User
from development.models import Talk


def tell_opened(talk: Talk) -> None:
    """Tell the other of the two that a talk is being prepared."""
    reader = talk.person if talk.opened_by == talk.manager else talk.manager
    with translation.override(reader.language):
        told = {"name": talk.opened_by.display_name, "address": _address("development:talk", talk.pk)}
        if reader == talk.person:
            words = _(
                "%(name)s invites you to a development talk. You can write what you want yourself before you "
                "meet. Your own goals come first.\n\n"
                "Prepare here: %(address)s\n"
            )
        else:
            words = _(
                "%(name)s has begun to prepare a development talk with you.\n\n"
                "Agree on a day here: %(address)s\n"
            )
        _send(reader, _("A talk is being prepared"), words % told)


def remind_of(talk: Talk, reader: User, days: list[dt.date]) -> None:
    """Remind one of the two that something both agreed on comes to its day; `days`, the nearest first."""
    with translation.override(reader.language):
        subject = _("Something that you have agreed on comes to its day")
        other = talk.manager if reader == talk.person else talk.person
        told = {
            "name": other.display_name,
            "day": formats.date_format(days[0], "DATE_FORMAT"),
            "number": len(days),
            "address": (
                _address("development:plan")
                if reader == talk.person
                else _address("development:talk", talk.pk)
            ),
        }
        words = ngettext(
            "You and %(name)s have agreed on something for %(day)s. It may be done, or get another day.",
            "You and %(name)s have agreed on %(number)d things. The first is for %(day)s. "
            "They may be done, or get another day.",
            len(days),
        )
        _send(reader, subject, f"{words}\n\n{_('See it here: %(address)s')}\n" % told)


def _address(name: str, *args: int) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{bare_reverse(name, *args)}"


def _send(reader: User, subject: str, words: str) -> None:
    send_mail(subject, f"{words}\n{_('Greetings from Lærsammen')}\n", None, [reader.email])
