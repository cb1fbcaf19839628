"""Claim, take back, leave, clear, in whatever order: one evidence from one link, and no trace."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from assessments.ledger.domain.auditing import audit_person
from assessments.ledger.models import Evidence
from courses.models import Outcome
from recoveryskole.domain.claims import THING, claim, read_my_claims, take_back
from recoveryskole.domain.clearing import empty_what_is_past
from recoveryskole.domain.leaving import erase_again, forget
from recoveryskole.domain.marks import Use, mark_of
from recoveryskole.domain.sign_ups import SchoolRefused, sign_up
from recoveryskole.models import Claim, LinkMark, SchoolIndexPage, SignUp
from seats.enums import SeatState
from tests.at_play import Machine
from tests.factories.accounts import make_employment
from tests.factories.competences import make_requirement
from tests.factories.school import make_session, make_term, make_workshop, wish

START = dt.datetime(2027, 3, 8, 9, 0, tzinfo=dt.UTC)
LINKS, PEOPLE = st.integers(0, 2), st.integers(0, 1)


class Claims(Machine):
    """Three links of one session that is over, one of a pair, and two who work here."""

    begins = START

    def __init__(self) -> None:
        super().__init__()
        workshop = make_workshop()
        for _two in range(2):
            Outcome.objects.create(page=workshop, competence=make_requirement(), level=1)
        term = make_term(starts_on=dt.date(2027, 1, 4), ends_on=dt.date(2027, 6, 20))
        session = make_session(workshop, days=1, term=term)
        sign_up(session.pk, wish("Birk", companion="Gry"))
        sign_up(session.pk, wish("Ask", "ask@example.org"))
        sign_up(session.pk, wish("Kaj"))
        self.traveller.shift(dt.timedelta(days=3))
        SignUp.objects.update(state=SeatState.ATTENDED)
        rows = SignUp.objects.select_related("session__term", "session__workshop")
        # Whoever is brought has no link.
        self.links = list(rows.exclude(seed=None).order_by("pk"))
        self.marks = {link.pk: mark_of(link, Use.CLAIM) for link in self.links}
        self.people = [make_employment().user for _two in range(2)]
        self.used: dict[Any, int] = {}

    def row(self, link: int) -> SignUp:
        return SignUp.objects.get(pk=self.links[link].pk)

    @rule(link=LINKS, person=PEOPLE)
    def somebody_claims(self, link: int, person: int) -> None:
        was, before = self.row(link), list(SignUp.objects.order_by("pk").values_list())
        may = was.state == SeatState.ATTENDED and was.seed is not None and was.pk not in self.used
        try:
            # Read when the page was opened: it may have been emptied since.
            claim(self.links[link], self.people[person])
        except SchoolRefused:
            assert not may
        else:
            assert may
            self.used[was.pk] = 1
        assert list(SignUp.objects.order_by("pk").values_list()) == before

    @rule(person=PEOPLE)
    def somebody_takes_one_back(self, person: int) -> None:
        for mine in read_my_claims(self.people[person])[:1]:
            assert take_back(mine.number, self.people[person])

    @rule(link=LINKS)
    def somebody_leaves(self, link: int) -> None:
        forget(self.row(link))

    @rule(link=LINKS, came=st.booleans())
    def a_tick_is_put_right(self, link: int, came: bool) -> None:
        state = SeatState.ATTENDED if came else SeatState.TAKEN
        SignUp.objects.filter(pk=self.links[link].pk, number__isnull=False).update(state=state)

    @rule()
    def the_term_is_long_over(self) -> None:
        self.traveller.move_to(dt.datetime(2027, 8, 1, 9, tzinfo=dt.UTC))
        empty_what_is_past(timezone.now())

    @rule()
    def a_copy_was_put_back(self) -> None:
        erase_again()

    @invariant()
    def one_claim_from_one_link(self) -> None:
        origins = Evidence.objects.original().values_list("origin", flat=True)
        assert len(set(origins)) == Claim.objects.count() == len(self.used)
        assert len(origins) == 2 * len(self.used)
        assert all(origin.startswith(f"{THING}:") for origin in origins)

    @invariant()
    def link_is_marked_as_long_as_it_opens_something(self) -> None:
        living = set(SignUp.objects.filter(forgotten_at=None).values_list("pk", flat=True))
        wanted = {self.marks[pk] for pk in self.used if pk in living}
        assert set(LinkMark.objects.values_list("mark", flat=True)) == wanted

    @invariant()
    def chains_are_whole(self) -> None:
        shown = set(Evidence.objects.values_list("person", flat=True))
        assert not [fault for person in shown for fault in audit_person(person)]


@pytest.mark.django_db
def test_claims_in_any_order(school: SchoolIndexPage) -> None:
    run_state_machine_as_test(
        Claims,
        settings=settings(
            max_examples=10,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
