"""The frame and its files: who gets them, and as what."""

import pytest
import time_machine
from django.core.exceptions import SuspiciousFileOperation
from django.test import Client
from django.urls import reverse

from assessments.h5p.domain.tokens import Play, make_token
from assessments.h5p.enums import LibraryState
from assessments.h5p.models import ContentVersion, Library
from assessments.models import Attempt
from courses.models import Enrolment, LessonPage
from tests.courses.h5p.conftest import block_of
from tests.factories.activities import form
from tests.factories.courses import make_lesson, make_person
from tests.factories.h5p import add_version, h5p_block, make_content, make_library, token_for

MAIN = "H5P.MultiChoice-1.16"


def asset(token: str, path: str, **headers: str):
    """As the frame asks: without cookies."""
    return Client().get(reverse("lesson_h5p:asset", args=[token, path]), headers=headers)


def frame(token: str):
    return Client().get(reverse("lesson_h5p:frame", args=[token]))


def test_the_lesson_shows_a_sandboxed_frame_and_the_text(signed_in, lesson, token):
    page = signed_in.get(lesson.url).content.decode()
    assert 'sandbox="allow-scripts"' in page
    assert f'data-h5p="{reverse("lesson_h5p:frame", args=[token])}"' in page
    assert "Bank på." in page
    assert 'name="alternative"' in page


def test_the_token_stays_the_same_so_that_files_are_fetched_once(lesson, person, content):
    first = token_for(person, lesson, content)
    with time_machine.travel("2026-11-22 10:00:01", tick=False):
        one = token_for(person, lesson, content)
    with time_machine.travel("2026-11-22 10:59:59", tick=False):
        assert token_for(person, lesson, content) == one
    assert frame(first).status_code == 200


def test_the_frame_may_run_the_content_and_nothing_else(token, content):
    response = frame(token)
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    files = f"http://testserver/h5p/{token}/"
    code = f"{files} http://testserver/static/h5p/ http://testserver/static/h5p-frame/"
    assert policy["sandbox"] == "allow-scripts"
    assert (
        policy["default-src"]
        == policy["frame-src"]
        == policy["form-action"]
        == policy["base-uri"]
        == "'none'"
    )
    assert policy["script-src"] == code
    assert policy["connect-src"] == files
    assert policy["frame-ancestors"] == "'self'"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "private, no-store"
    assert "microphone=()" in response["Permissions-Policy"]


def test_only_content_that_makes_code_of_strings_may_do_so(lesson, person, content):
    templates = make_library("EmbeddedJS", (1, 0, 0))
    add_version(content, make_library("H5P.Other", (1, 0, 0)), libraries=(templates,))
    policy = frame(token_for(person, lesson, content))["Content-Security-Policy"]
    assert "'unsafe-eval'" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]


def test_the_frame_is_told_nothing_of_the_person(token, person):
    page = frame(token).content.decode()
    assert "Quizzen" in page
    for personal in (person.email, person.display_name, "Lone"):
        assert personal not in page


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("h5p.json", "application/json"),
        ("content/content.json", "application/json"),
        ("content/images/a b.png", "image/png"),
        ("content/film.webm", "video/webm"),
        (f"{MAIN}/library.json", "application/json"),
        (f"{MAIN}/main.js", "text/javascript; charset=utf-8"),
        (f"{MAIN}/sub/a.css", "text/css; charset=utf-8"),
        (f"{MAIN}/icon.svg", "image/svg+xml"),
    ],
)
def test_files_are_served_inert_and_to_an_opaque_origin(token, path, content_type):
    response = asset(token, path)
    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert response["Cache-Control"] == "private, max-age=3600"


def test_a_page_in_the_package_is_handed_over_and_never_shown(token):
    response = asset(token, "content/side.html")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_a_film_can_be_sought_in(token):
    response = asset(token, "content/film.webm", range="bytes=500-599")
    assert (response.status_code, response["Content-Range"]) == (206, "bytes 500-599/1000")
    again = asset(token, "content/film.webm", **{"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_a_browser_may_ask_first(token):
    response = Client().options(reverse("lesson_h5p:asset", args=[token, f"{MAIN}/main.js"]))
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (204, "*")
    assert "x-requested-with" in response["Access-Control-Allow-Headers"]
    assert Client().post(reverse("lesson_h5p:asset", args=[token, "h5p.json"])).status_code == 405


def test_a_file_costs_one_query(token, django_assert_num_queries):
    asset(token, f"{MAIN}/main.js")
    with django_assert_num_queries(1):
        assert asset(token, f"{MAIN}/main.js").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "content/nothing.png",
        "content/../content.json",
        "content/../../../libraries/H5P.MultiChoice-1.16.4/main.js",
        "../../../etc/passwd",
        "%2e%2e/settings.py",
        "content/",
        "content//content.json",
        f"{MAIN}",
        "H5P.MultiChoice-1.16.4/main.js",
        "H5P.Other-1.0/main.js",
        "CONTENT/content.json",
    ],
)
def test_what_is_not_in_a_manifest_is_not_there(token, path):
    # Straight to the view: a client would tidy such paths up.
    try:
        response = asset(token, path)
    except SuspiciousFileOperation:
        pytest.fail("the path went as far as the store")
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"


