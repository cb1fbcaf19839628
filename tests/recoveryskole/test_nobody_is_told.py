"""Nothing of the school says who somebody is: not its tables, its forms, its logs, nor what it sends.

Tables, columns, keys and forms are found, not listed: a new one fails here until it says what it holds.
"""

import datetime as dt
import inspect
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms as django_forms
from django.apps import apps
from django.core import mail
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

import recoveryskole.viewsets.forms
from accounts.enums import Role
from accounts.models import User
from config.log_filters import WithoutAddresses
from recoveryskole.domain.links import token_of
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.enums import Knowledge
from recoveryskole.forms import coming, materials, own, teaching
from recoveryskole.forms.reading import ReadField
from recoveryskole.models import Facilitator, SchoolIndexPage, SchoolSettings, Session, SignUp, Teaching
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.school import make_session, wish
from tests.factories.traces import rows_that_say
from tests.recoveryskole.columns import COLUMNS, FIELDS, Says

ALIAS = "Quirinabirk"
REACH = "quirina@example.org"
NEEDS = "En plads nær døren, quirinabirk"
CPR = "010180-1234"
# What no column and no choice of the school is about, by whatever word.
NEVER = re.compile(r"role|diagnos|cpr|birth|gender|citizen|patient|employ|staff|relative|volunteer|ill", re.I)
ROOM = apps.get_app_config("recoveryskole")


def own_tables() -> list[type[models.Model]]:
    """But for pages: anyone may read those."""
    return [one for one in ROOM.get_models(include_auto_created=True) if not issubclass(one, Page)]


def test_every_column_is_known() -> None:
    found = {one.__name__: {field.name for field in one._meta.local_fields} for one in own_tables()}
    said = {name: set(columns) for name, columns in COLUMNS.items()}
    assert {name: columns ^ said.get(name, set()) for name, columns in found.items()} == {
        name: set() for name in said
    }


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_can_hold_nothing_else(name: str) -> None:
    model = ROOM.get_model(name)
    for column, says in COLUMNS[name].items():
        field = model._meta.get_field(column)
        assert isinstance(field, FIELDS[says]), f"{column}: {says}"
        assert (says == Says.STATE) == bool(field.choices), column
        assert not NEVER.search(column), column
        words = [str(word) for pair in field.choices or [] for word in pair]
        assert not [word for word in words if NEVER.search(word)], column


def test_only_those_who_teach_are_said_to_have_lived_with_it_or_to_work_with_it() -> None:
    values = set(Knowledge.values)
    holders = [
        f"{model.__name__}.{field.name}"
        for model in own_tables()
        for field in model._meta.local_fields
        if values & {value for value, _word in field.choices or []}
    ]
    assert holders == ["Facilitator.knowledge"]


def ways(start: type[models.Model], goal: type[models.Model]) -> Iterator[list[type[models.Model]]]:
    """Every way from a table to another by keys, followed both ways, without going round."""
    waiting = [[start]]
    while waiting:
        way = waiting.pop()
        for field in way[-1]._meta.get_fields(include_hidden=True):
            other = field.related_model
            # Who wrote a page or a log says nothing of who comes; content types join all with all.
            if not isinstance(other, type) or other in way:
                continue
            if other is goal:
                yield [*way, other]
            elif other._meta.app_label == "recoveryskole" and not issubclass(other, Page):
                waiting.append([*way, other])


def test_no_key_leads_from_a_sign_up_to_a_person_but_by_those_who_teach() -> None:
    found = list(ways(SignUp, User))
    assert found, "there is a way: session, teaching, facilitator"
    assert [way for way in found if Facilitator not in way] == []
    assert {field.related_model for field in SignUp._meta.get_fields() if field.many_to_one} == {
        Session,
        SignUp,
    }


def test_no_other_room_has_a_column_for_a_sign_up() -> None:
    pointing = {
        f"{field.model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.related_model is SignUp
    }
    assert {one.partition(".")[0] for one in pointing} == {"recoveryskole"}


# What is looked for is not kept.
NOT_KEPT = {"ProgrammeForm", "CodeForm", "PlanCodeForm"}
# Only one at the video service that the school has named.
ADDRESSES = {"RecordingForm.address"}


