"""What the school writes. Whoever looks over a shoulder learns nothing: no school, no workshop, no name.

Only whoever has left an e-mail gets one. The worker sends it (`accounts.domain.mail`).
"""

import re
import uuid

from django.conf import settings
from django.core.mail import DNS_NAME, EmailMessage
from django.utils import formats, timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.languages import bare_reverse
from recoveryskole.domain.links import token_of
from recoveryskole.enums import Contact, Letter
from recoveryskole.models import SchoolSettings, SignUp

# The key of a sign-up, and what makes each letter to it another one.
_OURS = re.compile(r"<([0-9a-f]{32})\.[0-9a-f]{32}@")
WORDS: dict[Letter, Promise] = {
    Letter.SIGNED_UP: _("You are on the list. Here you see where and when, and can change it:"),
    Letter.OFFERED: _("There is a place for you. We keep it until %(until)s. Say yes or no here:"),
    Letter.NOT_ANSWERED: _("The place has gone to the next in line. That is quite all right. See more here:"),
    Letter.MOVED: _("The time or the place is a new one. See it here:"),
    Letter.CANCELLED: _("It is cancelled, and we are sorry. See more here:"),
    Letter.RECORDED: _("There is something new to know before the day. You can still say no. See it here:"),
    Letter.LEFT: _("You are off the list. You need do nothing more. You can see it here:"),
    Letter.TOMORROW: _("It is tomorrow. Here you see where and when, and can say if you do not come:"),
    Letter.ANSWER_SOON: _("We still keep a place for you, until %(until)s. Say yes or no here:"),
}


def tell(sign_up: SignUp, letter: Letter) -> None:
    """Write to somebody who has left an e-mail; others see it on the page of their place."""
    if sign_up.contact != Contact.EMAIL or sign_up.seed is None:
        return
    said = SchoolSettings.load()
    with translation.override(sign_up.language):
        words = str(WORDS[letter]) % {"until": _moment(sign_up)}
        path = bare_reverse("recoveryskole:place", token_of(sign_up))
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path
        subject = said.mail_subject or str(_("A message for you"))
    mail = EmailMessage(subject, f"{words}\n\n{address}\n", said.mail_sender or None, [sign_up.address])
    if sign_up.letter_key is not None:
        mail.extra_headers["Message-ID"] = f"<{sign_up.letter_key.hex}.{uuid.uuid4().hex}@{DNS_NAME}>"
    mail.send()


def note_unreached(message_id: str) -> None:
    """A letter of this Message-ID is given up: whoever it was for reads so on the page of their place."""
    known = _OURS.match(message_id)
    if known:
        SignUp.objects.filter(letter_key=uuid.UUID(known[1])).update(is_unreached=True)


def _moment(sign_up: SignUp) -> str:
    """Until when they may answer, as one says it: a weekday, a day and a time."""
    if sign_up.offer_ends_at is None:
        return ""
    until = timezone.localtime(sign_up.offer_ends_at)
    return formats.date_format(until, str(_("l j F, H:i")))
