"""One door: every view that signs somebody in, or mails a way in, stands behind our own pages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import views as auth_views
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from wagtail import views as wagtail_views
from wagtail.documents.views import serve as documents

from accounts.enums import Role
from courses.domain.site import ensure_site
from demo import views as demo
from tests.factories.accounts import PASSWORD, make_person

# Whatever comes from these modules signs in or mails a reset, and so does what is made of their classes.
AUTH_CLASSES = (
    auth_views.LoginView,
    auth_views.PasswordResetView,
    auth_views.PasswordResetDoneView,
    auth_views.PasswordResetConfirmView,
    auth_views.PasswordResetCompleteView,
    auth_views.PasswordChangeView,
    auth_views.PasswordChangeDoneView,
)
SHARED_PASSWORDS = (wagtail_views.authenticate_with_password, documents.authenticate_with_password)
SAMPLES = {"int": "1", "row": "1", "str": "x", "slug": "x", "uuid": "1" * 8, "path": "x"}


def views(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every view of the URL configuration, with its route."""
    for entry in patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def innermost(view: Any) -> Any:
    while hasattr(view, "__wrapped__") and not hasattr(view, "view_class"):
        view = view.__wrapped__
    return view


def is_a_door(view: Any) -> bool:
    made_of = getattr(view, "view_class", None)
    return made_of is not None and issubclass(made_of, AUTH_CLASSES)


def address(route: str) -> str:
    """Some address of the route."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route)


ALL = list(views(get_resolver().url_patterns))
DOORS = [address(route) for route, view in ALL if is_a_door(view)]


def test_the_walk_finds_the_doors_that_come_along() -> None:
    """Wagtail's two, and four pages of its reset: if it finds none, it looks for the wrong thing."""
    assert {"/cms/login/", "/_util/login/", "/cms/password_reset/"} <= set(DOORS)
    assert len(DOORS) >= 6


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.django_db
def test_every_other_door_leads_to_ours(door: str, method: str, client: Client) -> None:
    person = make_person()
    form = {"username": person.email, "password": PASSWORD, "email": person.email}
    response = getattr(client, method)(door, form)
    assert response.status_code == 303
    assert response["Location"].startswith((reverse("account_login"), reverse("account_reset_password")))
    assert "_auth_user_id" not in client.session
    assert mail.outbox == []
    assert PASSWORD not in response["Location"]


def test_nothing_signs_in_but_our_pages_and_the_demo() -> None:
    """Views that call Django's `login` by themselves are named here, so that each new one is looked at."""
    signing_in = {
        f"{view.__module__}.{view.__qualname__}"
        for _route, wrapped in ALL
        for view in [innermost(wrapped)]
        if not view.__module__.startswith("allauth.")
        if "login" in getattr(getattr(view, "__code__", None), "co_names", ())
    }
    assert signing_in == {f"{demo.sign_in.__module__}.sign_in"}


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/cms/pages/3/?tab=1", "/cms/pages/3/?tab=1"),
        ("https://example.com/", "/cms/"),
        ("//example.com/", "/cms/"),
        ("", "/cms/"),
    ],
)
@pytest.mark.django_db
def test_where_one_wanted_to_go_is_kept_if_it_is_ours(asked: str, kept: str, client: Client) -> None:
    ensure_site()
    author = make_person(Role.AUTHOR)
    door = client.get("/cms/login/", {"next": asked})
    page = client.get(door["Location"])
    form = page.content.decode().split(f'action="{reverse("account_login")}"')[1]
    value = re.search(r'name="next" value="([^"]*)"', form)
    assert value
    signed_in = client.post(
        reverse("account_login"), {"login": author.email, "password": PASSWORD, "next": value[1]}
    )
    assert signed_in["Location"] == kept


@pytest.mark.parametrize(
    "place", ["/cms/", "/cms/pages/", "/cms/login/", "/cms/login/?next=/cms/", "/cms/findes-ikke/"]
)
@pytest.mark.django_db
def test_without_business_in_the_cms_one_gets_our_own_403(place: str, client: Client) -> None:
    client.force_login(make_person(), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(place)
    assert response.status_code == 403
    assert "403.html" in [template.name for template in response.templates]


@pytest.mark.django_db
def test_strangers_at_the_cms_come_to_our_door(client: Client) -> None:
    response = client.get("/cms/pages/?p=2")
    assert response["Location"] == f"{reverse('account_login')}?next=/cms/pages/%3Fp%3D2"


@pytest.mark.django_db
def test_passwords_and_emails_are_not_changed_in_the_cms(client: Client) -> None:
    ensure_site()
    author = make_person(Role.AUTHOR, email="ida@example.org")
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/cms/account/").content.decode()
    assert "new_password1" not in page
    assert reverse("account_change_password") in page
    client.post(
        "/cms/account/",
        {
            **{"name_email-email": "other@example.org", "name_email-display_name": "Ida"},
            **{"password-old_password": PASSWORD, "password-new_password1": "fire-nye-ord-her"},
            "password-new_password2": "fire-nye-ord-her",
        },
    )
    author.refresh_from_db()
    assert (author.email, author.check_password(PASSWORD)) == ("ida@example.org", True)


@pytest.mark.parametrize("view", SHARED_PASSWORDS)
@pytest.mark.django_db
def test_a_pages_own_password_is_not_guessed_for_ever(view: Any, client: Client) -> None:
    routes = [address(route) for route, found in ALL if innermost(found) is view]
    assert routes
    found = [client.post(routes[0], {"password": str(guess)}).status_code for guess in range(21)]
    assert (found[0], found[-1]) == (404, 429)
    assert resolve(routes[0]).func is not view
