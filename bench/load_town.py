"""The demo municipality for `bench.load`, on the database that it made, and what its people ask for.

python -m bench.load_town PEOPLE      prints as JSON the requests of a round for each of so many
"""

import json
import os
import sys
from io import StringIO
from itertools import cycle
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

# What Django's protection of forms compares: that of the cookie with that of the form.
FORM_KEY = "x" * 32


def main(people: int) -> list[list[dict[str, Any]]]:
    django.setup()
    call_command("migrate", verbosity=0)
    # What is told of keys and of the demo's people is for nobody here.
    call_command("setup_site", verbosity=0, stdout=StringIO())
    call_command("demo", staff=3 * people, with_new_passwords=True, stdout=StringIO())
    return list(rounds(people))


def rounds(people: int) -> Any:
    """Each resumes a lesson, answers in it and looks at Min læring; a manager looks at the unit."""
    from django.urls import reverse  # noqa: PLC0415 - models and addresses: only after set-up

    from accounts.models import Employment, User  # noqa: PLC0415
    from courses.domain.enrolment import enrol  # noqa: PLC0415

    leads = Employment.objects.select_related("workplace", "user").get(user__email="leder@example.org")
    report = {"name": "report", "path": reverse("reports:gap", args=[leads.workplace.slug])}
    report |= {"cookie": sign_in(leads.user)}
    staff = User.objects.filter(is_active=True, employments__is_manager=False).distinct().order_by("pk")
    lessons = cycle(first_lessons())
    for person in staff[:people]:
        course, lesson, question = next(lessons)
        enrol(person, course)
        cookie = sign_in(person)
        form = {
            "question": question.id,
            "answer": question.value["answers"].bound_blocks[0].id,
            "csrfmiddlewaretoken": FORM_KEY,
        }
        resume = {"name": "lesson", "path": lesson.url, "cookie": cookie}
        answer = {"name": "answer", "path": reverse("courses:answer", args=[lesson.pk]), "cookie": cookie}
        mine = {"name": "my learning", "path": reverse("development:my_learning"), "cookie": cookie}
        yield [resume, answer | {"form": form}, mine, resume, answer | {"form": form}, report]


def first_lessons() -> list[Any]:
    """Courses that anybody may begin, with their first lesson, where that asks a question."""
    from courses.domain.queries import read_required  # noqa: PLC0415
    from courses.models import CoursePage, LessonPage  # noqa: PLC0415

    found = []
    for course in CoursePage.objects.live():
        lesson = LessonPage.objects.live().descendant_of(course).order_by("path").first()
        asked = [block for block in lesson.body if block.block_type == "multiple_choice"] if lesson else []
        if asked and not read_required([course.pk], None).get(course.pk):
            found.append((course, lesson, asked[0]))
    return found


def sign_in(person: Any) -> str:
    """A session's cookies, as a browser sends them."""
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={FORM_KEY}"


if __name__ == "__main__":
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "bench.load_settings"
    print(json.dumps(main(int(sys.argv[1]))))
