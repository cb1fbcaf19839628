"""What every page carries, and the pages that nobody wants to see."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.enums import JobFunction, Role, WorkplaceKind
from accounts.models import CommonVersion, Employment, User, Workplace
from config.context_processors import places
from recoveryskole.domain.facilitators import facilitator_of


def person(email: str = "aase@example.org", **fields) -> User:
    return User.objects.create_user(email, "fire-helt-almindelige-ord", display_name="Åse Ærø", **fields)


def titles(user: object, path: str = "/") -> list[str]:
    request = RequestFactory().get(path)
    request.user = user
    return [place.href for place in places(request)["places"]]


def lead_a_workplace(user: User) -> None:
    town = Workplace.add_root(name="Sønderå", slug="soenderaa", kind=WorkplaceKind.MUNICIPALITY)
    Employment.objects.create(
        user=user, workplace=town, job_function=JobFunction.LEDER, start=timezone.localdate(), is_manager=True
    )


def test_places_of_a_stranger_are_the_open_ones():
    assert titles(AnonymousUser()) == ["/", "/kurser/", "/recoveryskole/"]


def warm(user):
    """What everybody sees alike is kept from now on; each page asks for its token once."""
    CommonVersion.change()
    facilitator_of(user)


@pytest.mark.django_db
def test_places_of_a_learner_cost_two_queries_and_the_common_token(django_assert_num_queries):
    user = person()
    warm(user)
    with django_assert_num_queries(3):
        assert titles(user) == ["/", "/kurser/", "/recoveryskole/", "/min-laering/"]


@pytest.mark.django_db
def test_places_of_an_author_who_leads_cost_two_queries_and_the_common_token(django_assert_num_queries):
    group, _ = Group.objects.get_or_create(name=Role.AUTHOR)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user = person()
    user.groups.add(group)
    lead_a_workplace(user)
    warm(user)
    with django_assert_num_queries(3):
        assert titles(user)[3:] == ["/min-laering/", "/vaerksted/", "/rapporter/", "/cms/"]


def test_place_is_current_below_its_address():
    request = RequestFactory().get("/kurser/maalene/")
    request.user = AnonymousUser()
    assert [place.href for place in places(request)["places"] if place.is_current] == ["/kurser/"]


@pytest.mark.django_db
def test_sign_in_page_offers_demo_people_only_in_the_demo(client, settings):
    person("assistent@example.org")
    assert b"assistent@example.org" not in client.get(reverse("account_login")).content
    settings.DEMO_SIGN_IN = True
    page = client.get(reverse("account_login"))
    assert [one["email"] for one in page.context["demo_people"]] == ["assistent@example.org"]
    assert b'value="assistent@example.org"' in page.content


@pytest.mark.django_db
def test_demo_people_stay_on_the_sign_in_page(client, settings):
    settings.DEMO_SIGN_IN = True
    assert "demo_people" not in client.get(reverse("account_reset_password")).context


@pytest.mark.django_db
def test_calm_view_is_kept_for_the_visit(client):
    client.post(reverse("accounts:calm"), {"next": reverse("account_login")})
    page = client.get(reverse("account_login")).content.decode()
    assert '<html lang="da" class="ls-calm">' in page
    assert 'aria-pressed="true"' in page


@pytest.mark.django_db
def test_page_speaks_the_chosen_language(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get(reverse("account_login")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_signup"])
def test_page_has_no_inline_script_or_style(client, name):
    page = client.get(reverse(name)).content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert "<script" not in page


@pytest.mark.django_db
def test_lost_page_shows_ways_on(client):
    page = client.get("/findes-ikke/")
    assert page.status_code == 404
    assert b"map-lost.svg" in page.content
    assert b'href="/kurser/"' in page.content


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_bare_error_page_needs_neither_context_nor_database(template):
    page = render_to_string(template)
    assert "<h1>" in page
    assert "map-lost.svg" in page
    assert "css/core.css" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["account_change_password", "account_email", "mfa_index", "mfa_activate_totp"]
)
def test_less_travelled_account_page_wears_the_house_style(client, name):
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse(name), follow=True)
    assert page.status_code == 200
    assert b"css/core.css" in page.content
    assert b'class="button ' in page.content


@pytest.mark.django_db
def test_account_pages_ask_in_our_own_words(client):
    page = client.get(reverse("account_login"))
    assert "placeholder" not in page.text
    fields = page.context["form"].fields
    assert [(field.label, field.help_text) for name, field in fields.items() if name != "remember"] == [
        ("E-mail", ""),
        ("Adgangskode", ""),
    ]
    client.force_login(person())
    page = client.get(reverse("account_change_password"))
    hints = [str(field.help_text) for field in page.context["form"].fields.values()]
    assert hints[0] == hints[2] == ""
    assert hints[1].startswith("Mindst 12 tegn.")
    assert "<ul>" not in page.text.partition("<form")[2].partition("</form>")[0]