def text_fields() -> list[Any]:
    """Every field in which somebody can write words that are kept, but for the programme."""
    found = []
    for module in (coming, materials, own, teaching, recoveryskole.viewsets.forms):
        for name, form in inspect.getmembers(module, inspect.isclass):
            if not issubclass(form, django_forms.BaseForm) or form.__module__ != module.__name__:
                continue
            if name in NOT_KEPT or issubclass(form, django_forms.ModelForm):
                continue
            found += [
                pytest.param(field, id=f"{name}.{key}")
                for key, field in form.base_fields.items()
                if isinstance(field, django_forms.CharField)
                and not isinstance(field, django_forms.UUIDField)
                and not field.widget.is_hidden
                and f"{name}.{key}" not in ADDRESSES
            ]
    return found


@pytest.mark.parametrize("field", text_fields())
@pytest.mark.parametrize("text", [CPR, "Jeg hedder 0101801234", "Ring til Bo (010180 1234)"])
def test_no_form_takes_a_cpr_number(field: django_forms.CharField, text: str) -> None:
    assert isinstance(field, ReadField)
    with pytest.raises(django_forms.ValidationError, match="CPR"):
        field.clean(text)


@pytest.fixture
def session(school: SchoolIndexPage) -> Session:
    # Made when they are asked for first.
    SchoolSettings.load()
    return make_session(days=1, seats=9)


def account(kind: str) -> User | None:
    """Somebody signed in, or nobody."""
    if kind == "nobody":
        return None
    roles = {"peer": [Role.AUTHOR, Role.LIVED_EXPERIENCE], "coordinator": [Role.COORDINATOR]}.get(kind, [])
    person = make_person(*roles, is_superuser=kind == "admin", email=f"{kind}@example.net")
    if kind in ("employee", "manager"):
        make_employment(person, make_unit(), start=dt.date(2024, 1, 1), is_manager=kind == "manager")
    return person


KINDS = ["nobody", "citizen", "employee", "manager", "peer", "coordinator", "admin"]
# What answers count for themselves: who is signed in, and how often one may try.
BESIDE = re.compile(
    r"django_session|accounts_|auth_|axes|wagtailcore_(site|locale)|django_content_type|cache", re.I
)
DRAWN = re.compile(
    r"[0-9a-f]{32,}|[0-9a-f-]{36}|[a-z2-7]{32}|[A-Z]+-\d{4}-[A-Z]+-\d{4}|\d{4}-\d\d-\d\d[ T][\d:.+]+"
)


def sent(kind: str, session: Session, **said: str) -> tuple[HttpResponse, list[str], dict[str, Any]]:
    """Sign up as somebody: the answer, what was asked of the database, and the row."""
    client = Client()
    person = account(kind)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    before = set(SignUp.objects.values_list("pk", flat=True))
    address = reverse("recoveryskole:sign_up", args=[session.pk])
    form = {"name": ALIAS, "reach": "", "needs": NEEDS, "companion": "", **said}
    with CaptureQueriesContext(connection) as asked:
        response = client.post(address, form)
    assert response.status_code == 303
    row = SignUp.objects.exclude(pk__in=before).values().get()
    statements = [DRAWN.sub("*", one["sql"]) for one in asked if not BESIDE.search(one["sql"])]
    return response, [re.sub(r"\b\d+\b|SAVEPOINT \S+|'[^']*'", "*", one) for one in statements], row


@pytest.mark.parametrize("reach", ["", "40 40 40 40", REACH])
def test_whoever_signs_up_leaves_the_same(session: Session, reach: str) -> None:
    shapes: dict[Any, list[str]] = {}
    # What is asked once in a process is asked by the first.
    sent("nobody", session, reach=reach and f"9{reach}")
    for number, kind in enumerate(KINDS):
        # Of one address there is one sign-up.
        own = f"{number}{reach}" if "@" in reach else reach
        response, asked, row = sent(kind, session, reach=own)
        values = [
            (column, type(value), len(str(value))) for column, value in row.items() if column != "number"
        ]
        shape = (
            DRAWN.sub("*", response.headers["Location"]),
            len(response.content),
            tuple(asked),
            tuple(values),
        )
        shapes.setdefault(shape, []).append(kind)
    assert list(shapes.values()) == [KINDS]


WRITTEN = {
    *(
        "recoveryskole.SignUp",
        "accounts.WaitingMail",
        "django_tasks_database.DBTaskResult",
        "sessions.Session",
    )
}


