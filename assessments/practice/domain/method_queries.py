"""Who may use which method, for those who plan the work. Reads only."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.danish import DanishOrder
from accounts.models import Employment, User
from accounts.rules import is_coordinator, managed_paths
from assessments.practice.domain.paper_queries import methods
from assessments.practice.domain.paper_wording import say_more
from assessments.practice.models import MethodCertificate
from assessments.practice.policy import RUNS_OUT_SOON
from competences.models import Method

# Names under a method; beyond that only their number is told.
NAMES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may use a method, by the certificate that holds for longest (`until` None: for good)."""

    certificate_pk: int
    person_pk: int
    name: str
    until: dt.date | None
    is_soon: bool

    @property
    def words(self) -> str:
        """Until when, and that it is soon."""
        if self.until is None:
            return _("without an end")
        said = {"day": formats.date_format(self.until, "DATE_FORMAT")}
        if self.is_soon:
            return _("until %(day)s: runs out within 90 days") % said
        return _("until %(day)s") % said


@dataclass(frozen=True, slots=True)
class MethodLine:
    """A method and those among the people asked about who may use it, in Danish order."""

    method: Method
    holders: tuple[Holder, ...]

    @property
    def shown(self) -> tuple[Holder, ...]:
        return self.holders[:NAMES_SHOWN]

    @property
    def left_out(self) -> str:
        """How many names are not shown, in words; empty where all are."""
        return say_more(len(self.holders) - NAMES_SHOWN)

    @property
    def soon(self) -> int:
        return sum(holder.is_soon for holder in self.holders)

    @property
    def words(self) -> str:
        """How many, and how many of them not much longer: "5 have a valid certificate. 2 run out soon."."""
        number, soon = len(self.holders), self.soon
        if not number:
            return _("Nobody has a valid certificate.")
        said = ngettext(
            "%(number)d has a valid certificate.", "%(number)d have a valid certificate.", number
        ) % {"number": number}
        if not soon:
            return said
        more = ngettext("%(number)d runs out within 90 days.", "%(number)d run out within 90 days.", soon) % {
            "number": soon
        }
        return f"{said} {more}"


def who_may_practise(reader: User, day: dt.date) -> list[MethodLine]:
    """Every method of the framework in use, and who may use it on the day; three queries.

    To a coordinator about everybody, to a manager about those employed at or below the workplaces they lead.
    """
    rows = MethodCertificate.objects.holding(day).filter(person__is_active=True)
    if not is_coordinator(reader):
        rows = rows.filter(person__in=_led_by(reader, day))
    columns = ("pk", "method_id", "person_id", "person__display_name", "expires_on")
    best: dict[tuple[int, int], Holder] = {}
    ordered = rows.order_by(DanishOrder("person__display_name"), "person", "pk")
    for pk, method, person, name, until in ordered.values_list(*columns):
        known = best.get((method, person))
        if known is None or _is_longer(until, known.until):
            is_soon = until is not None and until - day <= RUNS_OUT_SOON
            best[method, person] = Holder(pk, person, name, until, is_soon)
    return [
        MethodLine(method, tuple(one for (which, _who), one in best.items() if which == method.pk))
        for method in methods()
    ]


def _led_by(manager: User, day: dt.date) -> "set[int]":
    below = Q(pk__in=[])
    for path in managed_paths(manager):
        below |= Q(workplace__path__startswith=path)
    return set(Employment.objects.active(day).filter(below).values_list("user", flat=True))


def _is_longer(until: dt.date | None, known: dt.date | None) -> bool:
    return known is not None and (until is None or until > known)


def read_certificate(pk: int) -> MethodCertificate | None:
    """The certificate with its method; None where there is none."""
    return MethodCertificate.objects.select_related("method").filter(pk=pk).first()
