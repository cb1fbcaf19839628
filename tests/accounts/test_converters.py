"""A number that no database holds is no address: each database would answer it with a fault of its own."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.courses import make_person

BEYOND = str(10**40)


def own_routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from own_routes(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and "<" in route:
            yield route


@pytest.mark.django_db
def test_no_address_answers_a_number_beyond_all_with_a_fault(client: Client) -> None:
    client.force_login(make_person(is_superuser=True))
    routes = sorted({route for route in own_routes(get_resolver().url_patterns) if "^" not in route})
    asked = [f"/{re.sub(r'<(?:int|row):[^>]+>', BEYOND, route)}" for route in routes]
    asked = [address for address in asked if BEYOND in address and "<" not in address]
    assert len(asked) > 60
    faults = {}
    for address in asked:
        for method in (client.get, client.post):
            try:
                status = method(address).status_code
            except Exception as fault:
                status = repr(fault)
            if not isinstance(status, int) or status >= 500:
                faults[address] = status
    assert faults == {}


def test_no_route_of_ours_takes_any_number() -> None:
    """`<row:pk>` and not `<int:pk>`."""
    ours = {
        route
        for route in own_routes(get_resolver().url_patterns)
        if "<int:" in route and not route.startswith(("cms/", "dokumenter/", "_util/"))
    }
    assert ours == set()
