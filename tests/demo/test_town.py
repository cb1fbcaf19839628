"""The demo municipality at its usual size, loaded once: who is there, the mix of states, and the cast."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import holidays
import pytest
from django.core import mail
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from wagtail.models import WorkflowState

from accounts.domain.reads import known_reads, reads_about
from accounts.enums import JobFunction, Role, Setting, WorkplaceKind
from accounts.models import Employment, Leave, User, Workplace
from assessments.ledger.domain.auditing import Fault, audit_ledger
from assessments.ledger.domain.evidence import Event, build_evidence, current_policies
from assessments.ledger.domain.heads import write_line
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.reminding import remind
from assessments.ledger.domain.standing import judge, rebuild_standings
from assessments.ledger.enums import EvidenceKind, GapState
from assessments.ledger.models import Evidence, Reminder, Standing
from assessments.models import Draft
from assessments.practice.domain.examples import read_examples
from assessments.practice.domain.own_view_rounds import rated_rounds
from assessments.practice.enums import RoundKind
from assessments.practice.models import ExampleSignature, OwnAnswer
from competences.domain.requirements import required_levels
from competences.models import BEGINNING, JobRequirement
from courses.domain.queries import read_outline
from courses.models import Completion, CoursePage, LessonPage, ModulePage, Outcome
from demo.domain.load import Loaded, load_demo
from demo.people import CO_SIGNERS, DEMO_PEOPLE, PASSWORD
from recoveryskole.domain.day import read_counts
from recoveryskole.domain.library import recommended_lessons
from recoveryskole.domain.links import code_of, find_by_code, find_by_token, token_of
from recoveryskole.models import Facilitator, FeedbackBox, FeedbackRelease, LinkMark, Session, SignUp, Term
from releases.domain.figures import figures
from releases.domain.queries import release_days, released


def states(people: list[Employment], day: dt.date) -> Counter[GapState]:
    required = required_levels(
        {(post.workplace_id, post.job_function) for post in people}, timezone.localdate()
    )
    where = positions([post.user_id for post in people], day)
    return Counter(
        judge(demand.level, where.get((post.user_id, competence))).state
        for post in people
        for competence, demand in required[post.workplace_id, post.job_function].items()
    )


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    """The demo at its usual size, taken back after the module."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        # Before any test has a folder of its own: what is brought must not lie where all can see it.
        for name in ("base_location", "location"):
            patch.setitem(vars(storages["h5p"]), name, str(tmp_path_factory.mktemp("h5p")))
        yield load_demo()
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestTown:
    """What stands in the usual municipality."""

    def test_people_of_today_are_as_many_as_asked_for(self, town: Loaded) -> None:
        today = timezone.localdate()
        assert Employment.objects.active(today).count() == 240
        assert Employment.objects.active(today).values("user").distinct().count() == 240
        assert User.objects.count() == town.people + 2  # the citizen and the administrator

    def test_some_examples_are_signed_some_wait_and_most_are_proposals(self, town: Loaded) -> None:
        signed = [code for code, levels in read_examples().items() if levels[0].is_signed]
        assert signed == ["L.1", "R1.1", "R3.3"]
        assert ExampleSignature.objects.count() == 2 * len(signed) + 2

    def test_workplaces_have_all_settings_and_sound_paths(self, town: Loaded) -> None:
        assert set(
            Workplace.objects.filter(kind=WorkplaceKind.UNIT).values_list("setting", flat=True)
        ) == set(Setting.values)
        assert Counter(Workplace.objects.values_list("kind", flat=True)) == {
            WorkplaceKind.MUNICIPALITY: 1,
            WorkplaceKind.CENTRE: 3,
            WorkplaceKind.UNIT: 12,
        }
        assert not any(Workplace.find_problems())

    def test_every_workplace_with_staff_has_one_leader(self, town: Loaded) -> None:
        led = Employment.objects.filter(is_manager=True).values_list("workplace", flat=True)
        assert sorted(led) == sorted(
            Workplace.objects.exclude(kind=WorkplaceKind.MUNICIPALITY).values_list("pk", flat=True)
        )

    def test_jobs_divide_as_the_report_says(self, town: Loaded) -> None:
        here = Employment.objects.active(timezone.localdate())
        psychiatry = Counter(
            here.filter(workplace__setting__in=[Setting.BOSTED, Setting.BOSTOETTE]).values_list(
                "job_function", flat=True
            )
        )
        educators, assistants = psychiatry[JobFunction.PAEDAGOG], psychiatry[JobFunction.SOSU_ASSISTENT]
        assert 0.5 <= educators / (educators + assistants) <= 0.8
        helpers = here.filter(job_function=JobFunction.SOSU_HJAELPER)
        assert helpers.filter(workplace__setting=Setting.HJEMMEPLEJE).count() > helpers.count() / 2

    def test_some_are_on_leave_and_some_have_left(self, town: Loaded) -> None:
        today = timezone.localdate()
        assert 3 <= Leave.objects.on(today).count() <= 20
        still_here = Employment.objects.active(today).values("user")
        left = Employment.objects.filter(end__lt=today).exclude(user__in=still_here)
        assert 10 <= left.count() <= 40
        assert Evidence.objects.filter(person__in=left.values("user")).exists()
        assert not User.objects.filter(employments__in=left, is_active=True).exists()

    def test_states_are_mixed_as_in_a_real_unit(self, town: Loaded) -> None:
        today = timezone.localdate()
        counted = states(list(Employment.objects.present(today)), today)
        share = {state: number / counted.total() for state, number in counted.items()}
        assert 0.6 < share[GapState.MET] < 0.75
        assert 0.15 < share[GapState.GAP] < 0.32
        assert 0.003 < share[GapState.EXPIRED] < 0.03
        assert 0.03 < share[GapState.NOT_ASSESSED] < 0.18

    def test_two_years_ago_less_was_met_and_something_was(self, town: Loaded) -> None:
        then = timezone.localdate() - dt.timedelta(days=730)
        counted = states(list(Employment.objects.present(then)), then)
        assert 0.35 < counted[GapState.MET] / counted.total() < 0.6

    def test_standings_are_those_of_the_ledger(self, town: Loaded) -> None:
        rebuilt = rebuild_standings()
        assert rebuilt.seen == Standing.objects.count() > 5_000
        assert rebuilt.changed == 0

    def test_every_row_of_the_ledger_is_in_its_chain(
        self, town: Loaded, tmp_path: Path, settings: Any
    ) -> None:
        """Those that echo another's story too."""
        settings.LEDGER_HEADS_FILE = tmp_path / "heads.jsonl"
        write_line(timezone.now())
        faults: list[Fault] = []
        done = audit_ledger(faults.append)
        assert (faults, done.rows) == ([], Evidence.objects.count())

    def test_nobody_gets_letters_for_what_runs_out_soon(self, town: Loaded) -> None:
        assert remind(timezone.now()) == 0
        assert Reminder.objects.exists()

    def test_evidence_is_judged_as_the_house_judges(self, town: Loaded) -> None:
        policies = current_policies()
        for kind in EvidenceKind:
            for row in Evidence.objects.filter(kind=kind).order_by("pk")[:25]:
                judged = build_evidence(
                    Event(
                        kind=kind,
                        origin=row.origin,
                        recorded_at=row.recorded_at,
                        valid_until=row.valid_until,
                    ),
                    policies[kind],
                    person_id=row.person_id,
                    competence_id=row.competence_id,
                    level=row.level,
                )
                for name in ("confirms", "recorded_on", "valid_until", "rule"):
                    assert getattr(row, name) == getattr(judged, name), name
        assert not Evidence.objects.filter(recorded_at__gt=timezone.now()).exists()

    def test_completions_carry_their_evidence(self, town: Loaded) -> None:
        assert Completion.objects.filter(kind="course").exists()
        for completion in Completion.objects.select_related("page")[:40]:
            taught = set(completion.page.specific.outcomes.values_list("competence_id", "level"))
            earned = Evidence.objects.filter(origin=f"courses.completion:{completion.pk}")
            assert set(earned.values_list("competence_id", "level")) == taught
            assert completion.revision_id == completion.page.live_revision_id

    def test_courses_are_published_with_valid_bodies(self, town: Loaded) -> None:
        assert CoursePage.objects.live().count() == 7
        for lesson in LessonPage.objects.all():
            lesson.full_clean()
            assert lesson.body.stream_block.clean(lesson.body)

    def test_no_mail_was_sent(self, town: Loaded) -> None:
        assert mail.outbox == []


