"""The e-mails of an observation. They hold no answer: what was written is read on the page."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import send_mail
from django.utils import formats, translation
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.languages import bare_reverse
from assessments.practice.models import Observation
from assessments.practice.rules import manages_person

SALT = "practice.observation"


def token_of(observation: Observation) -> str:
    """The secret of the link to somebody outside, 256 bits. The database alone does not give it away.

    It is drawn anew from the row's seed and the key of the house, so that a reminder holds the same link as
    the first mail, though only a fingerprint of it is stored.
    """
    return salted_hmac(SALT, observation.token_seed, algorithm="sha256").hexdigest()


def ask_observer(observation: Observation, *, again: bool = False) -> None:
    """Tell whoever is to look on that they are asked, or remind them."""
    asker = observation.person.display_name
    if observation.observer is None:
        if not observation.outside_email:
            return
        path = bare_reverse("practice:observe_by_link", token_of(observation))
        with translation.override(settings.LANGUAGE_CODE):
            words = _(
                "%(name)s would like you to look on at work, and to tell what you saw. It is six things and "
                "takes less than three minutes. You do not need to log in.\n\n"
                "Answer here: %(address)s\n\n"
                "The link works once, until %(day)s. You may say no.\n"
            )
            _send(observation.outside_email, _subject_asked(asker, again=again), words, observation, path)
        return
    with translation.override(observation.observer.language):
        words = _(
            "%(name)s would like you to look on at work, and to tell what you saw. It takes less than three "
            "minutes.\n\n"
            "Answer here: %(address)s\n\n"
            "It waits until %(day)s. You may say no.\n"
        )
        path = bare_reverse("practice:observe", observation.pk)
        _send(observation.observer.email, _subject_asked(asker, again=again), words, observation, path)


def tell_sent_back(observation: Observation) -> None:
    """Tell the observer that something is to be corrected."""
    if observation.observer is None:
        return
    with translation.override(observation.observer.language):
        subject = _("%(name)s asks you to correct something") % {"name": observation.person.display_name}
        words = _(
            "%(name)s has read what you saw, and asks you to correct something.\n\nSee what: %(address)s\n"
        )
        _send(
            observation.observer.email,
            subject,
            words,
            observation,
            bare_reverse("practice:observe", observation.pk),
        )


def ask_person(observation: Observation, *, again: bool = False) -> None:
    """Tell the person that somebody has written what they saw, or remind them to read it."""
    with translation.override(observation.person.language):
        name = {"name": observation.observer_name}
        subject = _("Read what %(name)s saw") % name
        if again:
            subject = _("It still waits for you: %(subject)s") % {"subject": subject}
        words = _(
            "%(observer)s has looked on and written what they saw. Read it, and sign it if it is right.\n\n"
            "Read it here: %(address)s\n"
        )
        path = bare_reverse("practice:observation", observation.pk)
        _send(observation.person.email, subject, words, observation, path)


def tell_asked_for(observation: Observation) -> None:
    """Tell the person that their manager has asked somebody to look on."""
    with translation.override(observation.person.language):
        by = {"name": observation.asked_by.display_name}
        subject = _("%(name)s has asked somebody to look on") % by
        words = _(
            "%(by)s has asked %(observer)s to look on while you work, in »%(requirement)s«. You can take it "
            "back.\n\n"
            "See it here: %(address)s\n"
        )
        path = bare_reverse("practice:observation", observation.pk)
        _send(observation.person.email, subject, words, observation, path)


def tell_asker(observation: Observation, *, is_late: bool = False) -> None:
    """Tell whoever asked that the observer says no, or is too late, with the way to ask somebody else.

    A manager who does not lead the person any more cannot ask: then the person is told.
    """
    person, asker = observation.person, observation.asked_by
    reader = asker if manages_person(asker, person) else person
    if not reader.is_active or observation.competence is None:
        return
    with translation.override(reader.language):
        # No name in it: a subject is read by whoever looks over a shoulder.
        subject = _("You can ask somebody else to look on")
        if is_late:
            words = _("%(observer)s has not answered in time. It was about »%(requirement)s«.")
        else:
            words = _("%(observer)s cannot look on this time. It was about »%(requirement)s«.")
        if reader == person:
            path = bare_reverse("practice:ask") + f"?{urlencode({'krav': observation.competence.code})}"
        else:
            words += " " + _("You asked for %(name)s.")
            path = bare_reverse("practice:ask_for", person.pk, observation.competence.pk)
        words += "\n\n" + _("Ask somebody else: %(address)s") + "\n"
        _send(reader.email, subject, words, observation, path)


def _subject_asked(name: str, *, again: bool) -> str:
    subject = _("%(name)s asks you to look on") % {"name": name}
    return _("It still waits for you: %(subject)s") % {"subject": subject} if again else subject


def _send(reader: str, subject: str, words: str, observation: Observation, path: str) -> None:
    told: dict[str, Any] = {
        "name": observation.person.display_name,
        "by": observation.asked_by.display_name,
        "observer": observation.observer_name or _("somebody from outside"),
        "requirement": observation.competence.name if observation.competence else "",
        "day": formats.date_format(observation.expires_on, "DATE_FORMAT"),
        "address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path,
    }
    # "somebody from outside" may stand first.
    said = capfirst(words % told)
    send_mail(" ".join(subject.split()), f"{said}\n{_('Greetings from Lærsammen')}\n", None, [reader])
