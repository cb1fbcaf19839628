"""Every answer of the house says what may run on it, and no page holds what may not."""

from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import get_resolver
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminPageChooser, AdminTimeInput

from tests.accounts.test_addresses import PAGES, World
from tests.courses.test_hidden_drafts import addresses as routes
from tests.courses.test_hidden_drafts import fill
from tests.inline import find_inline

pytestmark = pytest.mark.django_db
OURS = {name: " ".join(sources) for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()}
IN_CMS = {**OURS, "style-src-elem": "'self' 'unsafe-inline'", "img-src": f"{OURS['img-src']} blob:"}


def policy_of(response: Any) -> dict[str, str]:
    rules = response.headers.get("Content-Security-Policy", "").split("; ")
    return dict(rule.partition(" ")[::2] for rule in rules)


def ask(client: Client, method: str, address: str) -> Any:
    """The answer, None where Wagtail breaks at numbers that mean nothing; what was written is taken back."""
    with transaction.atomic():
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    return response if response.status_code < 500 else None


def test_policy_lets_no_inline_script_run() -> None:
    assert OURS["default-src"] == "'self'"
    scripts = [name for name in IN_CMS if name.startswith("script")]
    assert scripts == []
    assert not any("unsafe-eval" in sources for sources in IN_CMS.values())


@pytest.mark.crawl
def test_every_answer_of_the_cms_has_its_policy_and_stays_with_nobody() -> None:
    world = World()
    client = world.client("admin")
    client.raise_request_exception = False
    tried, wrong = 0, {}
    for route in routes(get_resolver()):
        if not route.startswith("cms/") or "logout" in route:
            continue
        for address in fill(route, [world.lesson.pk]):
            response = ask(client, "get", address)
            if response is None:
                continue
            tried += 1
            # A draft is shown as readers will meet it, and what is not found has no view.
            if policy_of(response) not in (IN_CMS, OURS):
                wrong[address] = policy_of(response)
            if response.headers["Cache-Control"] not in ("private, no-store", "max-age=3600, private"):
                wrong[f"{address} is kept"] = response.headers["Cache-Control"]
            head = ask(client, "head", address)
            if head is None or head.status_code != response.status_code:
                wrong[f"HEAD {address}"] = (response.status_code, head and head.status_code)
    assert tried > 250
    assert wrong == {}
    for address in ("/cms/", f"/cms/pages/{world.lesson.pk}/edit/", "/cms/images/", "/cms/nyere-udgaver/"):
        assert policy_of(client.get(address)) == IN_CMS


@pytest.mark.parametrize("role", ["anonymous", "citizen"])
def test_answers_outside_the_cms_have_ours(role: str) -> None:
    client = World().client(role)
    wrong = {
        address: policy_of(response)
        for address in [*PAGES.values(), "/nowhere/", "/kurser/%00/", "/konto/login/", "/cms/nowhere/"]
        if policy_of(response := client.get(address)) not in (OURS, IN_CMS if "cms" in address else OURS)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "widget", [AdminDateInput(), AdminTimeInput(), AdminDateTimeInput(), AdminPageChooser()], ids=type
)
def test_fields_of_the_cms_begin_without_a_script(widget: Any) -> None:
    html = widget.render("f-__prefix__-on", None, attrs={"id": "id_f-__prefix__-on"})
    assert find_inline(html) == set()
    assert html.count("data-cms-start") == 1


@pytest.mark.parametrize("name", ["inline_panel", "multiple_chooser_panel"])
def test_panels_of_the_cms_begin_without_a_script(name: str) -> None:
    given = {"self": {"formset": {"prefix": "rows"}}, "options_json": '{"a": "</script>"}'}
    html = render_to_string(f"wagtailadmin/panels/{name}.html", given)
    assert find_inline(html) == set()
    assert "[\\u007B\\u0022a" in html or "u0022a" in html


@pytest.mark.parametrize(
    ("html", "is_inline"),
    [
        ("<script>1</script>", True),
        ('<script type="module">1</script>', True),
        ('<script src="/a.js"></script>', False),
        ('<script id="a" type="application/json">{}</script>', False),
        ("<style>a{}</style>", True),
        ('<p style="color: red">', True),
        ("<p onclick='go()'>", True),
        ('<a href="javascript:go()">', True),
        ("""<p title="an onclick=1 and style=2 and 3 > 2">""", False),
        ('<p data-style="a">', False),
    ],
)
def test_what_is_inline_is_found(html: str, is_inline: bool) -> None:
    assert bool(find_inline(html)) == is_inline
