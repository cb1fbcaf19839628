import pytest
from django.core.checks.registry import registry

from assessments.h5p.domain.lrs import Store, check_stores, stores

from .conftest import named

GOOD = named("kommunen", "https://lrs.example.org/xapi")


def problems(settings, *configured):
    settings.LEARNING_RECORD_STORES = list(configured)
    return [problem.msg for problem in check_stores()]


def test_stores_are_those_of_the_settings(settings):
    settings.LEARNING_RECORD_STORES = [GOOD]

    assert stores() == [Store(**GOOD)]
    assert check_stores() == []


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:8100/xAPI", "http://localhost/xAPI", "http://[::1]:1/"]
)
def test_without_https_only_on_this_machine(settings, endpoint):
    assert problems(settings, GOOD | {"endpoint": endpoint}) == []


def test_without_https_while_developing(settings):
    settings.DEBUG = True

    assert problems(settings, GOOD | {"endpoint": "http://lrs.example.org/xapi"}) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"endpoint": "http://lrs.example.org/xapi"}, '"endpoint" must begin with https://'),
        ({"endpoint": "http://127.0.0.1.example.org/"}, '"endpoint" must begin with https://'),
        ({"endpoint": "lrs.example.org/xapi"}, '"endpoint" must be an address'),
        ({"endpoint": "ftp://lrs.example.org/xapi"}, '"endpoint" must be an address'),
        ({"endpoint": "https://"}, '"endpoint" must be an address'),
        ({"endpoint": "https://lrs.example.org:port/"}, '"endpoint" must be an address'),
        ({"endpoint": "https://[lrs/"}, '"endpoint" must be an address'),
        ({"endpoint": "https://hemmelig:kode@lrs.example.org/"}, '"endpoint" must hold no user'),
        ({"endpoint": "https://lrs.example.org/?a=b"}, '"endpoint" must hold no user'),
        ({"endpoint": "https://lrs.example.org/#a"}, '"endpoint" must hold no user'),
        ({"name": ""}, '"name" must be a text'),
        ({"name": "to ord"}, '"name" must be 1 to 50'),
        ({"name": "a" * 51}, '"name" must be 1 to 50'),
        ({"username": "hemmelig:kode"}, '"username" cannot hold a colon'),
        ({"password": None}, '"password" must be a text'),
        ({"password": 17}, '"password" must be a text'),
        ({"passwrd": "hemmelig"}, '"passwrd" is not a setting of a store'),
    ],
)
def test_mistake_is_told_and_no_key_with_it(settings, change, sentence):
    (problem,) = problems(settings, GOOD | change)

    assert problem.startswith(f"LEARNING_RECORD_STORES, number 1: {sentence}")
    assert "hemmelig" not in problem


def test_each_thing_that_is_missing_is_told(settings):
    assert problems(settings, GOOD, {"name": "to"}) == [
        f'LEARNING_RECORD_STORES, number 2: "{name}" is missing.'
        for name in ("endpoint", "username", "password")
    ]


def test_two_of_one_name(settings):
    assert problems(settings, GOOD, GOOD | {"endpoint": "https://b.example.org"}) == [
        "LEARNING_RECORD_STORES: two stores are called 'kommunen'."
    ]


@pytest.mark.parametrize("configured", [{"name": "a"}, "https://lrs.example.org", ["a"], None])
def test_something_else_than_a_list_of_stores(settings, configured):
    settings.LEARNING_RECORD_STORES = configured

    assert [problem.id for problem in check_stores()] == ["h5p.E001"]


def test_django_asks_before_every_command():
    assert check_stores in registry.get_checks()
