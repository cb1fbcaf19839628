"""wagtail-lms doing what we do, to be measured beside it. Runs in an environment of its own, never in ours.

python -m bench.lms_beside RUNS DATABASE    DATABASE: as in Django's settings, in JSON

For each line that it reads (`statement`, `completion`) it does so once and prints the seconds that it took;
with ` count` behind it the number of queries; `last` counts those of a statement that completes the course.
"""

import json
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
from django.conf import settings
from django.test import Client
from django.urls import include, path

from bench.database import empty_databases
from bench.timing import count_queries, time_once

LESSONS = 20
urlpatterns: list[Any] = []


@contextmanager
def site(folder: str, database: dict[str, Any]) -> Iterator[None]:
    """A site with nothing in it but Wagtail and wagtail-lms, on a database like ours, of its own."""
    parts = ("admin", "users", "images", "documents", "snippets", "search", "sites")
    is_file = database["ENGINE"].endswith("sqlite3")
    name = str(Path(folder) / "beside.sqlite3") if is_file else f"{database['NAME']}_beside"
    settings.configure(
        SECRET_KEY="bench",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {**database, "TEST": {"NAME": name}}},
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
    with empty_databases():
        yield


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


def main(runs: int) -> None:
    course, ids = make_course()
    clients = [sign_in(course, number) for number in range(runs)]
    for client in clients:
        post(client, ids[0], "answered", is_part=True)
    waiting = iter(clients)

    def tell() -> None:
        post(clients[0], ids[0], "answered", is_part=True)

    def complete() -> None:
        post(next(waiting), ids[0], "completed")

    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        what, *how = line.split()
        if what == "last":
            client = next(waiting)
            for activity in ids[:-1]:
                post(client, activity, "completed")
            told: float = count_queries(lambda client=client: post(client, ids[-1], "completed"))
        else:
            told = (count_queries if how else time_once)({"statement": tell, "completion": complete}[what])
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    with TemporaryDirectory() as temporary, site(temporary, json.loads(sys.argv[2])):
        main(int(sys.argv[1]))
