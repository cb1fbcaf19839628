"""Who may use which method: what is written down, and what holds on a day."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from accounts.rules import is_coordinator
from assessments.domain.refusals import Refusal, Refused
from assessments.practice.models import MethodCertificate, PriorLearning
from competences.models import Method

NOT_BY_ONESELF = _("You cannot write down a certificate of your own. Show it as a paper instead.")
ONLY_COORDINATORS = _("Only a coordinator writes certificates down.")
KNOWN_ALREADY = _("This certificate is written down already.")


def record_certificate(certificate: MethodCertificate, *, by: User) -> MethodCertificate:
    """Write down a certificate that a coordinator has seen. Raises `Refused`."""
    if not is_coordinator(by):
        raise Refused(ONLY_COORDINATORS, Refusal.FORBIDDEN)
    if certificate.person_id == by.pk:
        raise Refused(NOT_BY_ONESELF, Refusal.FORBIDDEN)
    certificate.recorded_by = by
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
            record_action(
                certificate, "practice.record_method", user=by, data={"method": certificate.method.code}
            )
    except IntegrityError as error:
        raise Refused(KNOWN_ALREADY, Refusal.ALREADY) from error
    return certificate


def give_certificate(paper: PriorLearning, method: Method, *, by: User) -> MethodCertificate:
    """Write down what an approved paper says of a method; one that is known already stays as it is."""
    certificate, is_new = MethodCertificate.objects.get_or_create(
        person=paper.person,
        method=method,
        issued_on=paper.issued_on,
        ended_on=None,
        defaults={
            "issuer": paper.issuer,
            "expires_on": paper.valid_until,
            "prior_learning": paper,
            "recorded_by": by,
        },
    )
    if is_new:
        record_action(certificate, "practice.record_method", user=by, data={"method": method.code})
    return certificate


def end_certificate(certificate: MethodCertificate, *, by: User) -> bool:
    """Take a certificate back from today on. False if it was taken back before. Raises `Refused`."""
    if not is_coordinator(by):
        raise Refused(ONLY_COORDINATORS, Refusal.FORBIDDEN)
    if certificate.person_id == by.pk:
        raise Refused(NOT_BY_ONESELF, Refusal.FORBIDDEN)
    with transaction.atomic():
        return _end(certificate, by)


def end_certificates_of(paper: PriorLearning, *, by: User) -> None:
    """The paper counts no more, and what it said of methods neither."""
    for certificate in MethodCertificate.objects.filter(prior_learning=paper, ended_on=None):
        _end(certificate, by)


def _end(certificate: MethodCertificate, by: User) -> bool:
    ended = MethodCertificate.objects.filter(pk=certificate.pk, ended_on=None).update(
        ended_on=timezone.localdate()
    )
    if ended:
        record_action(certificate, "practice.end_method", user=by)
    return bool(ended)


def may_practise(person: User, method: Method, day: dt.date) -> bool:
    """Whether the person may use the method on the day: all may, where the method asks for no certificate."""
    if not method.needs_certificate:
        return True
    return MethodCertificate.objects.holding(day).filter(person=person, method=method).exists()
