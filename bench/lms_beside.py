"""wagtail-lms doing what we do, to be measured beside it. Runs in an environment of its own, never in ours.

python bench/lms_beside.py RUNS      prints milliseconds (medians) and queries as JSON
"""

import json
import statistics
import sys
import time
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import include, path

LESSONS = 20
urlpatterns: list[Any] = []


def configure(folder: str) -> None:
    """A site with nothing in it but Wagtail and wagtail-lms, on a database file."""
    parts = ("admin", "users", "images", "documents", "snippets", "search", "sites")
    settings.configure(
        SECRET_KEY="bench",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder) / "db.sqlite3")}
        },
        INSTALLED_APPS=[
            "wagtail_lms",
            *(f"wagtail.{part}" for part in parts),
            *("wagtail", "modelcluster", "taggit"),
            *(f"django.contrib.{part}" for part in ("auth", "contenttypes", "sessions", "messages")),
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        WAGTAIL_SITE_NAME="bench",
        WAGTAILADMIN_BASE_URL="http://localhost",
        MEDIA_ROOT=folder,
        STATIC_URL="/static/",
        USE_TZ=True,
    )
    django.setup()
    urlpatterns.append(path("lms/", include("wagtail_lms.urls")))
    setup_test_environment(debug=False)
    call_command("migrate", verbosity=0)


def make_course() -> tuple[Any, list[int]]:
    """A course of twenty lessons with an activity each, and the activities' ids."""
    from wagtail.models import Page  # noqa: PLC0415 - models: only after set-up
    from wagtail_lms.models import CoursePage, H5PActivity, H5PLessonPage  # noqa: PLC0415

    course = Page.get_first_root_node().add_child(instance=CoursePage(title="Kursus"))
    ids = []
    for number in range(LESSONS):
        # Not `create`: that would unpack a package.
        (activity,) = H5PActivity.objects.bulk_create([H5PActivity(title=f"Aktivitet {number}")])
        body = [{"type": "h5p_activity", "value": {"activity": activity.pk}, "id": str(uuid.uuid4())}]
        course.add_child(instance=H5PLessonPage(title=f"Lektion {number}", body=json.dumps(body)))
        ids.append(activity.pk)
    return course, ids


def sign_in(course: Any, number: int) -> Client:
    from django.contrib.auth.models import User  # noqa: PLC0415
    from wagtail_lms.models import CourseEnrollment  # noqa: PLC0415

    person = User.objects.create_user(f"person-{number}", password="x")
    CourseEnrollment.objects.create(user=person, course=course)
    client = Client()
    client.force_login(person)
    return client


def post(client: Client, activity: int, verb: str, *, is_part: bool = False) -> None:
    statement = {
        "id": str(uuid.uuid4()),
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en-US": verb}},
        "object": {"id": "http://localhost/h5p/1", "definition": {}},
        "result": {"response": "0", "score": {"raw": 1, "min": 0, "max": 1, "scaled": 1}},
    }
    if is_part:
        statement["context"] = {"contextActivities": {"parent": [{"id": "http://localhost/h5p/1"}]}}
    response = client.post(f"/lms/h5p-xapi/{activity}/", statement, content_type="application/json")
    assert response.status_code == 200, response.content


def measure(act: Any) -> tuple[float, int]:
    with CaptureQueriesContext(connection) as captured:
        began = time.perf_counter()
        act()
        took = time.perf_counter() - began
    return took * 1000, len(captured)


def main(runs: int) -> dict[str, float]:
    course, ids = make_course()
    told, completed = [], []
    for number in range(runs + 2):
        client = sign_in(course, number)
        post(client, ids[0], "answered", is_part=True)
        told.append(measure(lambda client=client: post(client, ids[0], "answered", is_part=True)))
        completed.append(measure(lambda client=client: post(client, ids[0], "completed")))
    from wagtail_lms.models import H5PLessonCompletion  # noqa: PLC0415

    assert H5PLessonCompletion.objects.count() == runs + 2
    for activity in ids[:-1]:
        post(client, activity, "completed")
    _last_ms, last_queries = measure(lambda: post(client, ids[-1], "completed"))
    return {
        "statement_ms": statistics.median(took for took, _queries in told[2:]),
        "statement_queries": told[-1][1],
        "completion_ms": statistics.median(took for took, _queries in completed[2:]),
        "completion_queries": completed[-1][1],
        "last_queries": last_queries,
    }


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        configure(temporary)
        print(json.dumps(main(int(sys.argv[1]))))
