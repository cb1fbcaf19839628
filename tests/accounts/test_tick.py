"""What time brings: once each, after a standstill too, and by one at a time."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from accounts.domain import tick
from accounts.domain.background import reap_tasks
from accounts.domain.tick import DAILY, Ending, do_what_is_due, on_tick
from accounts.models import TimedJob
from accounts.policy import CLAIM_HOLDS, TASK_HOLDS, TASK_TRIES, TASKS_ARE_KEPT

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_jobs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "all_jobs" not in request.fixturenames:
        monkeypatch.setattr(tick, "_jobs", {})


@pytest.fixture
def all_jobs() -> None:
    """The jobs that the rooms have registered, not those of a test."""


def tick_at(now: dt.datetime) -> dict[str, Ending]:
    return {outcome.name: outcome.ending for outcome in do_what_is_due(now)}


def nothing(now: dt.datetime) -> int:
    return 0


def broken(now: dt.datetime) -> int:
    raise IntegrityError("DETAIL: Key (email)=(aase@example.org) already exists.")


@pytest.mark.django_db
def test_each_job_is_done_when_its_time_has_passed() -> None:
    now = timezone.now()
    on_tick("often", nothing)
    on_tick("daily", nothing, every=DAILY)
    assert tick_at(now) == {"often": Ending.DONE, "daily": Ending.DONE}
    assert tick_at(now + DAILY - MINUTE) == {"often": Ending.DONE, "daily": Ending.LEFT}
    assert tick_at(now + DAILY) == {"often": Ending.DONE, "daily": Ending.DONE}
    assert tick_at(now + DAILY * 31) == {"often": Ending.DONE, "daily": Ending.DONE}


@pytest.mark.django_db
def test_job_that_fails_keeps_no_other_from_being_done(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[dt.datetime] = []
    on_tick("a.broken", broken, every=DAILY)
    on_tick("b.whole", lambda now: len(done) or done.append(now) or 3)
    with pytest.raises(CommandError, match=r"a\.broken failed") as stopped:
        call_command("tick")
    assert stopped.value.returncode == 1
    assert len(done) == 1
    assert "b.whole 3" in capsys.readouterr().out
    assert "a.broken failed: IntegrityError at tests/accounts/test_tick.py:" in caplog.text
    assert "aase" not in caplog.text + str(stopped.value)
    # It was not done, so it is tried again.
    row = TimedJob.objects.get(name="a.broken")
    assert (row.held_until, row.done_at) == (None, None)


@pytest.mark.django_db
def test_job_is_not_done_by_a_second_while_the_first_is_at_it() -> None:
    seen: list[dict[str, Ending]] = []
    now = timezone.now()

    def look(now: dt.datetime) -> int:
        on_tick("other", nothing)
        seen.append(tick_at(now + MINUTE))
        return 1

    on_tick("slow", look)
    assert tick_at(now) == {"slow": Ending.DONE}
    assert seen == [{"other": Ending.DONE, "slow": Ending.LEFT}]


@pytest.mark.django_db
def test_job_whose_process_was_killed_is_taken_up_again() -> None:
    now = timezone.now()
    on_tick("killed", nothing)
    TimedJob.objects.create(name="killed", held_until=now + CLAIM_HOLDS)
    assert tick_at(now + CLAIM_HOLDS - MINUTE) == {"killed": Ending.LEFT}
    assert tick_at(now + CLAIM_HOLDS) == {"killed": Ending.DONE}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_share_the_jobs() -> None:
    done: list[str] = []
    barrier = threading.Barrier(2)
    together = threading.Barrier(2)

    def work(name: str) -> Callable[[dt.datetime], int]:
        def do(now: dt.datetime) -> int:
            done.append(name)
            # Both processes are inside a job now, so neither was alone.
            if len(done) <= 2:
                together.wait(timeout=30)
            return 1

        return do

    names = [f"job {number}" for number in range(8)]
    for name in names:
        on_tick(name, work(name), every=DAILY)
    now = timezone.now()

    def run(_number: int) -> list[Ending]:
        try:
            barrier.wait(timeout=30)
            return [outcome.ending for outcome in do_what_is_due(now)]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        endings = [ending for found in pool.map(run, range(2)) for ending in found]
    assert sorted(done) == names
    assert endings.count(Ending.DONE) == len(names)
    assert Ending.FAILED not in endings


def test_two_jobs_of_one_name_are_refused() -> None:
    on_tick("same", nothing)
    on_tick("same", nothing)
    with pytest.raises(ValueError, match="same"):
        on_tick("same", broken)


@pytest.mark.django_db
def test_every_job_of_the_house_may_be_done_twice_and_late(
    all_jobs: None, capsys: pytest.CaptureFixture[str]
) -> None:
    now = timezone.now()
    for moment in (now, now, now + DAILY * 30):
        assert Ending.FAILED not in tick_at(moment).values()
    call_command("tick", "--list")
    assert "never" not in capsys.readouterr().out


def make_task(**fields: object) -> DBTaskResult:
    fields = {"status": TaskResultStatus.RUNNING, "worker_ids": ["a"], **fields}
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="courses.domain.seat_mail.tell_moved_up",
        backend_name="background",
        run_after=get_date_max(),
        exception_class_path="",
        traceback="",
        **fields,
    )


@pytest.mark.django_db
def test_task_of_a_killed_worker_goes_to_the_next_and_not_for_ever() -> None:
    now = timezone.now()
    lost, alive, done = (
        make_task(started_at=now - TASK_HOLDS - MINUTE),
        make_task(started_at=now - TASK_HOLDS + MINUTE),
        make_task(started_at=now - TASK_HOLDS - MINUTE, status=TaskResultStatus.SUCCESSFUL, finished_at=now),
    )
    deadly = make_task(started_at=now - TASK_HOLDS - MINUTE, worker_ids=["a"] * TASK_TRIES)
    assert reap_tasks(now) == 2
    found = {task.pk: task.status for task in DBTaskResult.objects.all()}
    assert found == {lost.pk: "READY", alive.pk: "RUNNING", done.pk: "SUCCESSFUL", deadly.pk: "FAILED"}
    deadly.refresh_from_db()
    assert (deadly.exception_class_path, deadly.finished_at) == ("accounts.domain.background.WorkerDied", now)
    assert list(DBTaskResult.objects.ready()) == [lost]
    assert reap_tasks(now) == 0


@pytest.mark.django_db
def test_what_is_over_is_forgotten_after_a_standstill(all_jobs: None, time_machine) -> None:
    start = timezone.now()
    make_task(status=TaskResultStatus.SUCCESSFUL, finished_at=start)
    fresh = make_task(status=TaskResultStatus.FAILED, finished_at=start + TASKS_ARE_KEPT)
    Session.objects.create(session_key="old", session_data="", expire_date=start + DAILY)
    Session.objects.create(session_key="new", session_data="", expire_date=start + DAILY * 40)
    time_machine.move_to(start + DAILY * 20)
    call_command("tick", verbosity=0)
    assert list(DBTaskResult.objects.all()) == [fresh]
    assert [session.session_key for session in Session.objects.all()] == ["new"]
