"""The demo municipality at its usual size, loaded once: who is there, the mix of states, and the cast."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from wagtail.models import WorkflowState

from accounts.enums import JobFunction, Role, Setting, WorkplaceKind
from accounts.models import Employment, Leave, User, Workplace
from assessments.ledger.domain.evidence import Event, build_evidence, current_policies
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import judge, rebuild_standings
from assessments.ledger.enums import EvidenceKind, GapState
from assessments.ledger.models import Evidence, Standing
from assessments.models import Draft
from competences.domain.requirements import required_levels
from courses.domain.queries import read_outline
from courses.models import Completion, CoursePage, LessonPage, ModulePage
from demo.domain.load import Loaded, load_demo
from demo.people import CO_SIGNERS, DEMO_PEOPLE, PASSWORD
from recoveryskole.models import WorkshopSession


def states(people: list[Employment], day: dt.date) -> Counter[GapState]:
    required = required_levels({(post.workplace_id, post.job_function) for post in people})
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
        assert 0.17 < share[GapState.GAP] < 0.32
        assert 0.003 < share[GapState.EXPIRED] < 0.03
        assert 0.03 < share[GapState.NOT_ASSESSED] < 0.12

    def test_two_years_ago_less_was_met_and_something_was(self, town: Loaded) -> None:
        then = timezone.localdate() - dt.timedelta(days=730)
        counted = states(list(Employment.objects.present(then)), then)
        assert 0.35 < counted[GapState.MET] / counted.total() < 0.6

    def test_standings_are_those_of_the_ledger(self, town: Loaded) -> None:
        rebuilt = rebuild_standings()
        assert rebuilt.seen == Standing.objects.count() > 5_000
        assert rebuilt.changed == 0

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

    def test_sessions_lie_ahead(self, town: Loaded) -> None:
        assert WorkshopSession.objects.upcoming().values("page").distinct().count() == 3


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
        goal = lone.standings.get(competence__code="M.1")
        assert (goal.level, goal.self_level is None) == (0, False)
        job = lone.employments.get()
        post = (job.workplace_id, job.job_function)
        demanded = required_levels([post])[post]
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