@pytest.mark.django_db
class TestSchool:
    """The recovery school of the demo, as the domain would have let it be."""

    def test_two_terms_hold_sixty_sessions(self, town: Loaded) -> None:
        assert [term.sessions.count() > 25 for term in Term.objects.all()] == [True, True]
        sessions = Session.objects.on_show().with_pair()
        assert sessions.filter(has_pair=True).count() == 60
        assert sessions.upcoming().values("workshop").distinct().count() == 14
        assert Session.objects.filter(place=None).exclude(online_url="").exists()
        assert Session.objects.values("place").distinct().count() == 4
        assert Facilitator.objects.count() >= 6
        for session in sessions.select_related("term"):
            day = timezone.localdate(session.starts_at)
            assert session.term.holds(day)
            assert day.weekday() < 5
            assert day not in holidays.country_holidays("DK", years=day.year)

    def test_nobody_is_in_two_places_on_a_day(self, town: Loaded) -> None:
        for held_by in ("place", "teachings__facilitator"):
            told = Session.objects.values_list(held_by, "starts_at__date").exclude(place=None)
            assert max(Counter(told).values()) == 1

    def test_one_is_full_one_cancelled_one_moved_and_of_those_that_are_over_it_is_told_who_came(
        self, town: Loaded
    ) -> None:
        (full,) = Session.objects.on_show().upcoming().with_counts().filter(waiting__gt=0)
        assert (full.held, full.waiting, full.is_full) == (full.seats, 3, True)
        assert Session.objects.exclude(cancelled_at=None).count() == 1
        assert Session.objects.filter(sequence__gt=0, cancelled_at=None).count() == 1
        over = Session.objects.filter(ends_at__lt=timezone.now())
        assert over.exists()
        for session, counts in read_counts(over).items():
            assert counts.came > counts.drop_ins == 1, session
        assert 60 <= SignUp.objects.count() <= 200

    def test_what_is_over_was_told_of_and_counts(self, town: Loaded) -> None:
        assert FeedbackRelease.objects.exists()
        assert not FeedbackBox.objects.filter(session__in=FeedbackRelease.objects.values("session")).exists()
        came = SignUp.objects.filter(state="attended").exclude(seed=None)
        assert 5 <= LinkMark.objects.count() <= came.count()
        counts = Outcome.objects.filter(page__in=came.values("session__workshop"))
        assert counts.exists()
        assert len(recommended_lessons()) == 3

    def test_each_sign_up_has_a_link_and_a_code_that_lead_to_it(self, town: Loaded) -> None:
        rows = list(SignUp.objects.filter(brought_by=None, is_drop_in=False)[:5])
        assert [find_by_code(code_of(row)) for row in rows] == rows
        assert [find_by_token(token_of(row)) for row in rows] == rows


