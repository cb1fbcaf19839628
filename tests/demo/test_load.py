"""Loading the demo municipality: the same again, nothing twice, few staff and many."""

import datetime as dt
import hashlib
import io
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import Page

from accounts.enums import WorkplaceKind
from accounts.models import Employment, Leave, PersonalRead, User, Workplace
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence, Standing
from assessments.models import Attempt, PollStep
from assessments.practice.models import CitizenVoice, OwnAnswer, Round
from competences.models import JobRequirement
from courses.models import Completion, Enrolment, LessonPage, LessonProgress
from demo.domain.load import DEFAULT_SEED, fewest_staff, load_demo
from demo.domain.people import posts_outside_units, smallest_units
from demo.domain.workplaces import build_workplaces, plan_units
from demo.people import DEMO_PEOPLE, PASSWORD
from development.models import Agreement, Talk
from recoveryskole.models import Session
from releases.models import ReleasedTable

SMALL = 30
# Every figure of the data that does not hang on a row's number.
DIGESTED = {
    User: ("email", "display_name", "is_active", "is_superuser", "date_joined"),
    Workplace: ("path", "slug", "name", "setting", "numchild"),
    Employment: ("user__email", "workplace__slug", "job_function", "start", "end", "is_manager"),
    Leave: ("employment__user__email", "start", "end"),
    Enrolment: ("person__email", "course__slug", "enrolled_at"),
    LessonProgress: ("enrolment__person__email", "lesson__slug", "started_at", "seen_at", "completed_at"),
    Completion: ("person__email", "page__slug", "kind", "title", "completed_at"),
    # Not by its key: a play's is made of the numbers of rows.
    Attempt: (
        "person__email",
        "page__slug",
        "block_id",
        "response",
        "score",
        "submitted_at",
    ),
    PollStep: ("page__slug", "block_id", "answered", "told"),
    CitizenVoice: ("person__email", "answered", "told"),
    Talk: ("person__email", "manager__email", "opened_at", "planned_for", "place"),
    Agreement: ("version__talk__person__email", "position", "what", "by_when", "who", "competence__code"),
    Evidence: (
        *("person__email", "competence__code", "kind", "level", "confirms", "recorded_at", "recorded_on"),
        *("valid_until", "recorded_by__email", "title", "rule"),
    ),
    PersonalRead: ("person__email", "reader__email", "what", "read_at"),
    Round: ("workplace__slug", "kind", "opens_on", "closes_on"),
    OwnAnswer: ("assessment__person__email", "competence__code", "level", "then_level"),
    JobRequirement: ("competence__code", "job_function", "setting", "level", "valid_from", "is_proposal"),
    ReleasedTable: ("release__date", "group__places__workplace__slug", "figure", "part", "people", "told"),
    Standing: ("person__email", "competence__code", "level", "kind", "expires", "lapsed_level"),
    LessonPage: ("url_path", "title", "live", "body"),
    Session: ("workshop__slug", "term__slug", "starts_at", "ends_at", "place__name", "room"),
}


def plain(value: object) -> object:
    """Stream values as they are stored: their own repr names a place in memory.

    Of an H5P block the text: the content is named by the number of its row.
    """
    if not isinstance(value, StreamValue):
        return value
    return [
        block | {"value": block["value"]["alternative"]} if block["type"] == "h5p" else block
        for block in value.raw_data
    ]


def digest() -> str:
    """One word for all that the demo has stored."""
    lines = [
        f"{model.__name__} {row!r}"
        for model, fields in DIGESTED.items()
        for row in sorted(repr([*map(plain, row)]) for row in model.objects.order_by().values_list(*fields))
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def digest_of_load(**options: int) -> str:
    """Load, look, and take it all back; at a fixed moment, lest midnight falls between two loads."""
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False), transaction.atomic():
        load_demo(staff=SMALL, **options)
        seen = digest()
        transaction.set_rollback(True)
    return seen


@pytest.mark.django_db
def test_same_seed_gives_the_same_data() -> None:
    first = digest_of_load(seed=7)
    assert digest_of_load(seed=7) == first
    assert digest_of_load(seed=8) != first


@pytest.mark.django_db
def test_second_load_changes_nothing(settings: Any) -> None:
    settings.DEMO_SIGN_IN = True
    load_demo(staff=SMALL)
    seen, pages = digest(), Page.objects.count()
    out = io.StringIO()
    call_command("demo", staff=SMALL, stdout=out)
    assert "nothing changed" in out.getvalue()
    call_command("demo", staff=SMALL + 1, stdout=out)
    assert f"--staff {SMALL} --seed {DEFAULT_SEED}" in out.getvalue()
    assert "left untouched" in out.getvalue()
    assert (digest(), Page.objects.count()) == (seen, pages)


@pytest.mark.django_db
def test_too_few_staff_are_refused_with_nothing_stored(settings: Any) -> None:
    settings.DEMO_SIGN_IN = True
    with pytest.raises(CommandError, match="at least"):
        call_command("demo", staff=fewest_staff() - 1)
    with pytest.raises(ValueError, match="At least"):
        load_demo(staff=fewest_staff() - 1)
    assert not Workplace.objects.exists()


@pytest.mark.django_db
def test_fewest_staff_are_enough() -> None:
    load_demo(staff=fewest_staff())
    assert Employment.objects.active(timezone.localdate()).count() == fewest_staff()


@pytest.mark.django_db
@pytest.mark.parametrize("staff", [600, 3_000])
def test_more_staff_get_more_units_in_a_sound_tree(staff: int) -> None:
    plans = plan_units(staff - posts_outside_units(), smallest_units())
    assert sum(plan.size for plan in plans) == staff - posts_outside_units()
    build_workplaces(plans)
    assert Workplace.objects.filter(kind=WorkplaceKind.UNIT).count() == len(plans) > 12
    assert not any(Workplace.find_problems())


def test_demo_people_command_prints_address_and_password_last(settings: Any) -> None:
    settings.DEMO_SIGN_IN = True
    out = io.StringIO()
    call_command("demo_people", address="http://127.0.0.1:8123", stdout=out)
    lines = out.getvalue().splitlines()
    assert "http://127.0.0.1:8123" in out.getvalue()
    assert PASSWORD in lines[-1]
    assert all(person["email"] in out.getvalue() for person in DEMO_PEOPLE)


@pytest.mark.django_db
def test_many_people_echo_the_story_of_somebody_with_the_same_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.domain.history.ORIGINALS", 40)
    load_demo(staff=120)

    stories: dict[tuple[object, ...], set[tuple[str, str]]] = {}
    for user in User.objects.filter(evidence__isnull=False).distinct():
        rows = user.evidence.order_by("competence", "origin").values_list(
            "competence", "level", "recorded_at"
        )
        post = user.employments.select_related("workplace").first()
        assert post is not None
        stories.setdefault(tuple(rows), set()).add((post.job_function, post.workplace.setting))
        seen_by = set(user.evidence.exclude(recorded_by=None).values_list("recorded_by", flat=True))
        assert len(seen_by) <= 1, "only the own leader has seen"
    assert User.objects.filter(evidence__isnull=False).distinct().count() > len(stories)
    assert all(len(posts) == 1 for posts in stories.values())
    assert rebuild_standings().changed == 0