def test_rows_of_an_account_say_nothing_of_a_sign_up(session: Session) -> None:
    person = account("employee")
    assert person is not None
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    before = {model: model._base_manager.count() for model in apps.get_models()}
    client.post(
        reverse("recoveryskole:sign_up", args=[session.pk]),
        {"name": ALIAS, "reach": REACH, "needs": NEEDS, "companion": ""},
    )
    after = {model: model._base_manager.count() for model in apps.get_models()}
    written = {model._meta.label for model in after if after[model] != before[model]}
    assert written <= WRITTEN
    row = SignUp.objects.values().get()
    known = {person.email, person.display_name, str(client.session.session_key)}
    assert not {str(value) for value in row.values()} & known
    tables = rows_that_say(ALIAS, REACH, NEEDS)
    assert tables <= {"recoveryskole_signup", "accounts_waitingmail"}
    assert ALIAS not in "".join(
        message.subject + message.body + str(message.from_email) for message in mail.outbox
    )


def test_no_log_names_whoever_comes(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _response, _asked, row = sent("employee", session, reach=REACH)
    place = SignUp.objects.get(pk=row["id"])
    token = token_of(place)
    client = Client()
    address = reverse("recoveryskole:place", args=[token])
    for path in ("", "ja/", "hold/", "meld-fra/", "slet/"):
        client.post(address + path)
    written = [one for one in caplog.records if not one.name.startswith("django.db")]
    # As the handler of the house does with every line.
    assert all(WithoutAddresses().filter(one) for one in written)
    said = "\n".join(one.getMessage() for one in written)
    for word in (ALIAS, REACH, NEEDS, token, row["token_hash"], row["holder"], str(row["id"])):
        assert word not in said


MANAGES = {"coordinator", "admin"}


@pytest.fixture
def told(session: Session) -> SignUp:
    """Somebody with a seat, somebody in line, and an account that teaches another session."""
    place = sign_up(session.pk, wish(ALIAS, REACH, needs=NEEDS))
    session.seats = 1
    session.save()
    return place


@pytest.mark.crawl
@pytest.mark.parametrize("kind", [*KINDS, "another who teaches", "one who teaches"])
def test_whoever_looks_sees_nobody(told: SignUp, kind: str) -> None:
    client = Client()
    if "teaches" in kind:
        person = make_person()
        teacher = Facilitator.objects.create(name="Karen", knowledge=Knowledge.LIVED, person=person)
        own = told.session if kind == "one who teaches" else make_session(days=3)
        Teaching.objects.create(session=own, facilitator=teacher)
    else:
        person = account(kind)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    showing = {
        address for address, text in crawl(client, told) if ALIAS in text or REACH in text or NEEDS in text
    }
    base = reverse("recoveryskole:teaching", args=[told.session_id])
    by_telephone = reverse("school_sessions:who_comes", args=[told.session_id])
    if kind == "one who teaches":
        assert showing == {base}, "names and needs of their own session, and nothing to reach them by"
        assert REACH not in client.get(base).text
    elif kind in MANAGES:
        assert showing == {by_telephone}
    else:
        assert showing == set()


STARTS = [
    "/",
    "/kurser/",
    "/recoveryskole/",
    "/min-laering/",
    "/rapporter/",
    "/vaerksted/",
    "/cms/",
    "/konto/",
]
NOT_READ = re.compile(
    r"/(static|media|konto/log|i18n|cms/(logout|sprite|login|pages|images|documents|snippets))"
)
MOST = 90


def crawl(client: Client, told: SignUp) -> Iterator[tuple[str, str]]:
    """What is said at every address that links lead to, and at those of this sign-up's session."""
    waiting = [
        *(
            reverse(f"recoveryskole:{name}", args=[told.session_id])
            for name in ("sign_up", "teaching", "plan", "attendance")
        ),
        reverse("recoveryskole:place", args=[token_of(told)]),
        *(
            reverse(f"school_sessions:{name}", args=[told.session_id])
            for name in ("edit", "who_comes", "telephone", "history")
        ),
        *("/cms/skole/gange/", "/cms/reports/site-history/", "/cms/skole/gange/?export=csv"),
        *("/recoveryskole/program.pdf", "/recoveryskole/kalender.ics", "/recoveryskole/nyt.atom"),
        *("/api/v1/", "/sitemap.xml", "/robots.txt"),
        *STARTS,
    ]
    seen: set[str] = set()
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if address in seen or NOT_READ.match(address):
            continue
        seen.add(address)
        response = client.get(address, follow=False)
        said = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]
        text = bytes(said).decode(errors="replace")
        yield address, text
        waiting += re.findall(r'href="(/[^"#]*)', text.replace("&amp;", "&"))


def test_search_engine_meets_no_place(told: SignUp, client: Client) -> None:
    address = reverse("recoveryskole:place", args=[token_of(told)])
    assert "plads" not in client.get("/sitemap.xml").text
    for method in (client.get, client.head, client.post):
        response = method(address)
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert ALIAS not in response.text
