"""The CMS under its content security policy: what people do there works, and a script put in does not run.

What the policy refuses the browser logs as an error, and `page_at` fails the test. Signing is walked in
test_journey.py, the H5P frame in test_h5p_player.py.
"""

from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.urls import resolve, reverse
from playwright.sync_api import Page, expect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Comment
from wagtail.models import Page as AnyPage

from accounts.enums import Role
from assessments.blocks import LESSON_BLOCKS
from assessments.h5p.models import Upload
from courses.models import CourseRun
from tests.factories.accounts import make_person
from tests.factories.activities import preview
from tests.factories.courses import make_course, make_lesson, make_module
from tests.factories.h5p_packages import make_package
from tests.factories.photos import gif, jpeg, png

WRITER = "inga@example.org"


@pytest.fixture
def cms(page_at, live_site, sign_in):
    """Open an address of the CMS as somebody in these groups; as an administrator, if in none."""

    def open_cms(address: str, *roles: Role, **how) -> Page:
        make_person(*roles, email=WRITER, is_superuser=not roles)
        page = page_at(1280, **how)
        sign_in(page, WRITER)
        page.goto(live_site.url + address)
        return page

    return open_cms


@pytest.fixture
def saved_by_hand(settings):
    """On SQLite all requests share a connection here: what is kept by itself would meet others."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0


def edit(page: AnyPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def modal(page: Page):
    return page.locator(".modal.in .modal-body")


def save_draft(page: Page) -> None:
    page.get_by_role("button", name="Gem kladde").click()
    expect(page.locator(".messages .success")).to_be_visible()


def choose_page(page: Page, title: str) -> None:
    modal(page).locator("[name=q]").fill(title)
    modal(page).locator(f"a.choose-page[data-title='{title}']").click()
    expect(modal(page)).to_have_count(0)


def pick_day(page: Page, field: str) -> None:
    page.locator(field).click()
    page.locator(".xdsoft_datetimepicker:visible td.xdsoft_date:not(.xdsoft_disabled)").nth(15).click()
    expect(page.locator(field)).not_to_have_value("")
    page.keyboard.press("Escape")


def kind_of(path: str) -> object:
    """Addresses of one kind are drawn alike: a view, and the editor of each kind of page."""
    match = resolve(path)
    if match.view_name == "wagtailadmin_pages:edit":
        return match.view_name, AnyPage.objects.get(pk=match.kwargs["page_id"]).content_type_id
    return match.view_name


def test_every_kind_of_page_in_the_cms_opens(page_at, town, sign_in, slips):
    page = page_at()
    sign_in(page, "admin@example.org")
    editors = dict(AnyPage.objects.filter(depth__gt=1).values_list("content_type", "pk"))
    waiting = ["/cms/", *(f"/cms/pages/{pk}/edit/" for pk in editors.values())]
    opened = {}
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in opened:
            continue
        opened[kind_of(path)] = page.goto(town.url + path).status
        for href in page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)"):
            found = urlsplit(href).path
            # Acts on several pages say 404 where none is named.
            if (
                href.startswith(f"{town.url}/cms/")
                and "logout" not in found
                and "/bulk/" not in found
                and not found.endswith(("/csv/", "/xlsx/"))
            ):
                waiting.append(found)
    page.goto("about:blank")
    assert {kind: status for kind, status in opened.items() if status != 200} == {}
    assert len(opened) > 80
    # What Wagtail itself says on its pages is not ours.
    slips.clear()


@pytest.mark.usefixtures("saved_by_hand")
def test_inline_panels_and_the_page_chooser(cms):
    course, first, second = (make_course(title, modules=1) for title in ("Kurset", "Først", "Siden"))
    page = cms(edit(course), Role.COORDINATOR)
    for number, title in enumerate(("Først", "Siden")):
        # Wagtail's own scripts may go on with the chooser in the moment that it is there.
        assert page.evaluate("""() => {
            document.querySelector('#id_prerequisites-ADD').click();
            const choosers = document.querySelectorAll("#id_prerequisites-FORMS .chooser");
            return choosers[choosers.length - 1].widget !== undefined;
        }""")
        page.locator(
            f"#id_prerequisites-{number}-required-chooser [data-chooser-action-choose]"
        ).first.click()
        choose_page(page, title)
        expect(page.locator(f"#id_prerequisites-{number}-required-chooser")).to_contain_text(title)
    page.locator("#inline_child_prerequisites-1 [data-inline-panel-child-move-up]").first.click()
    expect(page.locator("#id_prerequisites-1-ORDER")).to_have_value("1")
    page.locator("#id_prerequisites-ADD").click()
    page.locator("#id_prerequisites-2-DELETE-button").click()
    expect(page.locator("#inline_child_prerequisites-2")).to_be_hidden()
    save_draft(page)
    draft = AnyPage.objects.get(pk=course.pk).get_latest_revision_as_object()
    assert [row.required_id for row in draft.prerequisites.all()] == [second.pk, first.pk]


def test_dates_and_times(cms):
    make_course("Kurset")
    page = cms("/cms/course_runs/new/", Role.COORDINATOR)
    page.locator("#id_course-chooser [data-chooser-action-choose]").first.click()
    choose_page(page, "Kurset")
    for field in ("#id_starts_on", "#id_ends_on"):
        pick_day(page, field)
    page.locator("#id_meetings-ADD").click()
    for field in ("#id_meetings-0-starts_at", "#id_meetings-0-ends_at"):
        page.locator(field).click()
        expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
        page.keyboard.press("Escape")
    page.locator("#id_meetings-0-DELETE-button").click()
    page.locator("#id_place").fill("Salen")
    page.locator("#id_seats").fill("8")
    with page.expect_navigation():
        page.locator("main form [type=submit]").first.click()
    run = CourseRun.objects.get()
    assert (run.place, run.starts_on == run.ends_on) == ("Salen", True)


@pytest.mark.usefixtures("saved_by_hand")
def test_lesson_with_every_kind_of_block(cms, slips):
    course = make_course("Kurset")
    body = [preview(kind) for kind in sorted(LESSON_BLOCKS.keys() - {"earlier_reflection"})]
    lesson = make_lesson(make_module(course, "Modulet"), "Døren", body=body)
    page = cms(edit(lesson), Role.AUTHOR, Role.COORDINATOR)
    expect(page.locator(".c-sf-add-button").first).to_be_visible()

    # A text with a link to a page.
    page.locator(".c-sf-add-button:visible").last.click()
    page.get_by_role("option", name="Tekst", exact=True).click()
    page.locator(".Draftail-Editor [contenteditable=true]").last.click()
    page.keyboard.type("Læs mere")
    page.keyboard.press("Shift+Home")
    page.locator(".Draftail-ToolbarButton[name=LINK]:visible").last.click()
    choose_page(page, "Kurset")
    expect(page.locator(".Draftail-Editor .TooltipEntity")).to_have_count(1)

    # A picture, uploaded where it is chosen.
    page.locator(".c-sf-add-button:visible").last.click()
    page.get_by_role("option", name="Billede", exact=True).click()
    page.locator(".image-chooser [data-chooser-action-choose]:visible").last.click()
    modal(page).get_by_role("tab", name="Upload").click()
    modal(page).locator("[type=file]").set_input_files(
        {"name": "doer.png", "mimeType": "image/png", "buffer": png()}
    )
    modal(page).locator("[name$=upload-title]").fill("En dør")
    modal(page).locator("form[enctype] [type=submit]").click()
    expect(page.locator(".image-chooser img[src^='/media/']").last).to_be_visible()

    save_draft(page)
    page.locator("[data-side-panel-toggle=preview]").first.click()
    shown = page.frame_locator("#w-preview-iframe")
    expect(shown.get_by_role("heading", name="Døren", exact=True)).to_be_visible()
    expect(shown.get_by_role("link", name="Læs mere", exact=True)).to_be_attached()
    page.locator("[data-side-panel-toggle=checks]").first.click()
    page.goto("about:blank")
    slips.clear()


def test_what_is_written_is_kept_by_itself(cms, slips):
    lesson = make_lesson(make_module(make_course("Kurset"), "Modulet"), "Døren")
    page = cms(edit(lesson), Role.AUTHOR, Role.COORDINATOR)
    expect(page.locator(".c-sf-add-button").first).to_be_visible()
    # Wagtail looks for changes from two seconds on.
    page.wait_for_timeout(2500)
    page.locator("#id_title").fill("Porten")
    expect(page.locator(".w-autosave-indicator__state--saved")).to_be_visible()
    assert AnyPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().title == "Porten"
    page.goto("about:blank")
    slips.clear()


@pytest.mark.usefixtures("saved_by_hand")
def test_what_stands_beside_a_page(cms, slips):
    lesson = make_lesson(make_module(make_course("Kurset"), "Modulet"), "Døren")
    page = cms(edit(lesson), Role.AUTHOR, Role.COORDINATOR)
    expect(page.locator(".c-sf-add-button").first).to_be_visible()
    page.locator("[data-side-panel-toggle=comments]").first.click()
    page.locator("[data-comment-add]:visible").first.click()
    page.locator(".comment__input").fill("Er det rigtigt?")
    page.locator(".comment [type=submit]").click()
    page.locator("[data-side-panel-toggle=status]").first.click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    pick_day(page, "#id_go_live_at")
    page.locator("[data-a11y-dialog-show=set-privacy]").first.click()
    expect(page.locator("#set-privacy [type=radio]").first).to_be_visible()
    page.keyboard.press("Escape")
    save_draft(page)
    assert Comment.objects.get().text == "Er det rigtigt?"
    slips.clear()


def as_file(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def test_uploads(cms, live_site):
    page = cms("/cms/images/multiple/add/")
    page.locator("[type=file]").set_input_files([as_file("a.png", png()), as_file("b.jpg", jpeg())])
    expect(page.locator("#upload-list > li.upload-success")).to_have_count(2)
    page.goto(live_site.url + "/cms/documents/multiple/add/")
    page.locator("[type=file]").set_input_files(as_file("a.txt", b"Hej"))
    expect(page.locator("#upload-list > li.upload-success")).to_have_count(1)
    page.goto(live_site.url + "/cms/h5p/pakker/new/")
    page.locator("main [type=file]").set_input_files(as_file("opgave.h5p", make_package()))
    with page.expect_navigation():
        page.locator("main form [type=submit]").last.click()
    assert (get_image_model().objects.count(), get_document_model().objects.count()) == (2, 1)
    assert Upload.objects.count() == 1


def test_choosers_that_are_no_page_and_acts_on_several(cms, live_site):
    file = ContentFile(gif(), "a.gif")
    get_image_model().objects.create(title="Bro", file=file, width=40, height=24)
    page = cms("/cms/images/")
    page.locator("[data-bulk-action-checkbox]").first.check()
    page.locator(".bulk-actions-choices a").first.click()
    expect(page.locator("main form [type=submit]")).to_be_visible()

    page.goto(live_site.url + "/cms/workflows/add/")
    page.locator("#id_workflow_tasks-ADD").click()
    page.locator(".task-chooser [data-chooser-action-choose]:visible").first.click()
    modal(page).get_by_role("tab").nth(1).click()
    modal(page).locator("a.task-choice").first.click()
    expect(page.locator(".task-chooser [data-chooser-title]").first).not_to_be_empty()
    page.goto("about:blank")


ASKS_FOR_TOUCH = "Executing inline event handler"


def test_focus_of_a_picture(cms):
    """The cropper asks what the browser knows by attributes that do nothing (`ontouchstart="return;"`)."""
    file = ContentFile(png(), "a.png")
    picture = get_image_model().objects.create(title="Bro", file=file, width=40, height=24)
    said = []
    page = cms("/cms/", may_fail=True)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(page.url.removesuffix("/cms/") + reverse("wagtailimages:edit", args=[picture.pk]))
    expect(page.locator(".jcrop-holder")).to_be_visible()
    page.goto("about:blank")
    assert [words for words in said if not words.startswith(ASKS_FOR_TOUCH)] == []


RUN = "[\\u0022window.ran = true\\u0022]"
PUT_IN = {
    "script": "<script>window.ran = true</script>",
    "handler": "<img src=x onerror='window.ran = true'>",
    "data": "<script src='data:text/javascript,window.ran = true'></script>",
    "frame": "<iframe srcdoc='<script>parent.ran = true</script>'></iframe>",
    "start": f'<template data-cms-start="setTimeout" data-cms-with="{RUN}"></template>',
}


@pytest.mark.parametrize("how", sorted(PUT_IN))
def test_script_put_into_a_page_does_not_run(cms, live_site, how):
    page = cms("/cms/", may_fail=True)

    def put_in(route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("<main", PUT_IN[how] + "<main", 1))

    page.route("**/cms/account/", put_in)
    page.goto(live_site.url + "/cms/account/")
    expect(page.locator("main h1, main h2").first).to_be_visible()
    # And put in by a script, as the answer to a chooser is.
    page.evaluate("(html) => jQuery('main').append(html)", PUT_IN[how])
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    page.goto("about:blank")