@pytest.mark.django_db
class TestCast:
    """What the walk through the demo needs."""

    def test_everybody_can_sign_in(self, town: Loaded) -> None:
        for person in DEMO_PEOPLE:
            user = User.objects.get(email=person["email"])
            assert user.display_name == person["name"]
            assert user.check_password(PASSWORD)
        assert User.objects.filter(email__endswith="@example.org").count() == len(DEMO_PEOPLE) + len(
            CO_SIGNERS
        )

    def test_others_cannot_sign_in(self, town: Loaded) -> None:
        assert not User.objects.exclude(email__endswith="@example.org").last().has_usable_password()

    def test_assistant_can_rise_by_the_first_module(self, town: Loaded) -> None:
        lone = User.objects.get(email="assistent@example.org")
        goal = lone.evidence.filter(competence__code="M.1").first()
        assert set(lone.evidence.filter(competence__code="M.1").values_list("kind", flat=True)) == {
            EvidenceKind.SELF_ASSESSMENT
        }
        assert not lone.standings.filter(competence__code="M.1").exists()
        job = lone.employments.get()
        post = (job.workplace_id, job.job_function)
        demanded = required_levels([post], timezone.localdate())[post]
        assert demanded[goal.competence_id].level == 3
        module = ModulePage.objects.filter(outcomes__competence__code="M.1").get()
        assert not lone.enrolments.filter(course=module.get_parent()).exists()

    def test_assistant_is_half_way_through_another_course(self, town: Loaded) -> None:
        lone = User.objects.get(email="assistent@example.org")
        enrolment = lone.enrolments.get()
        lessons = [row.completed_at is None for row in enrolment.progress.order_by("started_at")]
        assert lessons == [False] * 4 + [True]
        assert lone.completions.count() == 1
        assert lone.attempts.exists()

    def test_a_lesson_of_the_assistant_waits_for_work(self, town: Loaded) -> None:
        lone = User.objects.get(email="assistent@example.org")
        outline = read_outline(lone.enrolments.get().course.path, lone)
        (node,) = outline.waiting
        page = LessonPage.objects.get(pk=node.page.pk)
        assert outline.resume is not None
        assert outline.resume.page.pk != page.pk
        answered = set(lone.attempts.filter(page=page).values_list("activity", flat=True))
        put_off = Draft.objects.of(lone, page).values_list("fields", flat=True)
        assert "practice_task" not in answered
        assert list(put_off) == [{"planned": ["1"]}]

    def test_leader_leads_the_assistants_unit(self, town: Loaded) -> None:
        hanne = User.objects.get(email="leder@example.org").employments.get()
        lone = User.objects.get(email="assistent@example.org").employments.get()
        assert hanne.is_manager
        assert hanne.workplace == lone.workplace
        assert 14 <= hanne.workplace.employments.active(timezone.localdate()).count() <= 16

    def test_signers_are_two_of_each_kind(self, town: Loaded) -> None:
        for role in (Role.LIVED_EXPERIENCE, Role.PROFESSIONAL):
            assert User.objects.filter(groups__name=role).count() == 2

    def test_peer_has_a_draft_and_a_lesson_that_waits(self, town: Loaded) -> None:
        drafts = LessonPage.objects.filter(owner__email="peer@example.org")
        assert not drafts.live().exists()
        waiting = [page for page in drafts if page.workflow_in_progress]
        assert (len(waiting), drafts.count()) == (1, 2)
        assert WorkflowState.objects.count() == 1

    def test_nothing_else_is_kept_of_the_citizen(self, town: Loaded) -> None:
        birk = User.objects.get(email="borger@example.org")
        assert not birk.employments.exists()
        assert not birk.groups.exists()
        assert not birk.evidence.exists()
        assert not birk.enrolments.exists()

    def test_rounds_that_look_back_are_one_over_and_one_open(self, town: Loaded) -> None:
        rates = {
            a_round.is_open_at(timezone.now()): rate.at_least
            for a_round, rate in rated_rounds()
            if a_round.kind == RoundKind.AFTER
        }
        assert rates == {False: 10, True: 5}
        said = OwnAnswer.objects.filter(assessment__round__kind=RoundKind.AFTER)
        assert not said.filter(then_level=None).exists()
        kinds = (EvidenceKind.SELF_NOW, EvidenceKind.SELF_THEN)
        assert Evidence.objects.filter(kind__in=kinds).count() == 2 * said.count()

    def test_a_level_was_raised_and_one_is_to_come(self, town: Loaded) -> None:
        lone = User.objects.get(email="assistent@example.org").employments.get()
        rows = JobRequirement.objects.filter(job_function=lone.job_function, valid_from__gt=BEGINNING)
        first, coming = rows.order_by("valid_from")
        today, post = timezone.localdate(), (lone.workplace_id, lone.job_function)
        assert first.valid_from < today < coming.valid_from
        before, now = (
            required_levels([post], day)[post][first.competence_id].level
            for day in (first.valid_from - dt.timedelta(days=1), today)
        )
        assert (before, now) == (2, 3)

    def test_somebody_has_looked_at_the_assistant(self, town: Loaded) -> None:
        lone = User.objects.get(email="assistent@example.org")
        reads = reads_about(lone)
        assert len(reads) == 5
        assert {row.what for row in reads} <= set(known_reads())

    def test_one_proof_is_in_grace_and_one_has_run_out(self, town: Loaded) -> None:
        lone, today = User.objects.get(email="assistent@example.org"), timezone.localdate()
        (row,) = lone.evidence.filter(competence__code="R2.4")
        assert row.in_grace_on(today)
        assert lone.standings.get(competence__code="R2.4").level == 3
        assert lone.standings.get(competence__code="R2.3").lapsed_level

    def test_released_figures_have_something_to_tell(self, town: Loaded) -> None:
        assert len(release_days()) == 2
        for figure in figures():
            tables = released(figure)
            assert tables, figure
            assert any(table.told.is_exact for table in tables), figure