def expired(play: Play) -> str:
    with time_machine.travel("2026-01-01", tick=False):
        return make_token(play)


def is_closed(token: str) -> bool:
    answers = [frame(token), asset(token, "h5p.json"), asset(token, f"{MAIN}/main.js")]
    return {answer.status_code for answer in answers} == {403}


def test_a_token_that_is_not_ours_or_too_old_opens_nothing(person, lesson, token, content):
    enrolment = Enrolment.objects.get()
    assert not is_closed(token)
    assert is_closed("x")
    assert is_closed(token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert is_closed(expired(Play(person.pk, content.current_id, enrolment.pk)))
    assert is_closed(make_token(Play(make_person().pk, content.current_id, enrolment.pk)))
    assert is_closed(make_token(Play(person.pk, 10**9, enrolment.pk)))


def test_who_has_left_the_course_plays_no_more(token):
    Enrolment.objects.all().delete()
    assert is_closed(token)


def test_who_has_left_the_house_plays_no_more(token, person, content):
    author = make_token(Play(person.pk, content.current_id, None))
    assert not is_closed(author)
    person.is_active = False
    person.save()
    assert is_closed(token)
    assert is_closed(author)


def test_code_that_is_not_approved_is_never_served(token):
    assert not is_closed(token)
    Library.objects.update(state=LibraryState.REFUSED)
    assert is_closed(token)
    Library.objects.update(state=LibraryState.QUARANTINED, decided_at=None)
    assert is_closed(token)


def test_a_lesson_whose_code_was_stopped_says_so_and_shows_the_text(signed_in, lesson):
    Library.objects.update(state=LibraryState.REFUSED)
    page = signed_in.get(lesson.url).content.decode()
    assert "Aktiviteten er lukket lige nu." in page
    assert "data-h5p" not in page
    assert "Bank på." in page


def test_an_older_version_is_played_with_its_own_files(token, content, lesson, person):
    newer = make_library(version=(1, 16, 5), files={"main.js": b"2;"})
    add_version(content, newer, {"question": "Ny"})
    assert b"".join(asset(token, f"{MAIN}/main.js").streaming_content) == b"1;"
    now = token_for(person, lesson, content)
    assert b"".join(asset(now, f"{MAIN}/main.js").streaming_content) == b"2;"
    assert ContentVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "language", "direction"),
    [
        ({"language": "ar", "defaultLanguage": "da"}, "da", "ltr"),
        ({"language": "ar"}, "ar", "rtl"),
        ({"language": "und", "defaultLanguage": "fa-AF"}, "fa-AF", "rtl"),
        ({"language": "pt_br"}, "pt-br", "ltr"),
        ({"language": "pa-Arab"}, "pa-Arab", "rtl"),
        ({"language": "ur-Latn"}, "ur-Latn", "ltr"),
        ({"language": "und"}, "", "ltr"),
        ({"language": '"><script>'}, "", "ltr"),
        ({"language": 7, "defaultLanguage": None}, "", "ltr"),
    ],
)
def test_frame_carries_the_language_and_direction_of_its_content(
    signed_in, lesson, content, token, said, language, direction
):
    content.current.metadata = {"title": "Uden sprog", **said}
    content.current.save()
    document = signed_in.get(reverse("lesson_h5p:frame", args=[token])).text
    # Where it names none, it is in the language of the page.
    assert f'<html lang="{language or "da"}" dir="{direction}">' in document
    shown = " ".join(signed_in.get(lesson.url).text.split())
    assert (f'<iframe lang="{language}"' if language else '<iframe class="ls-h5p__frame"') in shown


def test_the_text_is_read_instead(signed_in, lesson):
    fields = form(block_of(lesson).id, alternative="1")
    assert signed_in.post(reverse("courses:answer", args=[lesson.pk]), fields).status_code == 303
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score, attempt.is_client_reported) == (0, 0, True)
    assert "Bank på." in signed_in.get(lesson.url).content.decode()


def test_where_there_is_no_text_nobody_has_read_it(signed_in, lesson, content):
    bare = make_lesson(lesson.get_parent().specific, "Bar", body=[h5p_block(content)])
    for fields in ({"alternative": "1"}, {"alternative": ""}, {}):
        sent = form(block_of(bare).id, **fields)
        assert signed_in.post(reverse("courses:answer", args=[bare.pk]), sent).status_code == 400
    assert not Attempt.objects.exists()


def test_content_that_is_not_ready_says_so(signed_in, lesson, content):
    content.current = None
    content.save()
    LessonPage.objects.get(pk=lesson.pk).save_revision().publish()
    response = signed_in.get(lesson.url)
    assert response.status_code == 200
    assert "<iframe" not in response.content.decode()


def test_a_lesson_with_more_content_costs_no_more_queries(signed_in, lesson, django_assert_max_num_queries):
    module = lesson.get_parent().specific
    counts = []
    for number in (1, 3):
        blocks = [h5p_block(make_content(Library.objects.get())) for _number in range(number)]
        page = make_lesson(module, f"Med {number}", body=blocks)
        signed_in.get(page.url)
        with django_assert_max_num_queries(50) as captured:
            signed_in.get(page.url)
        counts.append(len(captured))
    assert counts[0] == counts[1]
