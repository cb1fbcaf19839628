"""All mail of the house: it waits in a table, and the worker sends it (docs/decisions/mail.md)."""

import datetime as dt
import logging
import random
import smtplib
from collections.abc import Callable, Sequence
from email import message_from_bytes
from email.message import Message

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import MIMEMixin
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from accounts.models import NOWHERE, WaitingMail
from accounts.policy import CLAIM_HOLDS, MAIL_WAITS

logger = logging.getLogger(__name__)

# A wait is up to this many times as long, so that what failed together does not come back in one second.
SPREAD = 1.25
# What SMTP calls "for good" (RFC 5321, 4.2.1).
PERMANENT = range(500, 600)


# Hears the Message-ID of a mail that is given up, of whomever it was.
Heard = Callable[[str], None]
_given_up: dict[str, Heard] = {}


def on_given_up(name: str, tell: Heard) -> None:
    """Have `tell` called with the Message-ID of each mail that is given up. An app calls it in `ready()`.

    It knows its own by a key in the Message-ID that it has drawn itself, and passes the others by.
    """
    known = _given_up.setdefault(name, tell)
    if known is not tell:
        raise ValueError(f"Two hear of lost mail as {name}.")


class WorkerBackend(BaseEmailBackend):
    """Django's way of sending: writes down what is to be sent, and never waits for a mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Have the mails sent, later; how many there are. In a transaction: only if that comes to its end."""
        waiting = [
            WaitingMail(
                sender=message.from_email,
                recipients=readers,
                letter=message.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]
            )
            for message in email_messages
            # Whoever has gone is written to no more, whatever was on its way.
            if (readers := [one for one in message.recipients() if not one.endswith(NOWHERE)])
        ]
        try:
            with transaction.atomic():
                WaitingMail.objects.bulk_create(waiting)
                if waiting:
                    send_waiting.enqueue()
        except DatabaseError:
            # Error mails must not add an error of their own to the one that they tell of.
            if not self.fail_silently:
                raise
            return 0
        return len(waiting)


# Somebody may sit and wait for it: a new password.
@task(backend="background", priority=10)
def send_waiting() -> None:
    """Send every mail that is due, until no server answers: then the others need not find out."""
    while (mail := _claim()) and _try(mail):
        pass


def queue_waiting(now: dt.datetime) -> int:
    """Have what is due again sent, unless that is planned; how many mails it is."""
    due = WaitingMail.objects.filter(next_try_at__lte=now).count()
    planned = DBTaskResult.objects.filter(task_path=send_waiting.module_path, status=TaskResultStatus.READY)
    if due and not planned.exists():
        send_waiting.enqueue()
    return due


class _Letter(MIMEMixin, Message):  # type: ignore[misc]
    """A mail read back from its bytes, as Django's backends ask for it."""


class _Written(EmailMessage):
    """A mail that is written already: it goes to the backend that sends as it was put down."""

    def __init__(self, mail: WaitingMail) -> None:
        super().__init__(from_email=mail.sender, to=mail.recipients)
        self.letter = message_from_bytes(bytes(mail.letter), _class=_Letter)

    def message(self) -> _Letter:  # type: ignore[override]
        return self.letter


def _claim() -> WaitingMail | None:
    """The mail that has been due for longest. Nobody else gets it while the claim holds."""
    with transaction.atomic():
        due = WaitingMail.objects.filter(next_try_at__lte=timezone.now()).order_by("next_try_at", "pk")
        mail = due.select_for_update(skip_locked=True).first()
        if mail is not None:
            mail.tries += 1
            mail.next_try_at = timezone.now() + CLAIM_HOLDS
            mail.save(update_fields=["tries", "next_try_at"])
    return mail


def _try(mail: WaitingMail) -> bool:
    """Send it; or plan the next try, or give it up. Whether the server is to be spoken to.

    What a server says may name an address, and so may an error: neither is told.
    """
    try:
        get_connection(settings.EMAIL_DELIVERY_BACKEND).send_messages([_Written(mail)])
    except Exception as problem:
        codes = _codes(problem)
        said = f"{type(problem).__name__} {' '.join(map(str, codes))}".rstrip()
        is_for_good = bool(codes) and all(code in PERMANENT for code in codes)
        if is_for_good or mail.tries > len(MAIL_WAITS):
            logger.error("%s is given up after %d tries: %s", mail, mail.tries, said)
            _give_up(mail)
        else:
            logger.warning("%s waits after %d tries: %s", mail, mail.tries, said)
            mail.next_try_at = timezone.now() + MAIL_WAITS[mail.tries - 1] * random.uniform(1, SPREAD)
            mail.save(update_fields=["next_try_at"])
        return bool(codes)
    mail.delete()
    return True


def _give_up(mail: WaitingMail) -> None:
    """Whoever wrote it learns so by the letter's own number, which the table does not hold."""
    folded = message_from_bytes(bytes(mail.letter))["Message-ID"] or ""
    message_id = "".join(folded.split())
    with transaction.atomic():
        mail.delete()
        for tell in _given_up.values():
            tell(message_id)


def _codes(problem: Exception) -> list[int]:
    """What the server answered about this mail, by reader or once; nothing where something else is wrong.

    A name, a password or a sender that it does not take is for the operator to mend: the mail is good.
    """
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return [code for code, _said in problem.recipients.values()]
    return [problem.smtp_code] if isinstance(problem, smtplib.SMTPDataError) else []
